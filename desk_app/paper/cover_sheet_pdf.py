"""Cover sheets: one A4 page for each paper of a dossier, laid on the stack before it is scanned.

The code stands twice, in two corners far apart; the bars below are for hand-held readers and for
the day both squares are covered. Black only, so that every office printer does. The only personal
data is the applicant's name in words: the sheet lies on the applicant's own papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import inch, mm
from reportlab.pdfgen.canvas import Canvas

from desk_app.paper.barcode_image import (
    DOT_300,
    MODULES_SHEET,
    Code128,
    QrCode,
    widest_module,
)
from desk_app.paper.cover_band import INSET, SQUARE, band_squares
from desk_app.paper.cover_code import CoverCode, cover_text, short_cover_text
from desk_app.paper.fonts import BOLD, REGULAR, as_markup, printable, register_fonts
from desk_app.paper.form_document import stamp_moment
from desk_app.paper.form_styles import Style
from desk_app.wording import say

QR_MODULE = 12 * DOT_300  # 1.02 mm
_NARROW = 8 * inch / 600  # 0.34 mm, for unit codes of 35 letters
_EDGE = INSET + SQUARE / 2 + 3 * mm
_BAR_LENGTH = 16 * mm
_GAP = 5 * mm


@dataclass(frozen=True)
class CoverSheet:
    """What stands on one sheet. ``unit_name``: of the one-stop shop; empty: left out."""

    code: CoverCode
    paper_name: str
    applicant_name: str
    unit_name: str = ""


def make(sheets: Sequence[CoverSheet], *, made_at: datetime | None = None) -> bytes:
    """The PDF of all sheets, one A4 page each; the same bytes for the same sheets.

    Args:
        sheets: in the order of the pages.
        made_at: aware; for the PDF's properties.

    Raises:
        ValueError: no sheets.
    """
    if not sheets:
        raise ValueError("no cover sheets")
    register_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, initialFontName=REGULAR, invariant=1, pageCompression=1)
    canvas.setTitle(say("cover.title", "vi"))
    if made_at is not None:
        stamp_moment(canvas, made_at)
    for sheet in sheets:
        _draw(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Any, sheet: CoverSheet) -> None:
    width, height = A4
    for x, y in band_squares():
        canvas.rect(x, y, SQUARE, SQUARE, stroke=0, fill=1)
    code = QrCode(cover_text(sheet.code), QR_MODULE, dot=DOT_300, error="h")
    left, right, top = _EDGE, width - _EDGE, height - _EDGE
    code.drawOn(canvas, left, top - code.height)
    code.drawOn(canvas, right - code.width, _EDGE)
    room = right - left - code.width - _GAP
    head = [
        (_PLAIN, as_markup(sheet.unit_name)),
        (_TITLE, say("cover.heading", "vi")),
        (_PLAIN, _number_of(sheet.code)),
        (_LARGE, f"<b>{as_markup(say('cover.paper', 'vi', number=sheet.code.paper))}</b>"),
    ]
    _stand(canvas, head, left + code.width + _GAP, top, room, code.height)
    below = top - code.height - _GAP
    foot = _EDGE + code.height + _GAP
    bars = _bars(short_cover_text(sheet.code), right - left)
    bars_at = foot
    if bars is not None:
        bars.drawOn(canvas, (width - bars.width) / 2, bars_at)
        bars_at += bars.height + _GAP
    _dossier_code(canvas, sheet.code.dossier, width / 2, below - 30, right - left)
    words = [
        (_SMALL, say("cover.paper_name", "vi")),
        (_LARGE, f"<b>{as_markup(sheet.paper_name)}</b>"),
        (_SMALL, say("cover.applicant", "vi")),
        (_LARGE, as_markup(sheet.applicant_name)),
    ]
    _stand(canvas, words, left, below - 44, right - left, below - 44 - bars_at)
    _stand(
        canvas,
        [(_PLAIN, say("cover.lay_on_top", "vi")), (_PLAIN, say("cover.keep_codes_clear", "vi"))],
        left,
        _EDGE + code.height,
        room,
        code.height,
    )


_TITLE = Style(24, 29, above=6)
_LARGE = Style(18, 23, above=2)
_PLAIN = Style(13, 17, above=4)
_SMALL = Style(11, 14, above=10)


def _number_of(code: CoverCode) -> str:
    return say("cover.sheet_of", "vi", sheet=code.sheet, of=code.of)


def _dossier_code(canvas: Any, code: str, middle: float, y: float, room: float) -> None:
    size = 30.0
    size = min(size, size * room / canvas.stringWidth(code, BOLD, size))
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(middle, y, printable(code))


def _stand(
    canvas: Any,
    lines: Sequence[tuple[Style, str]],
    left: float,
    top: float,
    width: float,
    height: float,
) -> None:
    """Paragraphs from ``top`` down; all become smaller together until they fit."""
    size = 1.0
    while True:
        set_lines = [
            (
                style,
                Style(style.size * size, style.leading * size, above=style.above).paragraph(words),
            )
            for style, words in lines
            if words
        ]
        heights = [paragraph.wrap(width, height)[1] for _, paragraph in set_lines]
        if size < 0.4 or sum(heights) + sum(s.above for s, _ in set_lines) <= height:
            break
        size *= 0.9
    for (style, paragraph), tall in zip(set_lines, heights, strict=True):
        top -= style.above + tall
        paragraph.drawOn(canvas, left, top)


def _bars(text: str, room: float) -> Code128 | None:
    """The bars, or None where even the narrowest would not fit (QR remains)."""
    module = widest_module(text, room, (*MODULES_SHEET, _NARROW))
    if module is None:
        return None
    return Code128(text, module, bar_length=_BAR_LENGTH, dot=DOT_300)
