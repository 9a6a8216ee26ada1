"""A look at a page while the applicant is still there: skew, blur, cut edges, too dark, too light,
blank, upside down, on its side.

Only what would be scanned again is found; in doubt nothing is said. A stamp that runs over the
edge (it is set across the edges of all pages on purpose), a photograph, a coloured or half-empty
page are no faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from desk_app.paper.page_ink import SCALE, Grey, Ink, at_scale, ink_of, marks_on
from desk_app.paper.reduced_page import ReducedPage, reduced_page
from desk_app.paper.text_lines import Lie, lie_of

Kind = Literal[
    "skewed", "blurred", "cut_edge", "too_dark", "too_light", "blank", "upside_down", "sideways"
]
Place = tuple[float, float, float, float]

SKEWED = 1.0  # degrees: seen at once beside a straight page
BLURRED_MM = 0.30  # sigma with what the scanner's own dots add: small print melts together
_BLURRED_DOTS = 1.6  # coarse dots alone are no blur
_MELTED_LINES = 4
_MELTED_MM = (1.2, 10.0)  # least and most height
_DARK_PAPER, _DARK_AT_BEST = 125.0, 165.0
_FAINT = 0.30  # of the paper's level
_FAINT_LEAST = 12.0
_MOST_SHADES = 70.0
_EDGE_MM = 0.5
_CUT_AT_SIDE, _CUT_AT_END = 4, 7  # letters
_HOLE_MM = (3.5, 9.0)
_HOLE_FROM_EDGE_MM = 25.0
_STREAK_MM = 1.0
_ASKED = 60_000  # pixels
_FEWEST_ASKED = 300


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
    return look_at(reduced_page(jpeg, dpi), dpi)


def look_at(page: ReducedPage, dpi: int | None = None) -> Findings:
    """What is wrong with a page that is decoded already; see :func:`look`."""
    grey, per_mm = page.grey, page.per_mm(dpi)
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
    at the edges and what shines through do not count. A page whose ground goes from light to dark
    is a picture without edges."""
    if _shades(ink) > _MOST_SHADES:
        return False
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


def _shades(ink: Ink) -> float:
    """Grey levels between the lightest and the darkest ground, away from the edges."""
    height, width = ink.size
    inside = np.s_[height // 8 : height - height // 8 : 4, width // 8 : width - width // 8 : 4]
    ground = ink.grey[inside] + ink.depth[inside]
    low, high = np.percentile(ground, (2, 98))
    return float(high - low)


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
    _, labels, boxes, _ = marks_on(mask)
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
    """How soft the edges of letters are, at the finest picture that was decoded; where none can be
    told from its neighbours any more, those of the lines that they ran into."""
    if ink.marks.letters[1:].sum() >= 25:
        print_ = ink.of_letters
    else:
        melted = _melted_lines(ink)
        if melted.sum() < _MELTED_LINES:
            return None
        print_ = melted[ink.labels]
    around = cv2.dilate(print_.astype(np.uint8), np.ones((5, 5), np.uint8))
    soft = _softness(grey, around.astype(bool)) / per_mm
    most = max(BLURRED_MM, _BLURRED_DOTS / per_mm)
    return Finding("blurred", round(soft, 2)) if soft > most else None


def _melted_lines(ink: Ink) -> NDArray[np.bool_]:
    """Which marks are whole words or lines of print without a gap."""
    marks = ink.marks
    high = (marks.height >= _MELTED_MM[0] * SCALE) & (marks.height <= _MELTED_MM[1] * SCALE)
    wide = (marks.width >= _MELTED_MM[1] * SCALE) & (marks.width >= 3 * marks.height)
    melted = high & wide & (marks.area > 0.5 * marks.width * marks.height) & ~_touching(ink)
    melted[0] = False
    return np.asarray(melted)


def _softness(grey: Grey, where: NDArray[np.bool_]) -> float:
    """Sigma in pixels of the blur of the sharpest edges there: a black edge blurred by sigma is
    at its steepest by depth / (2.5 sigma) a pixel, a thin line by depth / (1.65 sigma). ``where``
    may be coarser than ``grey``."""
    some = np.flatnonzero(where)
    if len(some) < _FEWEST_ASKED:
        return 0.0
    rows, columns = np.divmod(some[:: len(some) // _ASKED + 1], where.shape[1])
    if where.shape != grey.shape:
        rows = rows * grey.shape[0] // where.shape[0]
        columns = columns * grey.shape[1] // where.shape[1]
    places = rows * grey.shape[1] + columns
    low, high = np.percentile(grey.take(places), (5, 95))
    steep = min(
        float(np.percentile(np.abs(cv2.Sobel(grey, cv2.CV_16S, *way).take(places)), 97)) / 8
        for way in ((1, 0), (0, 1))
    )
    return float(high - low) / (2.0 * max(steep, 0.1))


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
