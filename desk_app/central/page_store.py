"""Where the centre keeps archive copies: a port, and a folder on its own disk.

A file arrives under a passing name and is written where its bytes belong, never at the end of
whatever is there. Only what :meth:`Part.sync` has put on the disk counts; what lies behind it after
a crash is cut off before the upload goes on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from desk_app.paper.disk import Disk, disk_faults
from desk_app.replacing import durable_remove

if sys.platform != "win32":
    import fcntl

PARTS = "arriving"
PROBE = "probe"


class PartGone(Exception):
    """What was being written has been kept or forgotten by another process."""


class Part(Protocol):
    """A file that is not whole yet."""

    @property
    def offset(self) -> int:
        """Where the next byte goes."""
        ...

    def write(self, data: bytes | bytearray) -> None:
        """Writes at ``offset``, which moves on.

        Raises:
            PartGone: the file was kept or forgotten in the meantime.
        """
        ...

    def sync(self, *, by_name: bool = True) -> None:
        """Returns when everything before ``offset`` is on the disk, and is found there again;
        without ``by_name`` only for who keeps the file under its last name next."""
        ...

    def cut(self, offset: int) -> None:
        """Forgets what lies behind ``offset``.

        Raises:
            PartGone: as :meth:`write`.
        """
        ...

    def close(self) -> None:
        """Lets go of the file."""
        ...


class PageStore(Protocol):
    """Files by the desk's name for them (a UUID, checked before). Several processes, and where the
    store allows it several machines, may go on with each other's files. Every method may raise
    EnvironmentFault: the disk is full, cannot be written, or is faulty."""

    def check(self) -> None:
        """Whether files can be written now."""
        ...

    def length(self, file_id: str) -> int:
        """How many bytes lie here under this name, whole or not."""
        ...

    def open_part(self, file_id: str, durable: int) -> Part:
        """The file to write on; what lies behind ``durable`` is cut off. Its ``offset`` is
        ``durable``, or less if the disk has lost some.

        Raises:
            PartGone: the file was kept or forgotten in the meantime.
        """
        ...

    def open_arrived(self, file_id: str) -> BinaryIO:
        """The file whose bytes have all arrived, to be checked. Until it is closed no other
        process can change what is in it."""
        ...

    def keep(self, file_id: str, file: BinaryIO) -> None:
        """Keeps ``file`` (of :meth:`open_arrived`, found good) under its lasting name; also when
        it is there already."""
        ...

    def drop(self, file_id: str) -> None:
        """Forgets what has arrived under this name."""
        ...


class LocalPageStore:
    """A folder: ``arriving/<id>`` while a file arrives, ``ab/<id>.pdf`` from then on."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        """
        Args:
            folder: made when the first file comes.
            disk: what writes, syncs and renames; another one in tests.
        """
        self.folder = folder
        self._disk = disk or Disk()

    def check(self) -> None:
        """As :meth:`PageStore.check`."""
        probe = self._part(f"{PROBE}-{os.getpid()}")
        with disk_faults():
            self._make(probe.parent)
            self._disk.forget(probe)
            self._disk.create(probe).close()
            self._disk.forget(probe)

    def length(self, file_id: str) -> int:
        """As :meth:`PageStore.length`."""
        with disk_faults():
            for path in (self._part(file_id), self.path(file_id)):
                try:
                    return path.stat().st_size
                except FileNotFoundError:
                    continue
        return 0

    def open_part(self, file_id: str, durable: int) -> LocalPart:
        """As :meth:`PageStore.open_part`."""
        path = self._part(file_id)
        with disk_faults():
            part = LocalPart(self._open_or_make(path), path, self._disk, named=durable > 0)
        try:
            part.begin_at(durable)
        except BaseException:
            part.close()
            raise
        return part

    def _open_or_make(self, path: Path) -> BinaryIO:
        try:
            return path.open("r+b", buffering=0)
        except FileNotFoundError:
            self._make(path.parent)
        try:
            return self._disk.create(path)
        except FileExistsError:  # another process was quicker
            return path.open("r+b", buffering=0)

    def open_arrived(self, file_id: str) -> BinaryIO:
        """As :meth:`PageStore.open_arrived`."""
        with disk_faults():
            try:
                file = self._part(file_id).open("rb")
            except FileNotFoundError:
                return self.path(file_id).open("rb")
            _lock(file)
            return file

    def keep(self, file_id: str, file: BinaryIO) -> None:
        """As :meth:`PageStore.keep`."""
        part, path = self._part(file_id), self.path(file_id)
        if os.name == "nt":
            file.close()  # there an open file keeps its name
        with disk_faults():
            self._make(path.parent)
            try:
                self._disk.replace(part, path)
            except FileNotFoundError:
                path.stat()  # it has its name since before a crash
            self._disk.sync_folder(path.parent)

    def drop(self, file_id: str) -> None:
        """As :meth:`PageStore.drop`."""
        with disk_faults():
            durable_remove(self._part(file_id))

    def path(self, file_id: str) -> Path:
        """Where a whole file lies."""
        return self.folder / file_id[-2:] / f"{file_id}.pdf"

    def _part(self, file_id: str) -> Path:
        return self.folder / PARTS / file_id

    def _make(self, folder: Path) -> None:
        for one in (self.folder, folder):
            if self._disk.make_folder(one):
                self._disk.sync_folder(one.parent)


class LocalPart:
    """As :class:`Part`, in a file."""

    def __init__(self, file: BinaryIO, path: Path, disk: Disk, *, named: bool) -> None:
        """
        Args:
            named: its name is on the disk, for something of it was counted before.
        """
        self._file = file
        self._path = path
        self._disk = disk
        self._named = named
        self.offset = 0

    def write(self, data: bytes | bytearray) -> None:
        """As :meth:`Part.write`."""
        with disk_faults(), self._alone():
            self._file.seek(self.offset)
            self._disk.write(self._file, data)
        self.offset += len(data)

    def sync(self, *, by_name: bool = True) -> None:
        """As :meth:`Part.sync`."""
        with disk_faults():
            self._disk.sync(self._file)
            if by_name and not self._named:
                self._disk.sync_folder(self._path.parent)
                self._named = True

    def begin_at(self, durable: int) -> None:
        """Cuts off what lies behind ``durable``; what is not there is not filled in."""
        with disk_faults(), self._alone():
            there = min(durable, self._file.seek(0, 2))
            self._file.truncate(there)
        self.offset = there

    def cut(self, offset: int) -> None:
        """As :meth:`Part.cut`."""
        with disk_faults(), self._alone():
            self._file.truncate(offset)
        self.offset = offset

    def close(self) -> None:
        """As :meth:`Part.close`."""
        self._file.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """A request that another process has ended may still be writing: not into a file that is
        being checked, and never into one that is kept."""
        if sys.platform == "win32":  # there the centre is one process
            yield
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            if not self._is_still_there():
                raise PartGone
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _is_still_there(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False


def _lock(file: BinaryIO) -> None:
    """Until ``file`` is closed."""
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_EX)
