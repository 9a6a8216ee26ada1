"""Who is at work in a process group: the child of a scan and the driver's own processes."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from desk_app.paper.scanners.port import ScannerTrouble

T = TypeVar("T")

needs_scanimage = pytest.mark.skipif(
    shutil.which("scanimage") is None, reason="sane-utils is not installed"
)
PATIENCE = 60.0


def members(group: int) -> dict[int, str]:
    """The living processes of a group, with their names."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
            except OSError:
                continue
            state, _, process_group = rest.split()[:3]
            if int(process_group) == group and state not in "ZX":
                found[int(folder.name)] = name
    return found


def wait_until(fact: Callable[[], bool]) -> None:
    """Waits for a fact, as long as a busy machine may need."""
    looked = threading.Event()
    for _ in range(int(PATIENCE / 0.02)):
        if fact():
            return
        looked.wait(0.02)
    raise AssertionError("it did not come to pass")


def until_trouble(given: Iterator[T]) -> tuple[list[T], ScannerTrouble]:
    """What came before the trouble, and the trouble that has to come."""
    taken: list[T] = []
    try:
        for thing in given:
            taken.append(thing)
    except ScannerTrouble as trouble:
        return taken, trouble
    raise AssertionError("there was no trouble")


def scan_folders() -> list[str]:
    """The folders our scans of this process have in memory or among temporary files."""
    mark = f"desk-app-scan-{os.getpid()}-"
    homes = {Path("/dev/shm"), Path(tempfile.gettempdir())}
    return [path.name for home in homes if home.is_dir() for path in home.glob(f"{mark}*")]
