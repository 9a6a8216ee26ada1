"""Disks that note what is asked of them, and disks that fail at a named call."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desk_app.paper.disk import Disk


class NotingDisk(Disk):
    """Notes every call that changes the disk, with what it is about, in order."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.calls: list[tuple[str, str]] = []

    def make_folder(self, path: Path) -> bool:
        made = super().make_folder(path)
        if made:
            self._note("make_folder", path)
        return made

    def create(self, path: Path) -> BinaryIO:
        self._note("create", path)
        return super().create(path)

    def write(self, file: BinaryIO, data: bytes | bytearray) -> None:
        self._note("write", Path(file.name))
        super().write(file, data)

    def sync(self, file: BinaryIO) -> None:
        self._note("sync", Path(file.name))
        super().sync(file)

    def replace(self, part: Path, path: Path) -> None:
        self._note("replace", path)
        super().replace(part, path)

    def sync_folder(self, path: Path) -> None:
        self._note("sync_folder", path)
        super().sync_folder(path)

    def _note(self, call: str, path: Path) -> None:
        self.calls.append((call, path.relative_to(self._root).as_posix()))


class FullDisk(Disk):
    """Takes ``room`` bytes, then no more."""

    def __init__(self, room: int) -> None:
        self._room = room

    def write(self, file: BinaryIO, data: bytes | bytearray) -> None:
        super().write(file, bytes(data)[: self._room])
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file.name))


class HeldDisk(Disk):
    """A virus scanner holds each new file for so many tries."""

    def __init__(self, tries: int) -> None:
        self._tries = tries

    def replace(self, part: Path, path: Path) -> None:
        self._tries -= 1
        if self._tries >= 0:
            raise PermissionError(errno.EACCES, "sharing violation", str(part))
        super().replace(part, path)


class FaultyDisk(Disk):
    """Answers with an I/O fault to one named call: sync, replace, sync_folder or create."""

    def __init__(self, call: str) -> None:
        self._call = call

    def create(self, path: Path) -> BinaryIO:
        self._perhaps("create")
        return super().create(path)

    def sync(self, file: BinaryIO) -> None:
        self._perhaps("sync")
        super().sync(file)

    def replace(self, part: Path, path: Path) -> None:
        self._perhaps("replace")
        super().replace(part, path)

    def _perhaps(self, call: str) -> None:
        if call == self._call:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def files_below(folder: Path) -> Iterator[Path]:
    """All files of a folder and those below it."""
    return (path for path in folder.rglob("*") if path.is_file())
