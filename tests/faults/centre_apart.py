"""The real centre in a process of its own, its clock standing where those of trials stand.

``python -m tests.faults.centre_apart DATABASE FILES`` serves until its standard input closes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk_app.central import commands
from tests.faults.desk_at_work import a_clock

ROOT = Path(__file__).parents[2]


@contextmanager
def centre_apart(database: Path, files: Path) -> Iterator[tuple[str, int]]:
    """Where it listens, until the block ends."""
    with (
        database.with_suffix(".log").open("ab") as log,
        subprocess.Popen(
            [sys.executable, "-m", __name__, str(database), str(files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            cwd=ROOT,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            if not line.startswith("listening on http://"):
                raise RuntimeError(f"the centre does not serve: {line}")
            host, port = line.removeprefix("listening on http://").split(":")
            yield host, int(port)
        finally:
            process.kill()


if __name__ == "__main__":
    commands.serve(
        sys.argv[1],
        ready=lambda line: print(line, flush=True),  # noqa: T201
        listen="127.0.0.1:0",
        files=sys.argv[2],
        clock=a_clock(),
        log=False,
        until_closed=0,
    )
