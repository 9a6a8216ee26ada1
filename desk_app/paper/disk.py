"""The few things a durable file asks of the disk, each by its name, and their faults in words."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desk_app.errors import EnvironmentFault
from desk_app.replacing import durable_replace, sync_folder

_FULL = {errno.ENOSPC, errno.EDQUOT}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


class Disk:
    """The real disk. Tests hear, delay or fail its calls by a subclass."""

    def make_folder(self, path: Path) -> bool:
        """Makes a folder that only this account may enter; says whether it was missing."""
        try:
            path.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            return False
        return True

    def create(self, path: Path) -> BinaryIO:
        """A new file that only this account may read, without a buffer of its own."""
        return open(path, "xb", buffering=0, opener=_private)

    def write(self, file: BinaryIO, data: bytes | bytearray) -> None:
        """Writes all of ``data``."""
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]

    def flush(self, file: BinaryIO) -> None:
        """Has the disk begin with what is written so far, and does not wait for it."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def sync(self, file: BinaryIO) -> None:
        """Returns when the file's bytes are on the disk."""
        os.fsync(file.fileno())

    def replace(self, part: Path, path: Path) -> None:
        """Gives a file its true name."""
        durable_replace(part, path)

    def sync_folder(self, path: Path) -> None:
        """Returns when the names in a folder are on the disk."""
        sync_folder(path)

    def forget(self, part: Path) -> None:
        """Removes a file that was not finished, if the disk lets us."""
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def disk_faults() -> Iterator[None]:
    """Puts what the disk says into words; a file that is not there is left to the caller.

    Raises:
        EnvironmentFault: disk full, not writable, or faulty.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as fault:
        if fault.errno in _FULL:
            raise EnvironmentFault("store.disk_full") from fault
        if fault.errno in _NOT_ALLOWED:
            raise EnvironmentFault("store.cannot_write") from fault
        code = errno.errorcode.get(fault.errno or 0, str(fault.errno))
        raise EnvironmentFault("store.input_output", code=code) from fault


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
