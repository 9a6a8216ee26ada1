"""Frames on a pipe: a JSON head and the bytes that go with it, whole or not at all."""

from __future__ import annotations

import json
import struct
import threading
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">IQ")
MOST_HEAD = 1 << 20
MOST_BODY = 1 << 31


class FrameWriter:
    """Writes frames, one at a time, from several threads."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, head: dict[str, Any], body: bytes = b"") -> None:
        """One frame, flushed.

        Raises:
            OSError: nobody reads any more.
        """
        packed = json.dumps(head, ensure_ascii=False).encode()
        with self._lock:
            self._stream.write(_LENGTHS.pack(len(packed), len(body)))
            self._stream.write(packed)
            self._stream.write(body)
            self._stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next frame; None at the end, also where the end cuts a frame or it makes no sense."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    if head_length > MOST_HEAD or body_length > MOST_BODY:
        return None
    packed = stream.read(head_length)
    if len(packed) < head_length:
        return None
    body = stream.read(body_length) if body_length else b""
    if len(body) < body_length:
        return None
    try:
        head = json.loads(packed)
    except ValueError:
        return None
    return (head, body) if isinstance(head, dict) else None
