"""What a disk may hold after a power cut: what was synced, and of the rest whatever the moment
left of it.

A file's bytes are safe once the file was synced, its name once its folder was. A rename is one
step, as on every file system with a journal. Of what was not synced everything may be there, or
nothing, or any part, down to single sectors.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.system_calls import Call

WAYS = ("none", "all", "some", "torn 512", "torn 4096")


@dataclass
class _File:
    safe: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.pending:
            _apply(self.safe, call)
        self.pending.clear()

    def after_the_cut(self, way: str, chance: random.Random) -> bytes:
        data = bytearray(self.safe)
        for call in self.pending:
            if way == "all":
                _apply(data, call)
            elif way.startswith("torn") and call.what == "write":
                for sector in _sectors(call, int(way.split()[1])):
                    if chance.random() < 0.5:
                        _apply(data, sector)
            elif way != "none" and chance.random() < 0.5:
                _apply(data, call)
        return bytes(data)


class _Folder:
    """Stands for a folder among the names."""


_Thing = _File | _Folder | None
_Names = dict[str, _Thing]


@dataclass
class _Change:
    """Names that change in one step, and the folders whose sync makes it safe."""

    folders: tuple[str, ...]
    names: _Names


class Disk:
    """The disk below one folder, from a picture of it on: :meth:`do` one call after the other."""

    def __init__(self, folder: Path) -> None:
        self._now: _Names = {".": _Folder()}
        for path in sorted(folder.rglob("*")):
            thing = _Folder() if path.is_dir() else _File(bytearray(path.read_bytes()))
            self._now[path.relative_to(folder).as_posix()] = thing
        self._safe = dict(self._now)
        self._pending: list[_Change] = []

    def do(self, call: Call) -> None:
        """The next call."""
        thing = self._now.get(call.path)
        if call.what in ("write", "truncate") and isinstance(thing, _File):
            thing.pending.append(call)
        elif call.what == "sync" and isinstance(thing, _File):
            thing.sync()
        elif call.what == "sync_folder":
            kept = [change for change in self._pending if call.path not in change.folders]
            for change in self._pending:
                if call.path in change.folders:
                    self._safe |= change.names
            self._pending = kept
        elif call.what == "rename":
            self._change({call.path: None, call.to: thing})
        elif call.what in ("create", "mkdir"):
            self._change({call.path: _File() if call.what == "create" else _Folder()})
        elif call.what in ("unlink", "rmdir"):
            self._change({call.path: None})

    def cut(self, way: str, chance: random.Random, folder: Path) -> None:
        """Writes into the empty ``folder`` what is there when the power is back."""
        names = dict(self._safe)
        count = {"none": 0, "all": len(self._pending)}.get(way)
        for change in self._pending[
            : chance.randint(0, len(self._pending)) if count is None else count
        ]:
            names |= change.names
        there = {name for name, thing in names.items() if thing is not None}
        for name in sorted(there):
            above = {parent.as_posix() for parent in PurePosixPath(name).parents}
            if not above <= there:
                continue  # its folder is not there
            thing = names[name]
            if isinstance(thing, _File):
                (folder / name).write_bytes(thing.after_the_cut(way, chance))
            elif name != ".":
                (folder / name).mkdir()

    def _change(self, names: _Names) -> None:
        self._now |= names
        folders = tuple({PurePosixPath(name).parent.as_posix() for name in names})
        self._pending.append(_Change(folders, names))


def after(folder: Path, calls: Sequence[Call]) -> Disk:
    """The disk of ``folder`` after these calls."""
    disk = Disk(folder)
    for call in calls:
        disk.do(call)
    return disk


def _apply(data: bytearray, call: Call) -> None:
    if call.what == "truncate":
        del data[call.offset :]
    gap = call.offset - len(data)
    data.extend(bytes(max(0, gap)))
    data[call.offset : call.offset + len(call.data)] = call.data


def _sectors(call: Call, size: int) -> list[Call]:
    """A write in pieces that end where sectors do."""
    cuts = [
        call.offset,
        *range((call.offset // size + 1) * size, call.offset + len(call.data), size),
    ]
    ends = [*cuts[1:], call.offset + len(call.data)]
    return [
        Call("write", call.path, start, call.data[start - call.offset : end - call.offset])
        for start, end in zip(cuts, ends, strict=True)
    ]
