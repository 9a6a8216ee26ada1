"""Just enough of the Internet Printing Protocol (RFC 8010, 8011) to ask CUPS about jobs."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

GET_JOBS = 0x000A
GET_PRINTER_ATTRIBUTES = 0x000B

_OPERATION_GROUP, _END = 0x01, 0x03
_INTEGER, _ENUM, _BOOLEAN = 0x21, 0x23, 0x22
_KEYWORD, _NAME, _URI, _CHARSET, _LANGUAGE = 0x44, 0x42, 0x45, 0x47, 0x48
_FIRST_VALUE_TAG = 0x10
_WITH_LANGUAGE = (0x35, 0x36)

Value = int | str | bytes
Attributes = dict[str, list[Value]]


@dataclass(frozen=True)
class Answer:
    """Status (0 to 0xff is success) and the groups after the operation group, in order."""

    status: int
    groups: tuple[Attributes, ...]


def request(
    operation: int,
    printer_uri: str,
    user: str,
    wanted: Sequence[str],
    *,
    which_jobs: str | None = None,
) -> bytes:
    """The bytes of a request about one printer."""
    parts = [struct.pack(">BBHIB", 2, 0, operation, 1, _OPERATION_GROUP)]
    parts.append(_attribute(_CHARSET, "attributes-charset", "utf-8"))
    parts.append(_attribute(_LANGUAGE, "attributes-natural-language", "en"))
    parts.append(_attribute(_URI, "printer-uri", printer_uri))
    parts.append(_attribute(_NAME, "requesting-user-name", user))
    if which_jobs is not None:
        parts.append(_attribute(_KEYWORD, "which-jobs", which_jobs))
    parts += [
        _attribute(_KEYWORD, "" if at else "requested-attributes", name)
        for at, name in enumerate(wanted)
    ]
    return b"".join([*parts, bytes([_END])])


def read_answer(data: bytes) -> Answer:
    """Takes an answer apart.

    Raises:
        ValueError: it is no whole IPP answer.
    """
    try:
        return _read(data)
    except (IndexError, struct.error) as error:
        raise ValueError("a broken IPP answer") from error


def _attribute(tag: int, name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(text)) + text


def _read(data: bytes) -> Answer:
    _, _, status, _ = struct.unpack_from(">BBHI", data)
    groups: list[tuple[int, Attributes]] = []
    at, name = 8, ""
    while data[at] != _END:
        tag = data[at]
        at += 1
        if tag < _FIRST_VALUE_TAG:
            groups.append((tag, {}))
            continue
        key, at = _chunk(data, at)
        value, at = _chunk(data, at)
        name = key.decode("utf-8", "replace") or name
        groups[-1][1].setdefault(name, []).append(_value(tag, value))
    return Answer(status, tuple(found for tag, found in groups if tag != _OPERATION_GROUP))


def _chunk(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, at)
    end = at + 2 + length
    if end > len(data):
        raise IndexError
    return data[at + 2 : end], end


def _value(tag: int, value: bytes) -> Value:
    if tag in (_INTEGER, _ENUM):
        return int(struct.unpack(">i", value)[0])
    if tag == _BOOLEAN:
        return value[0]
    if tag in _WITH_LANGUAGE:
        language, at = _chunk(value, 0)
        value, _ = _chunk(value, at)
    return value.decode("utf-8", "replace") if tag >= 0x40 or tag in _WITH_LANGUAGE else value
