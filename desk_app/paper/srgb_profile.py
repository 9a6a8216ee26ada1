"""The colour space of scanned pages, sRGB, as an ICC profile (version 2, as PDF/A-1 wants it).

Made here from the numbers of IEC 61966-2-1, so that no foreign profile has to be carried.
"""

from __future__ import annotations

import struct
from functools import cache

NAME = "sRGB IEC61966-2.1"
_NO_RIGHTS = "No copyright, use freely"
_WHITE = (0.9642, 1.0, 0.8249)  # D50, the white of every profile's connection space
# The primaries of sRGB, adapted to D50.
_PRIMARIES = {
    b"rXYZ": (0.4360, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7141),
}
_CURVES = (b"rTRC", b"gTRC", b"bTRC")
_STEPS = 1024
_HEADER = 128


@cache
def srgb_profile() -> bytes:
    """The profile's bytes, always the same."""
    tags = {b"desc": _description(NAME), b"cprt": _text(_NO_RIGHTS), b"wtpt": _xyz(_WHITE)}
    tags |= {name: _xyz(value) for name, value in _PRIMARIES.items()}
    tags[_CURVES[0]] = _curve()
    start = _HEADER + 4 + 12 * (len(tags) + len(_CURVES) - 1)
    table, body, places = b"", b"", {}
    for name, data in tags.items():
        places[name] = (start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    for name in _CURVES[1:]:  # the three colours share one curve
        places[name] = places[_CURVES[0]]
    for name, (place, size) in places.items():
        table += struct.pack(">4sII", name, place, size)
    return _header(start + len(body)) + struct.pack(">I", len(places)) + table + body


def _header(size: int) -> bytes:
    made = (2026, 1, 1, 0, 0, 0)
    head = struct.pack(
        ">I4sI4s4s4s6H4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ", *made, b"acsp"
    )
    # Platform, flags, maker, model, attributes, intent: none. Then the white.
    return (head + bytes(68 - len(head)) + _fixed(_WHITE)).ljust(_HEADER, b"\0")


def _fixed(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _text(words: str) -> bytes:
    return b"text\0\0\0\0" + words.encode("ascii") + b"\0"


def _description(words: str) -> bytes:
    ascii_words = words.encode("ascii") + b"\0"
    # No Unicode and no Macintosh script, but their room.
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_words)) + ascii_words + bytes(8 + 3 + 67)


def _curve() -> bytes:
    values = (round(_linear(step / (_STEPS - 1)) * 65535) for step in range(_STEPS))
    return b"curv\0\0\0\0" + struct.pack(f">I{_STEPS}H", _STEPS, *values)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
