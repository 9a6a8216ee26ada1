"""A desk's queue, or the centre's answer to it, as one file that travels on a stick.

::

    file   = b"deskqueue", version, length (4), header, cipher header (16), chunk, …, chunk, seal
    header = JSON in the clear: kind, desk, epoch, unit, nonce, moments; nothing about persons
    chunk  = as in :mod:`desk_app.paper.page_cipher`
    plain  = record, …, record    record = kind (1), length (4), bytes; the last one is the end
    seal   = JSON in the clear, its length (2), b"deskseal"

The key comes from the hash of the desk's credential, the nonce and the header (HKDF-SHA256), so a
changed header opens nothing. The seal signs the SHA-256 of everything before it: whether a file is
whole and whose it is shows before anything in it is believed. Order, number and end of the chunks
are the cipher's matter. Neither side ever holds more of a file than a block.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal, TypeVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from desk_app.clock import ID_PATTERN
from desk_app.errors import Refusal
from desk_app.paper.page_cipher import (
    CHUNK,
    HEADER,
    KEY_SIZE,
    TAG,
    Damaged,
    PageCipher,
    new_header,
    plain_size,
)

FORMAT = 1
QUEUE_ENDING = ".desk-queue"
ANSWER_ENDING = ".desk-answer"
# A record is a message or a piece of a file: what is larger was not written by us.
MOST_RECORD = 8 * 1024 * 1024
BLOCK = 16 * CHUNK
_MAGIC = b"deskqueue"
_SEAL = b"deskseal"
_FRONT = len(_MAGIC) + 1 + 4
_BACK = 2 + len(_SEAL)
_MOST_HEADER = 4096
_MOST_SEAL = 1024
_HEAD = struct.Struct(">1sI")
_END = b"."

Message = TypeVar("Message", bound=BaseModel)
Sign = Callable[[str, bytes], str]
"""``protocol.signature`` with the hash of a credential: nonce and words in, signature out."""


class QueueHeader(BaseModel):
    """What anybody may read of a file. ``kind``: up (of a desk), down (of the centre).

    ``answers`` and ``asked_at``: nonce and moment of the file that is answered.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Literal["up", "down"]
    desk_id: str = Field(pattern=f"^{ID_PATTERN}$")
    epoch: int = Field(ge=1)
    unit: str = Field(max_length=35)
    nonce: str = Field(min_length=16, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")
    created_at: AwareDatetime
    answers: str | None = Field(default=None, max_length=64)
    asked_at: AwareDatetime | None = None


class Seal(BaseModel):
    """``signature``: HMAC with the hash of the credential. ``key_signature``: the desk key's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signature: str = Field(pattern="^[0-9a-f]{64}$")
    key_signature: str | None = Field(default=None, max_length=200)


@dataclass(frozen=True)
class Record:
    """A part of what a file holds; ``kind`` is one letter."""

    kind: str
    body: bytes


def queue_words(header: QueueHeader, digest: bytes) -> bytes:
    """What is signed: which file of which desk, and the hash of all that stands before the seal."""
    return f"desk-queue\n{header.kind}\n{header.desk_id}\n{header.nonce}\n".encode() + digest


class QueueWriter:
    """Writes one file from its start; :meth:`finish` ends it.

    Args:
        write: takes bytes, in their order.
        credential_sha256: what both sides know, hex.
        key_sign: the desk key's signature; None: there is none.
    """

    def __init__(
        self,
        write: Callable[[bytes | bytearray], object],
        header: QueueHeader,
        credential_sha256: str,
        sign: Sign,
        key_sign: Callable[[bytes], str] | None = None,
    ) -> None:
        self._write_out, self._header = write, header
        self._sign, self._key_sign = sign, key_sign
        self._digest = hashlib.sha256()
        self._plain = bytearray()
        self._chunks = 0
        said = header.model_dump_json(exclude_none=True).encode()
        inner = new_header()
        self._cipher = PageCipher(_key(credential_sha256, header.nonce, said), inner)
        self._write(_MAGIC + bytes([FORMAT]) + len(said).to_bytes(4, "big") + said + inner)

    def add(self, kind: str, body: bytes) -> None:
        """Adds a record."""
        if len(body) > MOST_RECORD:
            raise ValueError("a record larger than any reader takes")
        self._add(kind.encode("ascii"), body)
        while len(self._plain) > BLOCK:
            self._seal(BLOCK, last=False)

    def finish(self) -> None:
        """Ends the file: nothing can be added, nothing taken away unnoticed."""
        self._add(_END, b"")
        self._seal(len(self._plain), last=True)
        words = queue_words(self._header, self._digest.digest())
        seal = Seal(
            signature=self._sign(self._header.nonce, words),
            key_signature=self._key_sign(words) if self._key_sign else None,
        )
        said = seal.model_dump_json(exclude_none=True).encode()
        self._write_out(said + len(said).to_bytes(2, "big") + _SEAL)

    def _add(self, kind: bytes, body: bytes) -> None:
        self._plain += _HEAD.pack(kind, len(body))
        self._plain += body

    def _seal(self, size: int, *, last: bool) -> None:
        plain = bytes(self._plain[:size])
        del self._plain[:size]
        self._write(self._cipher.seal(memoryview(plain), self._chunks, last=last))
        self._chunks += -(-size // CHUNK)

    def _write(self, data: bytes | bytearray) -> None:
        self._digest.update(data)
        self._write_out(data)


class QueueReader:
    """Reads one file. Nothing in it is to be believed before :attr:`words` were found signed."""

    def __init__(self, file: BinaryIO) -> None:
        """
        Args:
            file: open for reading, and to be closed by the caller.

        Raises:
            Refusal: none of our files, a newer kind, or not whole.
        """
        self._file = file
        front = self._read_at(0, _FRONT)
        if not front.startswith(_MAGIC):
            raise Refusal("queue_file.foreign")
        if len(front) < _FRONT:
            raise Refusal("queue_file.damaged")
        if front[len(_MAGIC)] > FORMAT:
            raise Refusal("queue_file.too_new")
        length = int.from_bytes(front[-4:], "big")
        if length > _MOST_HEADER:
            raise Refusal("queue_file.damaged")
        self._said = self._read_at(_FRONT, length)
        self._begin = _FRONT + length
        self._end, seal = self._find_seal()
        try:
            self.header = QueueHeader.model_validate_json(self._said)
            self.seal = Seal.model_validate_json(seal)
        except ValidationError as fault:
            raise Refusal("queue_file.damaged") from fault

    @property
    def size(self) -> int:
        """Bytes of what is encrypted."""
        return self._end - self._begin

    def words(self) -> bytes:
        """What the seal must sign. Reads the whole file."""
        digest = hashlib.sha256()
        self._file.seek(0)
        left = self._end
        while left:
            block = self._file.read(min(BLOCK, left))
            if not block:
                raise Refusal("queue_file.damaged")
            digest.update(block)
            left -= len(block)
        return queue_words(self.header, digest.digest())

    def records(self, credential_sha256: str) -> Iterator[Record]:
        """What the file holds, from its start.

        Raises:
            Refusal: it was not written with this credential, or is not as it was written.
        """
        try:
            yield from self._records(credential_sha256)
        except Damaged as fault:
            raise Refusal("queue_file.damaged") from fault

    def _records(self, credential_sha256: str) -> Iterator[Record]:
        plain = bytearray()
        kind = b""
        for chunk in self._chunks(credential_sha256):
            plain += chunk
            while len(plain) >= _HEAD.size and kind != _END:
                kind, length = _HEAD.unpack_from(plain)
                if length > MOST_RECORD:
                    raise Damaged
                end = _HEAD.size + length
                if len(plain) < end:
                    break
                if kind != _END:
                    yield Record(kind.decode("latin-1"), bytes(plain[_HEAD.size : end]))
                del plain[:end]
        if kind != _END or plain:
            raise Damaged

    def _chunks(self, credential_sha256: str) -> Iterator[bytes]:
        size = self.size
        plain_size(size)
        cipher = PageCipher(
            _key(credential_sha256, self.header.nonce, self._said),
            self._read_at(self._begin, HEADER),
        )
        at, first, block = self._begin + HEADER, 0, BLOCK // CHUNK * (CHUNK + TAG)
        while at < self._end:
            sealed = self._read_at(at, min(block, self._end - at))
            if not sealed:
                raise Damaged
            at += len(sealed)
            yield from cipher.unseal(memoryview(sealed), first, last=at == self._end)
            first += -(-len(sealed) // (CHUNK + TAG))

    def _find_seal(self) -> tuple[int, bytes]:
        size = self._file.seek(0, 2)
        back = self._read_at(max(0, size - _BACK), _BACK)
        length = int.from_bytes(back[:2], "big")
        end = size - _BACK - length
        if not back.endswith(_SEAL) or length > _MOST_SEAL or end <= self._begin:
            raise Refusal("queue_file.cut_off")
        return end, self._read_at(end, length)

    def _read_at(self, place: int, size: int) -> bytes:
        self._file.seek(place)
        return self._file.read(size)


def read_message(record: Record, kinds: Mapping[str, type[Message]]) -> Message | None:
    """The message in ``record``; None for one whose kind is none of ``kinds``.

    Raises:
        Refusal: it cannot be read.
    """
    kind = kinds.get(record.kind)
    if kind is None:
        return None
    try:
        return kind.model_validate_json(record.body)
    except ValidationError as fault:
        raise Refusal("queue_file.damaged") from fault


def _key(credential_sha256: str, nonce: str, header: bytes) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(),
        length=KEY_SIZE,
        salt=nonce.encode(),
        info=b"desk-queue\n" + header,
    ).derive(bytes.fromhex(credential_sha256))
