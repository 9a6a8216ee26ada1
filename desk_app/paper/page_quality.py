"""A look at a page while the applicant is still there: skew, blur, cut edges, too dark, too light,
blank, upside down, on its side.

Only what would be scanned again is found; in doubt nothing is said. A stamp that runs over the
edge (it is set across the edges of all pages on purpose), a photograph, a coloured or half-empty
page are no faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from desk_app.paper.barcode_reading import reduced_grey
from desk_app.paper.jpeg_parts import frame_of
from desk_app.paper.page_ink import SCALE, Grey, Ink, at_scale, ink_of
from desk_app.paper.text_lines import Lie, lie_of

Kind = Literal[
    "skewed", "blurred", "cut_edge", "too_dark", "too_light", "blank", "upside_down", "sideways"
]
Place = tuple[float, float, float, float]

SKEWED = 1.0  # degrees: seen at once beside a straight page
BLURRED_MM = 0.30  # sigma with what the scanner's own dots add: small print melts together
_BLURRED_DOTS = 1.6  # coarse dots alone are no blur
_A4_MM = 297.0
_LEAST_MM = 40.0
_DARK_PAPER, _DARK_AT_BEST = 125.0, 165.0
_FAINT = 0.30  # of the paper's level
_FAINT_LEAST = 12.0
_EDGE_MM = 0.5
_CUT_AT_SIDE, _CUT_AT_END = 4, 7  # letters
_HOLE_MM = (3.5, 9.0)
_HOLE_FROM_EDGE_MM = 25.0
_STREAK_MM = 1.0
_EACH = 3


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a page.

    ``value``: degrees for skewed, millimetres (one sigma) for blurred, letters for cut_edge, grey
    level (0 to 255) of the paper for too_dark, of the darkest ink by the paper for too_light, the
    turn that helps (0: not known) for upside_down and sideways. ``at``: left, top, right, bottom
    as shares of the page, where there is a place.
    """

    kind: Kind
    value: float
    at: Place | None = None


@dataclass(frozen=True)
class Findings:
    """What was seen on a page.

    Args:
        skew: degrees clockwise by which the text is turned; 0 if it cannot be told.
        findings: what is wrong.
        blank: nothing stands on it.
        turn: degrees clockwise (0, 90, 180, 270) that set it upright; None: cannot be told.
    """

    skew: float = 0.0
    findings: tuple[Finding, ...] = ()
    blank: bool = False
    turn: int | None = None


def look(jpeg: bytes, dpi: int | None = None) -> Findings:
    """What is wrong with a page.

    Args:
        jpeg: the page.
        dpi: dots per inch; None: it is taken for an A4 page.

    Raises:
        ValueError: not a picture.
    """
    grey, per_mm = _decoded(jpeg, dpi)
    ink = ink_of(at_scale(grey, per_mm))
    too_dark = _too_dark(ink)
    if too_dark is not None:
        return Findings(findings=(too_dark,))
    if is_blank(ink):
        faint = _too_light(ink)
        found = faint or Finding("blank", 1.0)
        return Findings(findings=(found,), blank=faint is None)
    lie = lie_of(ink)
    seen = [*_lies(lie), _blurred(grey, per_mm, ink), *_cut_edges(ink), _too_light(ink)]
    return Findings(lie.skew, tuple(one for one in seen if one is not None), turn=lie.turn)


def is_blank(ink: Ink) -> bool:
    """Whether nothing stands on the page: dust, punched holes, streaks of a dirty glass, shadows
    at the edges and what shines through do not count."""
    marks = ink.marks
    height, width = ink.size
    low, high = np.minimum(marks.width, marks.height), np.maximum(marks.width, marks.height)
    counts = marks.area >= 8
    counts &= ~_touching(ink)
    counts &= ~((low < _STREAK_MM * SCALE) & (high > 0.5 * min(height, width)))
    counts &= ~_holes(ink)
    counts[0] = False
    area = int(marks.area[counts].sum())
    number = int(counts.sum())
    return (number <= 3 and area < 150) or (number <= 10 and area < 12 * max(number, 1))


def _decoded(jpeg: bytes, dpi: int | None) -> tuple[Grey, float]:
    """The page, reduced but not below the scale of :mod:`page_ink`, and its pixels a
    millimetre."""
    try:
        frame = frame_of(jpeg)
    except ValueError:
        raise ValueError("not a picture that can be read") from None
    longest = max(frame.width, frame.height)
    mm = longest / dpi * 25.4 if dpi else _A4_MM
    mm = max(_LEAST_MM, mm)
    grey = reduced_grey(jpeg, int(mm * SCALE) - 8)
    return grey, max(grey.shape) / mm


def _too_dark(ink: Ink) -> Finding | None:
    if ink.paper >= _DARK_PAPER:
        return None
    best = float(np.percentile(ink.grey[::3, ::3], 97))
    return Finding("too_dark", round(ink.paper)) if best < _DARK_AT_BEST else None


