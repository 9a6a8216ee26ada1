"""Readers of pages that misbehave, each run as a process.

``crash-once MARK DATA``: dies in the middle of a page once (the file MARK remembers), then is the
real one. ``crash DATA``: always dies so. ``hang DATA``: takes the page and never answers.
``cut DATA``: dies in the middle of its answer.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path


def main(how: str, *rest: str) -> None:
    if how == "crash-once":
        mark = Path(rest[0])
        if mark.exists():
            from desk_app.paper import ocr_child

            ocr_child.main(list(rest[1:]))
            return
        mark.touch()
        how = "crash"
    sys.stdin.buffer.read(20)  # in the middle of the page
    if how == "hang":
        threading.Event().wait()
    if how == "cut":
        os.write(1, b"\0\0\1\0{")
    os._exit(9)


if __name__ == "__main__":
    main(*sys.argv[1:])
