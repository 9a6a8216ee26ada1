"""How a page lies on the disk: AES-256-GCM in chunks (the STREAM construction), a key per file.

::

    file   = header, chunk, chunk, …, last chunk
    header = b"deskpage", version, 7 random bytes        16 bytes, authenticated with every chunk
    chunk  = AES-256-GCM of 65,536 plain bytes and its tag of 16; the last one may be shorter
    nonce  = the 7 random bytes, the chunk's number (4 bytes), 1 for the last chunk, else 0

The number and the mark of the last chunk in the nonce are what makes chunks that were moved, left
out or cut off fail; the key of its own makes a file under another one's name fail. Any part can be
read without the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_SIZE = 32
CHUNK = 64 * 1024
TAG = 16
_MAGIC = b"deskpage\x01"
_RANDOM = 7
HEADER = len(_MAGIC) + _RANDOM
_LAST_NUMBER = 2**32 - 1


class Damaged(Exception):
    """The bytes are not what was written: changed, moved, cut off, or of another file."""


def new_key() -> bytes:
    """A key for one file and no other."""
    return secrets.token_bytes(KEY_SIZE)


def new_header() -> bytes:
    """The first bytes of a new file."""
    return _MAGIC + secrets.token_bytes(_RANDOM)


def plain_size(size: int) -> int:
    """How many plain bytes an encrypted file of ``size`` bytes holds.

    Raises:
        Damaged: no whole file has this size.
    """
    rest = size - HEADER
    chunks = -(-rest // (CHUNK + TAG))
    if chunks < 1 or rest - chunks * TAG < (chunks - 1) * CHUNK:
        raise Damaged
    return rest - chunks * TAG


def chunk_place(number: int) -> int:
    """Where chunk ``number`` (from 0) begins in the encrypted file."""
    return HEADER + number * (CHUNK + TAG)


def tags_of(sealed: bytearray) -> bytes:
    """The tags of whole encrypted chunks, one after the other."""
    ends = [*range(CHUNK + TAG, len(sealed), CHUNK + TAG), len(sealed)]
    return b"".join(sealed[end - TAG : end] for end in ends)


class PageCipher:
    """Encrypts or decrypts the chunks of one file."""

    def __init__(self, key: bytes, header: bytes) -> None:
        """
        Raises:
            Damaged: the header is none of ours.
        """
        if len(header) != HEADER or not header.startswith(_MAGIC):
            raise Damaged
        self._aes = AESGCM(key)
        self._header = header
        self._random = header[len(_MAGIC) :]

    def seal(self, plain: memoryview, first: int, *, last: bool) -> bytearray:
        """Encrypts whole chunks (the very last may be short), numbered from ``first``."""
        count = max(1, -(-len(plain) // CHUNK))
        sealed = bytearray(len(plain) + count * TAG)
        into = memoryview(sealed)
        for index in range(count):
            piece = plain[index * CHUNK : (index + 1) * CHUNK]
            place = index * (CHUNK + TAG)
            nonce = self._nonce(first + index, last and index == count - 1)
            end = place + len(piece) + TAG
            self._aes.encrypt_into(nonce, piece, self._header, into[place:end])
        return sealed

    def unseal(self, sealed: memoryview, first: int, *, last: bool) -> Iterator[bytes]:
        """The plain chunks of whole encrypted chunks numbered from ``first``.

        Raises:
            Damaged: a chunk is not what was written at this place.
        """
        count = -(-len(sealed) // (CHUNK + TAG))
        for index in range(count):
            piece = sealed[index * (CHUNK + TAG) : (index + 1) * (CHUNK + TAG)]
            nonce = self._nonce(first + index, last and index == count - 1)
            try:
                yield self._aes.decrypt(nonce, piece, self._header)
            except (InvalidTag, ValueError) as fault:
                raise Damaged from fault

    def _nonce(self, number: int, last: bool) -> bytes:
        if number > _LAST_NUMBER:
            raise ValueError("a file of more than 256 TiB")
        return self._random + number.to_bytes(4, "big") + bytes([last])
