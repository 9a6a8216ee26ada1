"""A large word across a page, under everything else: training, reprint.

It is drawn before the content, and the codes stand on white ground, so it never runs through a
barcode; on sheets it stays below the codes, so that it can be read whole. On thermal paper, which
knows black only, it is drawn as an outline.
"""

from __future__ import annotations

import math
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from desk_app.paper.fonts import BOLD, printable, register_fonts

NARROW_PAPER = 100 * mm
ABOVE = 0.6
BELOW = -0.6
_GREY = 0.82
_LARGEST_SIZE = 46.0
_SHARE_OF_SHEET = 0.64
_SHARE_OF_ROLL = 0.55  # two marks side by side stay on the printable strip
_ROLL_STRETCH = 150 * mm
_OUTLINE = 1
_FILLED = 0


def draw_diagonal_mark(
    canvas: Any, text: str, width: float, height: float, *, lane: float = ABOVE
) -> None:
    """Draws ``text`` from the lower left to the upper right of a page of ``width`` x ``height``
    points; on a long roll again and again, once per stretch.

    ``lane`` moves it aside by so many heights of its letters, so that a training paper can be
    marked as a reprint, too.
    """
    register_fonts()
    words = printable(text)
    if width >= NARROW_PAPER:
        _draw_once(canvas, words, width, height * _SHARE_OF_SHEET, 0, lane, outline=False)
        return
    stretches = max(1, round(height / _ROLL_STRETCH))
    stretch = height / stretches
    for number in range(stretches):
        _draw_once(canvas, words, width, stretch, number * stretch, lane, outline=True)


def _draw_once(
    canvas: Any,
    words: str,
    width: float,
    height: float,
    bottom: float,
    lane: float,
    *,
    outline: bool,
) -> None:
    across = width * (_SHARE_OF_ROLL if outline else 1)
    diagonal = math.hypot(across, height) * 0.82
    size = min(_LARGEST_SIZE, 10 * diagonal / stringWidth(words, BOLD, 10))
    canvas.saveState()
    canvas.translate(width / 2, bottom + height / 2)
    canvas.rotate(math.degrees(math.atan2(height, across)))
    canvas.setFont(BOLD, size)
    canvas.setLineWidth(0.3)
    canvas.setStrokeGray(0)
    canvas.setFillGray(_GREY)
    pen = canvas.beginText(-stringWidth(words, BOLD, size) / 2, (lane - 1 / 3) * size)
    pen.setTextRenderMode(_OUTLINE if outline else _FILLED)
    pen.textOut(words)
    pen.setTextRenderMode(_FILLED)
    canvas.drawText(pen)
    canvas.restoreState()
