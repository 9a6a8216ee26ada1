"""What a program has on the disk, seen from outside: by the real strace."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.disk_watch import DiskWatch, can_watch, watched

# Runs each line it reads, and says so.
LISTENER = """
import os, sys
for line in sys.stdin:
    exec(line)
    print("done", flush=True)
"""


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Listener]:
    if not can_watch():
        pytest.skip("strace is not installed")
    (tmp_path / "kept").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", LISTENER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=tmp_path / "kept",
    ) as process:
        with watched(process.pid, tmp_path / "kept", tmp_path / "calls") as watch:
            yield Listener(process, watch, tmp_path / "kept")
        process.terminate()


class Listener:
    """A program that does what it is told, and is looked at."""

    def __init__(self, process: subprocess.Popen[str], watch: DiskWatch, folder: Path) -> None:
        self._process, self._watch, self._folder = process, watch, folder

    def waits_after(self, line: str) -> set[str]:
        """The names of files that wait for a sync once it has run ``line``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"
        return {str(Path(path).relative_to(self._folder)) for path in self._watch.unsynced()}


def test_what_is_written_waits_until_it_is_synced(asked: Listener) -> None:
    assert asked.waits_after("f = os.open('a', os.O_CREAT | os.O_RDWR)") == set()
    assert asked.waits_after("os.write(f, b'one')") == {"a"}
    assert asked.waits_after("os.fsync(f)") == set()
    assert asked.waits_after("os.pwrite(f, b'two', 0)") == {"a"}
    assert asked.waits_after("os.fdatasync(f)") == set()


def test_a_file_is_known_by_its_later_name_and_forgotten_when_it_goes(asked: Listener) -> None:
    here = "os.getcwd() + "
    assert asked.waits_after("f = os.open('a', os.O_CREAT | os.O_RDWR); os.write(f, b'1')") == {"a"}
    assert asked.waits_after(f"os.rename({here}'/a', {here}'/b')") == {"b"}
    assert asked.waits_after("os.fsync(f)") == set()
    assert asked.waits_after("os.write(f, b'2')") == {"b"}
    assert asked.waits_after(f"os.unlink({here}'/b')") == set()


def test_files_elsewhere_are_no_matter(asked: Listener, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    assert asked.waits_after(f"g = open({str(other)!r}, 'w'); g.write('x'); g.flush()") == set()


def test_a_sync_that_fails_or_does_not_end_leaves_it_waiting(tmp_path: Path) -> None:
    file = tmp_path / "a"
    told = [
        f'7 write(3<{file}>, "x", 1) = 1',
        f"7 fsync(3<{file}>) = -1 EIO (Input/output error)",
        f"7 fsync(3<{file}> <unfinished ...>",
        "7 <... fsync resumed>) = 0",
    ]
    log = tmp_path / "calls"
    waits = []
    for count in range(1, len(told) + 1):
        log.write_text("".join(f"{line}\n" for line in told[:count]), encoding="utf-8")
        watch = DiskWatch(tmp_path, log)
        waits.append(watch.unsynced())
        watch.close()
    assert waits == [{str(file)}] * 3 + [set()]
