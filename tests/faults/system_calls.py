"""What a process really asks of the disk: every call of this interpreter and of its SQLite that
changes a file, heard in order, and failed where a test says so.

Neither a compiler nor a mount nor any right is needed: the calls of a loaded library go through
slots that the loader filled in (ELF relocations), and these slots are pointed at our functions. It
lasts as long as the process: only for processes of their own.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3  # noqa: F401 - its slots are looked for

# What is looked through: the interpreter itself and the library of the encrypted database.
_OBJECTS = ("libpython", "_sqlite3", "/bin/python")
# How a slot holds an address: absolute, of data, of a jump.
_SLOTS = {"x86_64": (1, 6, 7), "aarch64": (257, 1025, 1026)}
_INT, _TEXT, _BYTES, _SIZE, _OFF = (
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_void_p,
    ctypes.c_size_t,
    ctypes.c_longlong,
)

_NEEDED = ("open64", "write", "pwrite64", "fsync", "rename", "unlink")
_FOR_EVER: list[Any] = []


@dataclass(frozen=True)
class Call:
    """One call. ``what``: create | write | truncate | sync | sync_folder | rename | unlink |
    mkdir | rmdir, or ``told``, which is no call but what the process said to somebody. ``path``:
    relative to the watched folder; ``to``: the new name, or what was told."""

    what: str
    path: str
    offset: int = 0
    data: bytes = b""
    to: str = ""


class NoMeans(Exception):
    """This machine does not let calls be heard; says why."""


@cache
def why_not() -> str | None:
    """Why calls cannot be heard on this machine, None if they can."""
    if sys.platform != "linux":
        return f"calls are heard through ELF slots, and this is {sys.platform}"
    if platform.machine() not in _SLOTS:
        return f"the kinds of ELF slots of {platform.machine()} are not known here"
    missing = [name for name in _NEEDED if name not in _all_slots()]
    return f"this interpreter and its SQLite have no slot for {missing[0]}" if missing else None


class SystemCalls:
    """Hears the calls of this process about files below ``root``.

    ``before`` is asked about each of them and may give the errno with which it fails instead;
    ``heard`` gathers those that were made.
    """

    def __init__(self, root: Path, before: Callable[[Call], int | None] | None = None) -> None:
        self.heard: list[Call] = []
        self.before = before
        self._root = f"{root.resolve()}/"
        self._files: dict[int, str] = {}
        self._libc = ctypes.CDLL(None, use_errno=True)
        reason = why_not()
        if reason:
            raise NoMeans(reason)
        self._hook()

    def tell(self, said: str) -> None:
        """Notes between the calls what somebody outside was told."""
        self.heard.append(Call("told", "", to=said))

    # -- the calls

    def _open(self, name: bytes, flags: int, mode: int) -> int:
        path = self._below(name)
        if path is None:
            return self._real("open64", name, flags, mode)
        new = bool(flags & os.O_CREAT) and not os.path.lexists(name)
        full = not new and bool(flags & os.O_TRUNC) and Path(os.fsdecode(name)).stat().st_size > 0
        call = Call("create", path) if new else Call("truncate", path)
        if (new or full) and self._refused(call):
            return -1
        handle = self._real("open64", name, flags, mode)
        if handle >= 0:
            self._files[handle] = path
            if new or full:
                self.heard.append(call)
        return handle

    def _close(self, handle: int) -> int:
        self._files.pop(handle, None)
        return self._real("close", handle)

    def _write(self, handle: int, data: int, size: int) -> int:
        path = self._files.get(handle)
        if path is None:
            return self._real("write", handle, data, size)
        at = os.lseek(handle, 0, os.SEEK_CUR)
        if self._appends(handle):
            at = os.lseek(handle, 0, os.SEEK_END)
        return self._written(path, at, data, size, "write", handle, data, size)

    def _pwrite(self, handle: int, data: int, size: int, offset: int) -> int:
        path = self._files.get(handle)
        if path is None:
            return self._real("pwrite64", handle, data, size, offset)
        return self._written(path, offset, data, size, "pwrite64", handle, data, size, offset)

    def _written(self, path: str, at: int, data: int, size: int, name: str, *said: int) -> int:
        if self._refused(Call("write", path, at, ctypes.string_at(data, size))):
            return -1
        done = self._real(name, *said)
        if done > 0:
            self.heard.append(Call("write", path, at, ctypes.string_at(data, done)))
        return done

    def _ftruncate(self, handle: int, size: int) -> int:
        path = self._files.get(handle)
        call = None if path is None else Call("truncate", path, size)
        return self._perhaps(call, "ftruncate64", handle, size)

    def _fsync(self, handle: int) -> int:
        return self._synced(handle, "fsync")

    def _fdatasync(self, handle: int) -> int:
        return self._synced(handle, "fdatasync")

    def _synced(self, handle: int, name: str) -> int:
        path = self._files.get(handle)
        if path is None:
            return self._real(name, handle)
        folder = Path(self._root, path).is_dir()
        return self._perhaps(Call("sync_folder" if folder else "sync", path), name, handle)

    def _rename(self, old: bytes, new: bytes) -> int:
        path, to = self._below(old), self._below(new)
        call = None if path is None or to is None else Call("rename", path, to=to)
        done = self._perhaps(call, "rename", old, new)
        if done == 0 and call is not None:
            for handle, name in self._files.items():
                if name == call.path:
                    self._files[handle] = call.to
        return done

    def _unlink(self, name: bytes) -> int:
        return self._named("unlink", name, name)

    def _mkdir(self, name: bytes, mode: int) -> int:
        return self._named("mkdir", name, name, mode)

    def _rmdir(self, name: bytes) -> int:
        return self._named("rmdir", name, name)

    def _named(self, what: str, name: bytes, *said: Any) -> int:
        path = self._below(name)
        there = os.path.lexists(name)
        changes = there != (what == "mkdir")
        call = Call(what, path) if path is not None and changes else None
        return self._perhaps(call, what, *said)

    def _perhaps(self, call: Call | None, name: str, *said: Any) -> int:
        if call is None:
            return self._real(name, *said)
        if self._refused(call):
            return -1
        done = self._real(name, *said)
        if done == 0:
            self.heard.append(call)
        return done

    def _refused(self, call: Call) -> bool:
        fault = self.before(call) if self.before is not None else None
        if fault is not None:
            ctypes.set_errno(fault)
        return fault is not None

    def _real(self, name: str, *said: Any) -> int:
        return int(getattr(self._libc, name)(*said))

    def _below(self, name: bytes) -> str | None:
        path = os.path.abspath(os.fsdecode(name))  # noqa: PTH100 - links are not followed
        if f"{path}/" == self._root:
            return "."
        return path.removeprefix(self._root) if path.startswith(self._root) else None

    @staticmethod
    def _appends(handle: int) -> bool:
        import fcntl

        return bool(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_APPEND)

    # -- the slots

    def _hook(self) -> None:
        ours = {
            "open64": (self._open, _INT, _TEXT, _INT, _INT),
            "open": (self._open, _INT, _TEXT, _INT, _INT),
            "close": (self._close, _INT, _INT),
            "write": (self._write, ctypes.c_ssize_t, _INT, _BYTES, _SIZE),
            "pwrite64": (self._pwrite, ctypes.c_ssize_t, _INT, _BYTES, _SIZE, _OFF),
            "ftruncate64": (self._ftruncate, _INT, _INT, _OFF),
            "fsync": (self._fsync, _INT, _INT),
            "fdatasync": (self._fdatasync, _INT, _INT),
            "rename": (self._rename, _INT, _TEXT, _TEXT),
            "unlink": (self._unlink, _INT, _TEXT),
            "mkdir": (self._mkdir, _INT, _TEXT, ctypes.c_uint),
            "rmdir": (self._rmdir, _INT, _TEXT),
        }
        for other, name in (("pwrite", "pwrite64"), ("ftruncate", "ftruncate64")):
            ours[other] = ours[name]
        targets: dict[str, int] = {}
        for name, (function, result, *arguments) in ours.items():
            if name not in ("open", "pwrite", "ftruncate"):
                real = getattr(self._libc, name)
                real.restype, real.argtypes = result, arguments
            made = ctypes.CFUNCTYPE(result, *arguments, use_errno=True)(function)
            _FOR_EVER.append(made)  # the slots point at it
            targets[name] = ctypes.cast(made, ctypes.c_void_p).value or 0
        for name, target in targets.items():
            for slot in _all_slots().get(name, ()):
                _put(slot, target)


# ---------------------------------------------------------------- ELF, as the loader left it


class _Segment(ctypes.Structure):
    _fields_ = [
        ("kind", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("offset", ctypes.c_uint64),
        ("address", ctypes.c_uint64),
        ("physical", ctypes.c_uint64),
        ("file_size", ctypes.c_uint64),
        ("size", ctypes.c_uint64),
        ("align", ctypes.c_uint64),
    ]


class _Object(ctypes.Structure):
    _fields_ = [
        ("base", ctypes.c_uint64),
        ("name", ctypes.c_char_p),
        ("segments", ctypes.POINTER(_Segment)),
        ("count", ctypes.c_uint16),
    ]


@dataclass(frozen=True)
class _Loaded:
    base: int
    dynamic: int


def _loaded() -> list[_Loaded]:
    """The libraries that are looked through, the program itself among them."""
    found: list[_Loaded] = []

    def take(one: Any, _size: int, _more: int) -> int:
        name = os.fsdecode(one.contents.name or b"") or str(Path(sys.executable).resolve())
        if any(part in name for part in _OBJECTS):
            for segment in one.contents.segments[: one.contents.count]:
                if segment.kind == 2:  # PT_DYNAMIC
                    found.append(_Loaded(one.contents.base, one.contents.base + segment.address))
        return 0

    kind = ctypes.CFUNCTYPE(_INT, ctypes.POINTER(_Object), _SIZE, ctypes.c_void_p)
    ctypes.CDLL(None).dl_iterate_phdr(kind(take), None)
    return found


@cache
def _all_slots() -> dict[str, list[int]]:
    """Where each function is called from. Whoever forks looks before, once for all children."""
    found: dict[str, list[int]] = {}
    for one in _loaded():
        for name, slot in _slots(one):
            found.setdefault(name, []).append(slot)
    return found


def _slots(one: _Loaded) -> Iterator[tuple[str, int]]:
    """The functions that a library calls in others, each with the place of its address."""
    said: dict[int, int] = {}
    for place in range(0, 1 << 16, 16):
        tag = ctypes.c_int64.from_address(one.dynamic + place).value
        if tag == 0:
            break
        said[tag] = ctypes.c_uint64.from_address(one.dynamic + place + 8).value

    def address(tag: int) -> int:
        value = said[tag]
        return value if value >= one.base else value + one.base

    kinds = _SLOTS[platform.machine()]
    for table, size in ((7, 8), (23, 2)):  # RELA and RELASZ; JMPREL and PLTRELSZ
        if table not in said or size not in said:
            continue
        start = address(table)
        for place in range(start, start + said[size], 24):
            offset, info = (ctypes.c_uint64 * 2).from_address(place)
            if info & 0xFFFFFFFF not in kinds:
                continue
            symbol = address(6) + (info >> 32) * 24
            name = ctypes.string_at(address(5) + ctypes.c_uint32.from_address(symbol).value)
            yield os.fsdecode(name), one.base + offset


def _put(slot: int, target: int) -> None:
    page = os.sysconf("SC_PAGESIZE")
    start = slot & -page
    protect = ctypes.CDLL(None, use_errno=True).mprotect
    protect.argtypes = [ctypes.c_void_p, _SIZE, _INT]
    if protect(start, 2 * page if slot + 8 > start + page else page, 3) != 0:  # to read, to write
        raise NoMeans("the slots of the loader cannot be written")
    ctypes.c_uint64.from_address(slot).value = target
