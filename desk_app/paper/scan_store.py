"""Encrypted files of scanned pages and archive copies: whole on the disk, or not there.

A file is written under a passing name, synced, given its own name, and its folder synced; only
then :meth:`ScanStore.put` returns. Whatever stops the program in between leaves a leftover, never
half a file under a true name. The key is handed to the caller and stored nowhere here.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import BinaryIO

from desk_app.errors import EnvironmentFault
from desk_app.paper.disk import Disk, disk_faults
from desk_app.paper.page_cipher import (
    CHUNK,
    HEADER,
    TAG,
    Damaged,
    PageCipher,
    chunk_place,
    new_header,
    new_key,
    plain_size,
    tags_of,
)
from desk_app.replacing import durable_remove

LEFTOVER = ".part"
_CHUNKS = 16
_BLOCK = _CHUNKS * CHUNK  # what is hashed, encrypted and written at a time
_BLOCKS_OF_A_PAGE = 4
_FLUSH = 4  # blocks after which the disk begins to write: the last byte waits for less
_NAME = re.compile(r"[0-9a-f]{64}")
# A virus scanner holds a new file for a moment; altogether about four seconds.
_WAITS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.8, 1.0)

Pause = Callable[[float], object]


@dataclass(frozen=True)
class Kept:
    """A file that is on the disk. ``name``: SHA-256 (hex) of its header and all its chunks' tags,
    which every encrypted byte decides; ``sha256`` and ``size``: of the plain bytes; ``key``:
    without it nobody reads the file."""

    name: str
    sha256: str
    size: int
    key: bytes


class ScanStore:
    """The folder ``<profile>/pages``: files ``ab/<name>``, each encrypted with its own key.

    Every method may be called from any thread.
    """

    def __init__(
        self, folder: Path, *, disk: Disk | None = None, pause: Pause | None = None
    ) -> None:
        """
        Args:
            folder: made when the first file is put.
            disk: what writes, syncs and renames; another one in tests.
            pause: waits so many seconds before a rename is tried again.
        """
        self._folder = folder
        self._disk = disk or Disk()
        self._pause = pause or Event().wait

    def put(self, data: bytes | Iterable[bytes]) -> Kept:
        """Encrypts ``data`` under a new key; when it returns, the file outlives a power cut.

        An iterable is taken piece by piece, so that a file need not fit into memory.

        Raises:
            EnvironmentFault: disk full, not writable, or faulty; nothing is left under a true name.
        """
        key = new_key()
        with disk_faults():
            if self._disk.make_folder(self._folder):
                self._disk.sync_folder(self._folder.parent)
            part = self._folder / f"{secrets.token_hex(16)}{LEFTOVER}"
            try:
                with self._disk.create(part) as file:
                    name, sha256, size = self._write(file, key, data)
                    self._disk.sync(file)
                self._name(part, name)
            except BaseException:
                self._disk.forget(part)
                raise
        return Kept(name, sha256, size, key)

    def read(self, name: str, key: bytes) -> bytes:
        """All plain bytes of a file.

        Raises:
            EnvironmentFault: the file is missing, changed, cut off, or another one's.
        """
        return self.read_from(name, key, 0, None)

    def read_from(self, name: str, key: bytes, offset: int, most: int | None) -> bytes:
        """Plain bytes from ``offset`` on, at most ``most``; only the chunks they lie in are read.

        Raises:
            EnvironmentFault: as :meth:`read`.
        """
        with self.opened(name, key) as file:
            return file.read(offset, most)

    @contextmanager
    def opened(self, name: str, key: bytes) -> Iterator[PlainFile]:
        """A file to read parts of until the block ends.

        Raises:
            EnvironmentFault: the file is missing, or its beginning is another one's.
        """
        try:
            with disk_faults():
                file = self._path(name).open("rb")
        except FileNotFoundError as fault:
            raise EnvironmentFault("store.page_missing") from fault
        with file:
            yield PlainFile(file, key)

    def size(self, name: str) -> int:
        """How many plain bytes a file has, by its length on the disk.

        Raises:
            EnvironmentFault: the file is missing or cut off.
        """
        try:
            with disk_faults():
                return plain_size(self._path(name).stat().st_size)
        except FileNotFoundError as fault:
            raise EnvironmentFault("store.page_missing") from fault
        except Damaged as fault:
            raise EnvironmentFault("store.page_damaged") from fault

    def remove(self, name: str) -> None:
        """Removes a file or a leftover; one that is not there is no fault."""
        with disk_faults():
            path = self._folder / name if _is_leftover(name) else self._path(name)
            durable_remove(path)

    def names(self) -> Iterator[str]:
        """The names of all files, in no order."""
        if self._folder.is_dir():
            for folder in self._folder.iterdir():
                if len(folder.name) == 2 and folder.is_dir():
                    yield from (p.name for p in folder.iterdir() if _NAME.fullmatch(p.name))

    def leftovers(self) -> tuple[str, ...]:
        """Files that were begun and never finished: by another program now, or by a crash."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(p.name for p in self._folder.iterdir() if _is_leftover(p.name)))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("no name of a stored file")
        return self._folder / name[:2] / name

    def _write(
        self, file: BinaryIO, key: bytes, data: bytes | Iterable[bytes]
    ) -> tuple[str, str, int]:
        """The name, and hash and size of the plain bytes, of what was written."""
        header = new_header()
        cipher = PageCipher(key, header)
        name = hashlib.sha256(header)
        self._disk.write(file, header)
        size = number = 0
        with _Hashing() as plain:
            for block, last in _blocks(data):
                plain.add(block)
                sealed = cipher.seal(block, number * _CHUNKS, last=last)
                self._disk.write(file, sealed)
                # The tags stand for the bytes: hashing those, too, would take as long again.
                name.update(tags_of(sealed))
                size += len(block)
                number += 1
                if number % _FLUSH == 0:
                    self._disk.flush(file)
            return name.hexdigest(), plain.result(), size

    def _name(self, part: Path, name: str) -> None:
        path = self._path(name)
        if self._disk.make_folder(path.parent):
            self._disk.sync_folder(self._folder)
        for wait in (*_WAITS, None):
            try:
                self._disk.replace(part, path)
                break
            except PermissionError as fault:
                if wait is None:
                    raise EnvironmentFault("store.busy") from fault
                self._pause(wait)
        self._disk.sync_folder(path.parent)


