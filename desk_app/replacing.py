"""One file takes the place of another, or goes, also where a virus scanner or a backup has it open
just then: Windows refuses for as long as they have."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

# ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
HELD_BY_ANOTHER = frozenset({5, 32, 33})
# Seconds between the tries: two and a half altogether, then the fault is told.
PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)


def durable_replace(
    part: Path,
    path: Path,
    *,
    replace: Callable[[Path, Path], object] = Path.replace,
    wait: Callable[[float], object] | None = None,
) -> None:
    """Gives the finished file ``part`` the name ``path``; what had the name before is gone.

    Args:
        replace: what the system is asked for; tests fail it.
        wait: lets seconds pass.

    Raises:
        OSError: the system says no for another reason, or another program still has the file
            after two and a half seconds.
    """
    _until_free(lambda: replace(part, path), wait)


def durable_remove(
    path: Path,
    *,
    remove: Callable[[Path], object] = Path.unlink,
    wait: Callable[[float], object] | None = None,
) -> None:
    """Removes a file; one that is not there is no fault.

    Args:
        remove: what the system is asked for; tests fail it.
        wait: lets seconds pass.

    Raises:
        OSError: as :func:`durable_replace`.
    """
    with contextlib.suppress(FileNotFoundError):
        _until_free(lambda: remove(path), wait)


def _until_free(act: Callable[[], object], wait: Callable[[float], object] | None) -> None:
    pause = wait or threading.Event().wait
    for seconds in PAUSES:
        try:
            act()
        except OSError as fault:
            if getattr(fault, "winerror", None) not in HELD_BY_ANOTHER:
                raise
            pause(seconds)
        else:
            return
    act()


def sync_folder(folder: Path) -> None:
    """Returns when the names in a folder are on the disk (Windows sees to it itself)."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
