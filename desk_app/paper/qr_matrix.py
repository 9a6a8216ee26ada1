"""The modules of a QR code under the mask that the standard wants.

ISO/IEC 18004, 7.8: of eight masks the one is taken whose picture is least likely to confuse a
reader. Judged module by module that takes longer than the rest of the code and its page. Here a
picture is one whole number, a bit a module, so that each rule is a few operations on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

import segno
from segno import consts

_DIGITS = bytes.maketrans(b"\x00\x01", b"01")
_LIGHT_AROUND = 4  # modules of light that make a false finder; the quiet zone is light, too
_FALSE_FINDER = (1, 0, 1, 1, 1, 0, 1)
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)
_VERSION = (consts.TYPE_VERSION_DARK, consts.TYPE_VERSION_LIGHT)
_FORMAT = (consts.TYPE_FORMAT_DARK, consts.TYPE_FORMAT_LIGHT, consts.TYPE_DARKMODULE)
_LINES = (
    consts.TYPE_ALIGNMENT_PATTERN_DARK,
    consts.TYPE_ALIGNMENT_PATTERN_LIGHT,
    consts.TYPE_TIMING_DARK,
    consts.TYPE_TIMING_LIGHT,
)
# Finder, its light border, and the marks of mask and error correction. segno tells of such marks in
# one module more, which is data.
_CORNER = 9


def qr_matrix(text: str, error: Literal["q", "h"] = "q") -> tuple[str, ...]:
    """The rows of a QR code of ``text`` from the top down, ``1`` for each black module, without
    quiet zone. Never Micro QR; ``error``: the error correction at least."""
    code = segno.make(text, micro=False, error=error, mask=0)
    frame = _frame(int(code.version), code.error)
    size = frame.size
    bare = _number(code.matrix) & frame.data ^ frame.masks[0]
    pictures = [bare ^ mask for mask in frame.masks]
    points = [penalty(picture | frame.fixed, size) for picture in pictures]
    best = points.index(min(points))
    digits = format(pictures[best] | frame.around[best], f"0{size * size}b")
    return tuple(digits[start : start + size] for start in range(0, size * size, size))


def penalty(picture: int, size: int) -> int:
    """The points against a picture of ``size`` x ``size`` modules: runs of one colour, blocks of
    four, false finders, too much of one colour."""
    turned = _turned(picture, size)
    along = _alike(picture, size)
    across = along & (along >> size) & ~(picture ^ picture >> size)
    found = _runs(along) + _runs(_alike(turned, size)) + 3 * across.bit_count()
    found += 40 * (_false_finders(picture, size) + _false_finders(turned, size))
    modules = size * size
    return found + 10 * (abs(20 * picture.bit_count() - 10 * modules) // modules)


class _Frame(NamedTuple):
    """What all codes of one version and error correction share.

    ``data``: the modules that a mask may change; ``masks``: what each changes there; ``around``:
    all other modules with the mark of each mask; ``fixed``: the same without such marks, as the
    standard judges them.
    """

    size: int
    data: int
    masks: tuple[int, ...]
    around: tuple[int, ...]
    fixed: int


@lru_cache(maxsize=8)
def _frame(version: int, error: str) -> _Frame:
    codes = [
        segno.make("0", version=version, error=error, mask=mask, boost_error=False)
        for mask in range(len(_MASKS))
    ]
    kinds = [list(row) for row in codes[0].matrix_iter(border=0, verbose=True)]
    size = len(kinds)
    places = [(i, j) for i in range(size) for j in range(size)]
    fixed = _picture(_in_corner(i, j, size) or kinds[i][j] in _LINES + _VERSION for i, j in places)
    data = ~fixed & _columns(size, 0, size - 1)
    later = _picture(kinds[i][j] in _FORMAT + _VERSION for i, j in places)
    masks = tuple(_picture(mask(i, j) for i, j in places) & data for mask in _MASKS)
    around = tuple(_number(code.matrix) & ~data for code in codes)
    return _Frame(size, data, masks, around, around[0] & ~later & ~data)


def _in_corner(i: int, j: int, size: int) -> bool:
    low, right = i > size - _CORNER, j > size - _CORNER
    return (i < _CORNER or low) and (j < _CORNER or right) and not (low and right)


def _picture(modules: Iterable[bool]) -> int:
    return int("".join("1" if module else "0" for module in modules), 2)


def _number(rows: Iterable[bytearray]) -> int:
    return int(b"".join(rows).translate(_DIGITS), 2)


def _turned(picture: int, size: int) -> int:
    """Columns as rows."""
    digits = format(picture, f"0{size * size}b")
    return int("".join(digits[column::size] for column in range(size)), 2)


@lru_cache(maxsize=128)
def _columns(size: int, last: int, first: int) -> int:
    """The modules of all rows from column ``last`` to column ``first``, counted from the right."""
    row = (1 << first + 1) - (1 << last)
    return sum(row << start for start in range(0, size * size, size))


def _alike(picture: int, size: int) -> int:
    """The modules whose left neighbour has their colour."""
    return ~(picture ^ picture >> 1) & _columns(size, 0, size - 2)


def _runs(alike: int) -> int:
    """Five of a colour in a row: 3 points, and 1 for each more."""
    fives = alike & alike >> 1 & alike >> 2 & alike >> 3
    return fives.bit_count() + 2 * (fives & ~(fives << 1)).bit_count()


def _false_finders(picture: int, size: int) -> int:
    """How often a row looks like a finder with light before or after it."""
    length = len(_FALSE_FINDER)
    found = _columns(size, 0, size - length)
    for place, black in enumerate(_FALSE_FINDER):
        found &= picture >> place if black else ~(picture >> place)
    before = after = 0  # something black there
    for step in range(1, _LIGHT_AROUND + 1):
        after |= picture << step & _columns(size, step, size - 1)
        before |= picture >> length - 1 + step & _columns(size, 0, size - length - step)
    return (found & ~(before & after)).bit_count()