def _too_light(ink: Ink) -> Finding | None:
    """Letters are there, sharp, and all of them faint."""
    letters = ink.marks.letters & ~_holes(ink) & ~_touching(ink)
    letters[0] = False
    dark = ink.labels[ink.depth > int(_FAINT * ink.paper)]
    if letters[dark].sum() > 300:
        return None
    calm = cv2.blur(ink.depth.astype(np.float32), (2, 2))
    mask = (calm > max(_FAINT_LEAST, 0.06 * ink.paper)).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    high = np.maximum(boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT])
    letters = (boxes[:, cv2.CC_STAT_AREA] >= 8) & (high >= 1.2 * SCALE) & (high <= 15 * SCALE)
    letters[0] = False
    if letters.sum() < 60:
        return None
    of_letters = letters[labels]
    share = float(np.percentile(calm[of_letters], 95)) / max(ink.paper, 1.0)
    if share >= _FAINT or _softness(ink.grey, of_letters) > 2.2:
        return None
    return Finding("too_light", round(share, 2))


def _lies(lie: Lie) -> list[Finding]:
    found = []
    if abs(lie.skew) >= SKEWED:
        found.append(Finding("skewed", lie.skew))
    if lie.sideways:
        found.append(Finding("sideways", float(lie.turn or 0)))
    elif lie.turn == 180:
        found.append(Finding("upside_down", 180.0))
    return found


def _blurred(grey: Grey, per_mm: float, ink: Ink) -> Finding | None:
    """How soft the edges of letters are, at the finest picture that was decoded."""
    if ink.marks.letters[1:].sum() < 25:
        return None
    around = cv2.dilate(ink.of_letters.astype(np.uint8), np.ones((5, 5), np.uint8))
    size = (grey.shape[1], grey.shape[0])
    near = cv2.resize(around, size, interpolation=cv2.INTER_NEAREST).astype(bool)
    soft = _softness(grey, near) / per_mm
    most = max(BLURRED_MM, _BLURRED_DOTS / per_mm)
    return Finding("blurred", round(soft, 2)) if soft > most else None


def _softness(grey: Grey, where: NDArray[Any]) -> float:
    """Sigma in pixels of the blur of the sharpest edges there: a black edge blurred by sigma is
    at its steepest by depth / (2.5 sigma) a pixel, a thin line by depth / (1.65 sigma)."""
    some = where[::_EACH]  # rows enough
    across = cv2.Sobel(grey, cv2.CV_16S, 1, 0)[::_EACH][some]
    down = cv2.Sobel(grey, cv2.CV_16S, 0, 1)[::_EACH][some]
    levels = grey[::_EACH][some]
    if len(levels) < 100:
        return 0.0
    depth = float(np.percentile(levels, 95) - np.percentile(levels, 5))
    steep = min(float(np.percentile(np.abs(one), 97)) for one in (across, down)) / 8
    return depth / (2.0 * max(steep, 0.1))


def _cut_edges(ink: Ink) -> list[Finding]:
    """Letters that run over an edge, several on one side: a line of print was cut. One mark may
    be a stamp or a rule."""
    marks = ink.marks
    height, width = ink.size
    near = _EDGE_MM * SCALE
    letters = marks.letters & (np.maximum(marks.width, marks.height) < 8 * SCALE)
    letters[0] = False
    sides: list[tuple[NDArray[np.bool_], int, Place]] = [
        (marks.left < near, _CUT_AT_SIDE, (0.0, 0.0, 0.03, 1.0)),
        (marks.left + marks.width > width - near, _CUT_AT_SIDE, (0.97, 0.0, 1.0, 1.0)),
        (marks.top < near, _CUT_AT_END, (0.0, 0.0, 1.0, 0.03)),
        (marks.top + marks.height > height - near, _CUT_AT_END, (0.0, 0.97, 1.0, 1.0)),
    ]
    found = []
    for touches, fewest, at in sides:
        count = int((letters & touches).sum())
        if count >= fewest:
            found.append(Finding("cut_edge", float(count), at))
    return found


def _touching(ink: Ink) -> NDArray[np.bool_]:
    """Marks at the very edge: shadows of the paper, the black of the lid."""
    marks = ink.marks
    height, width = ink.size
    return np.asarray(
        (marks.left <= 1)
        | (marks.top <= 1)
        | (marks.left + marks.width >= width - 1)
        | (marks.top + marks.height >= height - 1)
    )


def _holes(ink: Ink) -> NDArray[np.bool_]:
    """Round solid marks near an edge."""
    marks = ink.marks
    height, width = ink.size
    low, high = np.minimum(marks.width, marks.height), np.maximum(marks.width, marks.height)
    least, most = (SCALE * mm for mm in _HOLE_MM)
    round_ = (low >= least) & (high <= most) & (high < 1.35 * low)
    solid = marks.area > 0.62 * marks.width * marks.height
    away = _HOLE_FROM_EDGE_MM * SCALE
    across, down = marks.left + marks.width / 2, marks.top + marks.height / 2
    at_side = (np.minimum(across, width - across) < away) | (np.minimum(down, height - down) < away)
    return np.asarray(round_ & solid & at_side)
