"""Paragraphs of printed forms: every text wraps, none is cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table

from desk_app.paper.fonts import REGULAR, register_fonts
from desk_app.paper.text_pieces import text_pieces

Align = Literal["left", "right", "centre", "justify"]
_ALIGN = {"left": TA_LEFT, "right": TA_RIGHT, "centre": TA_CENTER, "justify": TA_JUSTIFY}


@dataclass(frozen=True)
class Style:
    """Size and leading in points, space above in points."""

    size: float
    leading: float
    align: Align = "left"
    above: float = 0.0
    indent: float = 0.0

    def paragraph(self, markup: str) -> Paragraph:
        """A paragraph of ``markup`` (escaped text with b, i, br)."""
        sheet = _sheet(self)
        return _Paragraph("", sheet, frags=text_pieces(markup, sheet))


@lru_cache(maxsize=64)
def _sheet(style: Style) -> ParagraphStyle:
    register_fonts()
    return ParagraphStyle(
        "form",
        fontName=REGULAR,
        bulletFontName=REGULAR,
        fontSize=style.size,
        leading=style.leading,
        alignment=_ALIGN[style.align],
        spaceBefore=style.above,
        leftIndent=style.indent,
        splitLongWords=1,
    )


class _Paragraph(Paragraph):  # type: ignore[misc]
    """Breaks its lines once per width; a table asks several times for the same."""

    _broken_for: float | None = None
    _room = (0.0, 0.0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        # reportlab throws the lines away when it looks for a place to break the page.
        if width != self._broken_for or not hasattr(self, "blPara"):
            self._room = super().wrap(width, height)
            self._broken_for = width
        return self._room


def table(
    cells: list[list[Any]],
    widths: list[float],
    *,
    grid: bool = False,
    padding: float = 0.0,
    rows_break: bool = False,
    heights: list[float | None] | None = None,
    more: tuple[tuple[Any, ...], ...] = (),
) -> Table:
    """A table on one page; ``paged_table`` is for more. ``heights``: of its rows where they are
    known.

    ``rows_break`` lets a row of text run over to the next page. Not for rows that hold a code:
    reportlab would look for a place to break it for ever.
    """
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), padding),
        ("TOPPADDING", (0, 0), (-1, -1), padding / 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        # reportlab asks each cell for a font, drawn or not; its own default is not embedded.
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ]
    if grid:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    return Table(
        cells,
        colWidths=widths,
        rowHeights=heights,
        splitByRow=1,
        splitInRow=int(rows_break),
        style=[*style, *more],
    )


class Rule(Flowable):  # type: ignore[misc]
    """A short line in the middle, as under the head of official papers."""

    def __init__(self, length: float, *, above: float = 3.0, below: float = 3.0) -> None:
        super().__init__()
        self._length = length
        self._above = above
        self._below = below
        self._room = length

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self._room = width
        return width, self._above + self._below

    def draw(self) -> None:
        """Draws it in the middle of the room."""
        left = (self._room - self._length) / 2
        self.canv.setLineWidth(0.6)
        self.canv.line(left, self._below, left + self._length, self._below)
