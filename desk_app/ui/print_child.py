"""The process that talks to the print service: ``python -m desk_app.ui.print_child``.

Qt asks the print service and waits, for minutes where the service hangs, and nothing else in its
process can run meanwhile: no thread, no key. So it waits here. Requests and answers are frames;
it ends with the line. Where it hangs itself and nobody ends it, it is ended after ``_LONGEST``
without the interpreter's help, which a waiting Qt holds.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from desk_app.paper.scanners.frames import FrameWriter, read_frame
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome

Request = tuple[dict[str, Any], bytes]
_LONGEST = 60.0


def answer(
    request: Request,
    frames: FrameWriter,
    printers: Callable[[], tuple[PrinterOnDesk, ...]],
    print_one: Callable[..., PrintOutcome],
) -> None:
    """Does what was asked and says what came of it. ``handing`` comes before anything reaches the
    print service: without it, nothing was printed."""
    head, pdf = request
    if head["do"] == "printers":
        frames.write({"is": "printers", "printers": [asdict(one) for one in printers()]})
        return
    outcome = print_one(
        pdf,
        head["printer"],
        title=head["title"],
        handing=lambda: frames.write({"is": "handing"}),
    )
    reason = None if outcome.reason is None else outcome.reason.to_json()
    frames.write({"is": "outcome", "state": outcome.state, "reason": reason})


def _listen(stream: BinaryIO, asked: queue.Queue[Request]) -> None:
    """Takes requests; the end of the line ends the process, whatever it is doing."""
    while (request := read_frame(stream)) is not None:
        asked.put(request)
    os._exit(0)


def main() -> None:
    """Answers requests, one after the other, until the other side closes the line or dies."""
    frames = FrameWriter(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)
    asked: queue.Queue[Request] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # it paints on paper only
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    from desk_app.ui.printing import list_printers, print_pdf

    frames.write({"is": "ready"})
    with Path(os.devnull).open("w") as nowhere:
        while True:
            request = asked.get()
            faulthandler.dump_traceback_later(_LONGEST, exit=True, file=nowhere)
            try:
                answer(request, frames, list_printers, print_pdf)
            except OSError:  # nobody listens any more
                break
            faulthandler.cancel_dump_traceback_later()
    del application
    os._exit(0)


if __name__ == "__main__":
    main()
