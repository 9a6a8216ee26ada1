"""Where the centre keeps archive copies: a port, and a folder on its own disk.

A file arrives under a passing name and is written where its bytes belong, never at the end of
whatever is there. Only what :meth:`Part.sync` has put on the disk counts; what lies behind it after
a crash is cut off before the upload goes on.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Protocol

from desk_app.paper.disk import Disk, disk_faults

PARTS = "arriving"


class Part(Protocol):
    """A file that is not whole yet. ``offset``: where the next byte goes."""

    offset: int

    def write(self, data: bytes | bytearray) -> None:
        """Writes at ``offset``, which moves on."""
        ...

    def sync(self) -> None:
        """Returns when everything before ``offset`` is on the disk."""
        ...

    def cut(self, offset: int) -> None:
        """Forgets what lies behind ``offset``."""
        ...

    def close(self) -> None:
        """Lets go of the file."""
        ...


class PageStore(Protocol):
    """Files by the desk's name for them (a UUID, checked before). Every method may raise
    EnvironmentFault: the disk is full, cannot be written, or is faulty."""

    def length(self, file_id: str) -> int:
        """How many bytes lie here under this name, whole or not."""
        ...

    def open_part(self, file_id: str, durable: int) -> Part:
        """The file to write on; what lies behind ``durable`` is cut off. Its ``offset`` is
        ``durable``, or less if the disk has lost some."""
        ...

    def open_arrived(self, file_id: str) -> BinaryIO:
        """The file whose bytes have all arrived, to be checked."""
        ...

    def keep(self, file_id: str) -> None:
        """Gives a file that was found good its lasting name; also when it has it already."""
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
            try:
                file: BinaryIO = path.open("r+b", buffering=0)
            except FileNotFoundError:
                self._make(path.parent)
                file = self._disk.create(path)
                self._disk.sync_folder(path.parent)
            part = LocalPart(file, self._disk)
            part.cut(min(durable, file.seek(0, 2)))
        return part

    def open_arrived(self, file_id: str) -> BinaryIO:
        """As :meth:`PageStore.open_arrived`."""
        with disk_faults():
            try:
                return self._part(file_id).open("rb")
            except FileNotFoundError:
                return self.path(file_id).open("rb")

    def keep(self, file_id: str) -> None:
        """As :meth:`PageStore.keep`."""
        part, path = self._part(file_id), self.path(file_id)
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
            self._part(file_id).unlink(missing_ok=True)

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

    def __init__(self, file: BinaryIO, disk: Disk) -> None:
        self._file = file
        self._disk = disk
        self.offset = 0

    def write(self, data: bytes | bytearray) -> None:
        """As :meth:`Part.write`."""
        with disk_faults():
            self._file.seek(self.offset)
            self._disk.write(self._file, data)
        self.offset += len(data)

    def sync(self) -> None:
        """As :meth:`Part.sync`."""
        with disk_faults():
            self._disk.sync(self._file)

    def cut(self, offset: int) -> None:
        """As :meth:`Part.cut`."""
        with disk_faults():
            self._file.truncate(offset)
        self.offset = offset

    def close(self) -> None:
        """As :meth:`Part.close`."""
        self._file.close()
