"""What is ink on a page and what is paper, at one scale for all pages: 4 pixels a millimetre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SCALE = 4.0  # pixels a millimetre, 102 dpi

Grey = NDArray[np.uint8]
_GROUND_MM = 14.0  # paper is seen at least every so many millimetres
_LEAST_DEPTH = 22.0
_DEPTH_OF_PAPER = 0.14
_SPECK = 8  # pixels; a full stop of small print has as many
_LETTER_MM = (1.2, 7.0)
_WIDEST_LETTER_MM = 15.0


@dataclass(frozen=True)
class Marks:
    """Pieces of ink that hang together, one row each: left, top, width, height, area."""

    boxes: NDArray[np.int32]

    @cached_property
    def area(self) -> NDArray[np.int32]:
        """Pixels of each."""
        return np.asarray(self.boxes[:, cv2.CC_STAT_AREA])

    @cached_property
    def width(self) -> NDArray[np.int32]:
        """Width of each."""
        return np.asarray(self.boxes[:, cv2.CC_STAT_WIDTH])

    @cached_property
    def height(self) -> NDArray[np.int32]:
        """Height of each."""
        return np.asarray(self.boxes[:, cv2.CC_STAT_HEIGHT])

    @cached_property
    def left(self) -> NDArray[np.int32]:
        """Left edge of each."""
        return np.asarray(self.boxes[:, cv2.CC_STAT_LEFT])

    @cached_property
    def top(self) -> NDArray[np.int32]:
        """Upper edge of each."""
        return np.asarray(self.boxes[:, cv2.CC_STAT_TOP])

    @cached_property
    def letters(self) -> NDArray[np.bool_]:
        """Which may be letters, or words whose letters touch."""
        least, most = (SCALE * mm for mm in _LETTER_MM)
        low = np.minimum(self.height, self.width)
        high = np.maximum(self.height, self.width)
        fits = (self.area >= _SPECK) & (high >= least) & (low <= most)
        return np.asarray(fits & (high <= SCALE * _WIDEST_LETTER_MM))


@dataclass(frozen=True)
class Ink:
    """A page at 4 pixels a millimetre.

    Args:
        grey: the page.
        paper: its grey level where nothing stands, for the whole page.
        depth: how much darker each pixel is than the paper around it.
        mask: 1 where there is ink.
        labels: number of the mark at each pixel, 0 where there is none.
        marks: the marks, the first row is the paper.
    """

    grey: Grey
    paper: float
    depth: NDArray[np.int16]
    mask: Grey
    labels: NDArray[np.int32]
    marks: Marks

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.mask.shape[0], self.mask.shape[1]

    @cached_property
    def of_letters(self) -> NDArray[np.bool_]:
        """Which pixels are ink of what may be letters."""
        kept = self.marks.letters.copy()
        kept[0] = False
        return np.asarray(kept.take(self.labels))

    def letter_points(self, most: int = 16_000) -> tuple[NDArray[Any], NDArray[Any]]:
        """Rows and columns of the ink of letters; of very many an even share."""
        points = np.flatnonzero(self.of_letters)
        return np.divmod(points[:: len(points) // most + 1], self.size[1])


def halved(pixels: Grey) -> Grey:
    """A picture of half the size; a last odd row or column goes."""
    high, wide = pixels.shape[0] // 2, pixels.shape[1] // 2
    even = pixels[: 2 * high, : 2 * wide]
    return np.asarray(cv2.resize(even, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


def at_scale(grey: Grey, per_mm: float) -> Grey:
    """A page of ``per_mm`` pixels a millimetre at the scale of this module."""
    by = SCALE / per_mm
    if abs(by - 1) < 0.02:
        return grey
    size = (max(16, round(grey.shape[1] * by)), max(16, round(grey.shape[0] * by)))
    way = cv2.INTER_AREA if by < 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, size, interpolation=way), np.uint8)


def ink_of(page: Grey) -> Ink:
    """Tells ink from paper. ``page`` is at the scale of this module."""
    ground = _ground(page)
    depth = ground.astype(np.int16) - page
    paper = _median(ground)
    mask = (depth > int(max(_LEAST_DEPTH, _DEPTH_OF_PAPER * paper))).astype(np.uint8)
    _, labels, boxes, _ = marks_on(mask)
    marks = Marks(np.asarray(boxes, np.int32))
    return Ink(page, paper, depth, mask, np.asarray(labels, np.int32), marks)


def marks_on(mask: Grey) -> Any:
    """How many pieces of ink there are, the number of each at each pixel, their boxes, their
    middles: by the quickest of the ways that OpenCV has."""
    return cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_BBDT)


def _ground(page: Grey) -> Grey:
    """The paper under the ink: the lightest around, without specks of light."""
    by = 8
    height, width = page.shape
    small = page
    for _ in range(3):
        small = halved(small) if min(small.shape) >= 4 else small
    reach = int(_GROUND_MM * SCALE / by) | 1
    lightest = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    calm = cv2.medianBlur(lightest, 5) if min(lightest.shape) > 5 else lightest
    return np.asarray(cv2.resize(calm, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _median(levels: Grey) -> float:
    """The middle grey level, by counting: sorting millions of pixels takes long."""
    upto = np.cumsum(cv2.calcHist([levels], [0], None, [256], [0, 256]).astype(np.int64))
    low, high = (levels.size - 1) // 2, levels.size // 2
    return float(np.searchsorted(upto, low, "right") + np.searchsorted(upto, high, "right")) / 2
