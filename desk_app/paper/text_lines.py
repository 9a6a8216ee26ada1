"""How the lines of text lie on a page: their skew, on their side, upside down. Without reading.

Letters stand beside each other in a line, and lines lie apart: the sums of ink along the true
direction have the highest peaks. Above the small letters of Vietnamese stand marks and long
strokes, below them much less: that tells up from down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from desk_app.paper.page_ink import SCALE, Ink

MOST_SKEW = 12.0
_CLEAR = 1.25  # the best direction by the middle of all
_FEWEST_POINTS = 200
_FEWEST_LETTERS = 30
_FEWEST_LINES = 4
_ASKED = 160
_SIDEWAYS = 1.8
_UPRIGHT, _UPSIDE_DOWN = 0.12, -0.2  # a page is turned on better evidence than it is left
_OUTSIDE = 0.04  # figures alone have next to nothing above and below


@dataclass(frozen=True)
class Lines:
    """Lines seen along one direction: their skew in degrees clockwise, and how clearly they stand
    apart (1: not at all)."""

    skew: float
    clear: float


def lines_of(rows: NDArray[Any], columns: NDArray[Any]) -> Lines | None:
    """The lines that these points of ink make; None if there are none to be seen."""
    if len(rows) < _FEWEST_POINTS:
        return None
    coarse = np.arange(-MOST_SKEW, MOST_SKEW + 0.5, 1.0)
    peaks = np.array([_peaks(rows, columns, angle) for angle in coarse])
    best = int(peaks.argmax())
    clear = float(peaks[best] / np.median(peaks))
    if clear < _CLEAR or best in (0, len(coarse) - 1):
        return None
    fine = coarse[best] + np.arange(-10, 11) / 10
    skew = float(fine[int(np.argmax([_peaks(rows, columns, angle) for angle in fine]))])
    return Lines(round(skew, 1) + 0.0, clear)


def has_neighbours_above(ink: Ink) -> bool | None:
    """Whether the nearest neighbours of letters stand above and below them rather than beside
    them; None if that cannot be told."""
    middles = _letter_middles(ink)
    if len(middles) < _FEWEST_LETTERS:
        return None
    asked = np.arange(0, len(middles), max(1, len(middles) // _ASKED))
    across = np.abs(middles[asked, None, 0] - middles[None, :, 0])
    down = np.abs(middles[asked, None, 1] - middles[None, :, 1])
    far = across * across + down * down
    each = np.arange(len(asked))
    far[each, asked] = np.inf
    nearest = far.argmin(axis=1)
    across, down = across[each, nearest], down[each, nearest]
    beside = float((down < 0.5 * across).sum())
    above = float((across < 0.5 * down).sum())
    if max(beside, above) < 0.4 * len(asked):
        return None
    return above > _SIDEWAYS * beside


def uprightness(rows: NDArray[Any], columns: NDArray[Any], skew: float) -> float | None:
    """Above 0: lines stand upright; below: upside down; between -1 and 1. None: too few lines, or
    too even to tell."""
    level = _level(rows, columns, skew)
    sums = np.bincount(level).astype(float)
    tall = cv2.dilate(sums.astype(np.float32).reshape(-1, 1), np.ones((41, 1))).ravel()
    core = (sums > 0.42 * tall) & (sums > 0.004 * len(rows) / 4)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], core.view(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    fits = (ends - starts >= SCALE * 0.9) & (ends - starts <= SCALE * 4.5)
    above = below = inside = 0.0
    lines = 0
    for start, end in zip(starts[fits], ends[fits], strict=True):
        reach = int(0.75 * (end - start)) + 1
        over = float(sums[max(0, start - reach) : start].sum())
        under = float(sums[end : end + reach].sum())
        if over + under > 0:
            above, below, lines = above + over, below + under, lines + 1
            inside += float(sums[start:end].sum())
    if lines < _FEWEST_LINES or above + below < _OUTSIDE * inside:
        return None
    up = (above - below) / (above + below)
    return up if up > _UPRIGHT or up < _UPSIDE_DOWN else None


@dataclass(frozen=True)
class Lie:
    """How a page lies. ``skew``: degrees clockwise, 0 if it cannot be told; ``turn``: degrees
    clockwise that set it upright, None if that cannot be told; ``sideways``: for sure."""

    skew: float = 0.0
    turn: int | None = None
    sideways: bool = False


def lie_of(ink: Ink) -> Lie:
    """How the text on a page lies."""
    rows, columns = ink.letter_points()
    level = lines_of(rows, columns)
    if has_neighbours_above(ink):
        # As the page would look if it were turned by 90 degrees clockwise.
        aside = (columns, ink.size[0] - 1 - rows)
        upright = lines_of(*aside)
        if upright and (level is None or upright.clear > level.clear):
            up = uprightness(*aside, upright.skew)
            turn = None if up is None else (90 if up > 0 else 270)
            return Lie(upright.skew, turn, sideways=True)
    if level is None:
        return Lie()
    few = ink.marks.letters.sum() < 2 * _FEWEST_LETTERS
    up = None if few else uprightness(rows, columns, level.skew)
    return Lie(level.skew, None if up is None else (0 if up > 0 else 180))


def _letter_middles(ink: Ink) -> NDArray[Any]:
    marks = ink.marks
    chosen = np.flatnonzero(marks.letters)
    chosen = chosen[chosen > 0]
    found: NDArray[Any] = np.stack(
        (
            marks.left[chosen] + marks.width[chosen] / 2,
            marks.top[chosen] + marks.height[chosen] / 2,
        ),
        axis=1,
    ).astype(np.float32)
    return found


def _peaks(rows: NDArray[Any], columns: NDArray[Any], angle: float) -> float:
    sums = np.bincount(_level(rows, columns, angle)).astype(float)
    return float((sums**2).sum())


def _level(rows: NDArray[Any], columns: NDArray[Any], angle: float) -> NDArray[np.int64]:
    """The row of each point once a skew of ``angle`` is taken out."""
    level = rows - columns * np.tan(np.deg2rad(angle))
    return np.asarray(level - level.min(), np.int64)
