"""What a running program has put on the disk, seen from outside: its calls of the system, told by
strace."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "ftruncate", "copy_file_range")
SYNCS = ("fsync", "fdatasync")
NAMES = ("rename", "renameat", "renameat2")
GONE = ("unlink", "unlinkat")
_BEGUN = re.compile(r"^(?P<thread>\d+) +(?P<call>\w+)\((?P<said>.*)$")
_RESUMED = re.compile(r"^(?P<thread>\d+) +<\.\.\. (?P<call>\w+) resumed>")
_FILE = re.compile(r"^\d+<(?P<path>/[^>]*)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def can_watch() -> bool:
    """Whether strace is installed."""
    return shutil.which("strace") is not None


class DiskWatch:
    """The files under a folder that were written and not synced since."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder, self._log = f"{folder.resolve()}/", log.open(encoding="utf-8")
        self._dirty: set[str] = set()
        self._under_way: dict[str, str] = {}
        self._rest = ""

    def unsynced(self) -> set[str]:
        """Of all that was called so far: a call is told before the program goes on."""
        *lines, self._rest = (self._rest + self._log.read()).split("\n")
        for line in lines:
            self._hear(line)
        return set(self._dirty)

    def close(self) -> None:
        """Reads no more."""
        self._log.close()

    def _hear(self, line: str) -> None:
        if resumed := _RESUMED.match(line):
            path = self._under_way.pop(resumed["thread"], None)
            if path is not None and resumed["call"] in SYNCS and line.endswith(" = 0"):
                self._dirty.discard(path)
            return
        begun = _BEGUN.match(line)
        if begun is None:
            return
        call, said = begun["call"], begun["said"]
        if call in NAMES and len(both := _QUOTED.findall(said)) == 2:
            if both[0] in self._dirty:
                self._dirty.discard(both[0])
                self._dirty.add(both[1])
        elif call in GONE:
            self._dirty.difference_update(_QUOTED.findall(said))
        elif (file := _FILE.match(said)) and file["path"].startswith(self._folder):
            if call in WRITES:
                self._dirty.add(file["path"])
            elif said.endswith("<unfinished ...>"):
                self._under_way[begun["thread"]] = file["path"]
            elif said.endswith(" = 0"):
                self._dirty.discard(file["path"])


@contextmanager
def watched(process: int, folder: Path, log: Path) -> Iterator[DiskWatch]:
    """Looks at a running process, its threads, and those it starts, until the block ends."""
    calls = ",".join((*WRITES, *SYNCS, *NAMES, *GONE))
    command = ["strace", "-f", "-y", "-s", "4096", "-e", f"trace={calls}", "-e", "write=none"]
    with subprocess.Popen(
        [*command, "-o", str(log), "-p", str(process)], stderr=subprocess.PIPE, encoding="utf-8"
    ) as tracing:
        try:
            assert tracing.stderr is not None
            while "attached" not in (line := tracing.stderr.readline()):
                if not line:
                    raise RuntimeError("strace may not look at other programs here")
            watch = DiskWatch(folder, log)
            try:
                yield watch
            finally:
                watch.close()
        finally:
            tracing.terminate()
