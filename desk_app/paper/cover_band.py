"""The band of black squares around a cover sheet: it says "a cover sheet of ours" even where no
code can be read.

Squares stand apart by their own length along a rectangle, so that nothing else on paper looks
alike and eight dots of each are enough to see them. Lengths in points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from desk_app.paper.page_ink import Grey, halved

SQUARE = 7 * mm
INSET = 12 * mm  # of the squares' middles from the edge of the paper
_ACROSS, _DOWN = 13, 19  # steps along the short and the long side: 14.3 mm each

_SEEN_AT = 440  # pixels of the longer side: a square has ten
_SMALLEST, _LARGEST = 0.012, 0.045  # side of a square by the longer side of the picture
_LEAST = 80  # pixels; with fewer no square can be told
_FEWEST = 14
_FULL = 0.62  # a square turned by 10 degrees fills 0.74 of its box
_SAME = 0.4
_NEXT = (1.6, 2.5)  # from middle to middle, in sides of a square
_STEP = 2.04  # the same as it is printed
_FILLED = 0.5  # of the places along a line, where notes hide the others


@dataclass(frozen=True)
class Band:
    """The band as it was seen. ``turned``: degrees clockwise, between -45 and 45; ``squares``:
    how many of them."""

    turned: float
    squares: int


def band_squares() -> Iterator[tuple[float, float]]:
    """Lower left corners of all squares on an A4 page."""
    width, height = A4[0] - 2 * INSET, A4[1] - 2 * INSET
    places = {(x, y) for x in range(_ACROSS + 1) for y in (0, _DOWN)}
    places |= {(x, y) for x in (0, _ACROSS) for y in range(_DOWN + 1)}
    for x, y in sorted(places):
        yield (
            INSET + x * width / _ACROSS - SQUARE / 2,
            INSET + y * height / _DOWN - SQUARE / 2,
        )


def find_band(grey: Grey) -> Band | None:
    """The band on a grey picture of a page, None if there is none."""
    if min(grey.shape) < _LEAST:
        return None
    small = grey
    while max(small.shape) > 1.9 * _SEEN_AT:
        small = halved(small)
    by = _SEEN_AT / max(small.shape)
    if by < 0.97:
        small = np.asarray(
            cv2.resize(small, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), np.uint8
        )
    middles, sides = _squares(small)
    if len(middles) < _FEWEST:
        return None
    side = float(np.median(sides))
    alike = np.abs(sides - side) <= _SAME / 2 * side
    middles = middles[alike]
    if len(middles) < _FEWEST:
        return None
    middles = middles[_has_a_neighbour(middles, side)]
    if len(middles) < _FEWEST:
        return None
    return _along_a_rectangle(middles, side)


def _squares(small: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Middles and sides of what may be a square of the band."""
    longest = max(small.shape)
    around = int(longest * 0.09) | 1
    dark = cv2.adaptiveThreshold(
        small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, 18
    )
    _, _, stats, middles = cv2.connectedComponentsWithStats(dark, connectivity=4)
    width = stats[:, cv2.CC_STAT_WIDTH]
    height = stats[:, cv2.CC_STAT_HEIGHT]
    area = stats[:, cv2.CC_STAT_AREA]
    side = np.sqrt(area.astype(float))
    fits = (side > _SMALLEST * longest) & (side < _LARGEST * longest)
    fits &= (np.minimum(width, height) > 0.72 * np.maximum(width, height)) & (
        area > _FULL * width * height
    )
    fits[0] = False  # the ground
    return middles[fits], side[fits]


def _has_a_neighbour(middles: NDArray[Any], side: float) -> NDArray[Any]:
    apart = np.linalg.norm(middles[:, None] - middles[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(axis=1) / side
    found: NDArray[Any] = (nearest >= _NEXT[0]) & (nearest <= _NEXT[1])
    return found


def _along_a_rectangle(middles: NDArray[Any], side: float) -> Band | None:
    (x, y), (width, height), angle = cv2.minAreaRect(middles.astype(np.float32))
    if min(width, height) < 6 * side:
        return None
    turn = np.deg2rad(angle)
    across = np.array([np.cos(turn), np.sin(turn)])
    down = np.array([-np.sin(turn), np.cos(turn)])
    off = middles - (x, y)
    x_off, y_off = off @ across, off @ down
    to_side = np.abs(np.abs(x_off) - width / 2)
    to_head = np.abs(np.abs(y_off) - height / 2)
    near = 0.7 * side
    if (np.minimum(to_side, to_head) < near).mean() < 0.85:
        return None
    # Small letters of a few lines of text can stand along a rectangle, but leave most places empty.
    down_a_side = _filled(x_off[to_side < near], height, side)
    along_a_head = _filled(y_off[to_head < near], width, side)
    if min(down_a_side, along_a_head) < _FILLED:
        return None
    turned = (angle + 45) % 90 - 45
    return Band(float(turned), len(middles))


def _filled(off: NDArray[Any], length: float, side: float) -> float:
    """Share of the places that have a square, on the fuller one of two opposite lines. ``off``: on
    which of them each square is, by its sign."""
    return max(int((off > 0).sum()), int((off < 0).sum())) / (length / (_STEP * side) + 1)
