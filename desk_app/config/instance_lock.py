"""One running instance per profile, held by a lock of the operating system."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from desk_app.errors import EnvironmentFault

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class InstanceLock:
    """Holds ``path`` until released or the process ends, however it ends.

    Raises:
        EnvironmentFault: another instance holds it.
    """

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] | None = None
        try:
            file = path.open("a+b")
        except OSError as fault:
            raise EnvironmentFault(
                "profile.cannot_write", folder=str(path.parent), reason=fault.strerror or ""
            ) from fault
        try:
            _take(file)
        except OSError as fault:
            file.close()
            raise EnvironmentFault("profile.in_use", folder=str(path.parent)) from fault
        self._file = file

    def release(self) -> None:
        """Lets another instance in."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _take(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        os.set_inheritable(file.fileno(), False)
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