class _Hashing:
    """Hashes the plain bytes; those of a long file in a thread, beside the encrypting.

    A page, which has a block or two, is not worth a thread.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._blocks = 0
        self._thread: ThreadPoolExecutor | None = None
        self._before: Future[None] | None = None

    def __enter__(self) -> _Hashing:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._thread is not None:
            self._thread.shutdown(wait=True)

    def add(self, block: memoryview) -> None:
        """Hashes a block, after those before it."""
        self._blocks += 1
        if self._blocks <= _BLOCKS_OF_A_PAGE:
            self._digest.update(block)
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="scan-store")
        if self._before is not None:
            self._before.result()  # no more than two blocks are in memory
        self._before = self._thread.submit(self._digest.update, block)

    def result(self) -> str:
        """The hash of all, in hex."""
        if self._before is not None:
            self._before.result()
        return self._digest.hexdigest()


def _is_leftover(name: str) -> bool:
    return name.endswith(LEFTOVER) and "/" not in name and "\\" not in name


def _blocks(data: bytes | Iterable[bytes]) -> Iterator[tuple[memoryview, bool]]:
    """Blocks of one size, the last one shorter perhaps, each with whether it is the last."""
    if isinstance(data, bytes):
        view = memoryview(data)
        for place in range(0, max(1, len(view)), _BLOCK):
            yield view[place : place + _BLOCK], place + _BLOCK >= len(view)
        return
    full: bytearray | None = None
    gathered = bytearray()
    for piece in data:
        view = memoryview(piece)
        while view:
            if len(gathered) == _BLOCK:
                if full is not None:
                    yield memoryview(full), False
                full, gathered = gathered, bytearray()
            taken = view[: _BLOCK - len(gathered)]
            gathered += taken
            view = view[len(taken) :]
    if full is not None:
        yield memoryview(full), False
    yield memoryview(gathered), True


class PlainFile:
    """The plain bytes of a file that is open."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        """
        Raises:
            EnvironmentFault: the file is cut off, or none of ours.
        """
        self._file = file
        with _damage_in_words():
            self._cipher = PageCipher(key, file.read(HEADER))
            self._size = plain_size(file.seek(0, 2))

    def read(self, offset: int, most: int | None) -> bytes:
        """Plain bytes from ``offset`` on, at most ``most``; only the chunks they lie in are read.

        Raises:
            EnvironmentFault: the file is changed, cut off, or another one's.
        """
        if offset < 0 or (most is not None and most < 0):
            raise ValueError("a place before the first byte")
        end = self._size if most is None else min(self._size, offset + most)
        if offset >= end and self._size:
            return b""
        first, after = offset // CHUNK, max(1, -(-end // CHUNK))
        with _damage_in_words():
            self._file.seek(chunk_place(first))
            plain = [self._chunk(number) for number in range(first, after)]
        plain[-1] = plain[-1][: end - (after - 1) * CHUNK]
        plain[0] = plain[0][offset - first * CHUNK :]
        return b"".join(plain)

    def _chunk(self, number: int) -> bytes:
        """The chunk that is read next. One by one: memory for a whole file at a time costs the
        system more than decrypting it."""
        sealed = self._file.read(CHUNK + TAG)
        last = number == max(1, -(-self._size // CHUNK)) - 1
        return b"".join(self._cipher.unseal(memoryview(sealed), number, last=last))


@contextmanager
def _damage_in_words() -> Iterator[None]:
    try:
        with disk_faults():
            yield
    except Damaged as fault:
        raise EnvironmentFault("store.page_damaged") from fault
