"""A TrueType font whose letters are as wide as half their height and show nothing.

The text layer of an archive copy lies under the picture of the page: programs search and copy it,
nobody sees it. PDF/A wants its font embedded nevertheless. Every character is drawn by the one
letter, so the font is the same few hundred bytes whatever the page says.
"""

from __future__ import annotations

import struct
from functools import cache

NAME = "DeskHiddenText"
UNITS = 1000  # a letter's full height
WIDTH = 500  # how far every letter moves on
ASCENT, DESCENT = 800, -200
LETTER = 1  # glyph 0 stands for "no such letter"
_MADE = 3_849_984_000  # 1 January 2026, counted from 1904 as TrueType does


@cache
def hidden_font() -> bytes:
    """The font file, always the same."""
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": _letter(),
        b"head": _head(0),
        b"hhea": struct.pack(
            ">IhhhHhhhhhh8xhH", 0x10000, ASCENT, DESCENT, 0, WIDTH, 0, 0, 0, 1, 0, 0, 0, 2
        ),
        b"hmtx": struct.pack(">HhHh", WIDTH, 0, WIDTH, 0),
        b"loca": struct.pack(">3H", 0, 0, len(_letter()) // 2),  # glyph 0 has no outline at all
        b"maxp": struct.pack(">IH26x", 0x10000, 2),
        b"name": _names(),
        b"post": struct.pack(">IiHHI16x", 0x30000, 0, 0, 0, 1),
    }
    whole = _file(tables)
    tables[b"head"] = _head((0xB1B0AFBA - _sum(whole)) & 0xFFFFFFFF)
    return _file(tables)


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">IHHHH", 0x10000, count, 16 << power, power, 16 * count - (16 << power))
    place, directory, body = len(head) + 16 * count, b"", b""
    for name, data in sorted(tables.items()):
        # The table "head" is summed up as if its own sum over the file were 0.
        summed = _head(0) if name == b"head" else data
        directory += struct.pack(">4sIII", name, _sum(summed), place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + directory + body


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(numbers) & 0xFFFFFFFF


def _head(adjustment: int) -> bytes:
    numbers = struct.pack(">IIIIHH", 0x10000, 0x10000, adjustment, 0x5F0F3CF5, 0, UNITS)
    dates = struct.pack(">qq", _MADE, _MADE)
    return numbers + dates + struct.pack(">hhhhHHhhh", 0, 0, 0, 0, 0, 8, 2, 0, 0)


def _letter() -> bytes:
    """A line there and back, which has no inside: it fills the letter's box and paints nothing.

    Readers mark found words by the box.
    """
    box = (0, DESCENT, WIDTH, ASCENT)
    outline = struct.pack(">h4hHH", 1, *box, 1, 0) + b"\x01\x01"  # two points on the line
    steps = struct.pack(">4h", 0, WIDTH, DESCENT, ASCENT - DESCENT)
    return (outline + steps).ljust(24, b"\0")


def _cmap() -> bytes:
    """One letter, for the space; PDF readers find letters by number, not by this table."""
    segments = struct.pack(">HHHHH", 0x20, 0xFFFF, 0, 0x20, 0xFFFF)
    rest = struct.pack(">HHHH", (LETTER - 0x20) & 0xFFFF, 1, 0, 0)
    body = struct.pack(">HHHH", 4, 4, 1, 0) + segments + rest
    format4 = struct.pack(">HHH", 4, 6 + len(body), 0) + body
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + format4


def _os2() -> bytes:
    # Version 1: widths and weights of an upright text font that may be embedded.
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10s4I4sHHHhhhHH2I",
        *(1, WIDTH, 400, 5, 0),
        *(650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0),
        bytes(10),
        *(1, 0, 0, 0),
        b"DESK",
        *(0x40, 0x20, 0x20),
        *(ASCENT, DESCENT, 0, ASCENT, -DESCENT),
        *(1, 0),
    )


def _names() -> bytes:
    said = {1: NAME, 2: "Regular", 3: NAME, 4: NAME, 5: "Version 1.0", 6: NAME}
    records, words = b"", b""
    for number, text in said.items():
        encoded = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(encoded), len(words))
        words += encoded
    return struct.pack(">HHH", 0, len(said), 6 + len(records)) + records + words
