"""The mark on a receipt that is printed again: the stored bytes stay as they are, each page gets
"BẢN IN LẠI lần n" across it, under its content, so that no code is covered."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from desk_app.paper.dates import short_moment
from desk_app.paper.diagonal_mark import BELOW, draw_diagonal_mark
from desk_app.paper.fonts import REGULAR, register_fonts
from desk_app.wording import say

_NAME = pikepdf.Name("/ReprintMark")


def mark_reprint(pdf: bytes, times: int, at: datetime, counter: str) -> bytes:
    """``pdf`` with the mark on each page, e.g. "BẢN IN LẠI lần 2 – 21/11/2026 10:42 – Quầy 03".

    Args:
        pdf: the stored receipt.
        times: which reprint this is, from 1.
        at: when, aware.
        counter: the counter's name.

    Raises:
        ValueError: ``times`` below 1, or ``at`` without time zone.
    """
    if times < 1:
        raise ValueError("the first reprint is number 1")
    words = say("paper.reprint_mark", "vi", times=times, at=short_moment(at), counter=counter)
    return mark_pages(pdf, words)


def mark_pages(pdf: bytes, words: str) -> bytes:
    """``pdf`` with ``words`` across each page, under its content."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as receipt:
        sizes = [_size(page) for page in receipt.pages]
        with pikepdf.open(BytesIO(_marks(words, sizes))) as marks:
            for page, mark in zip(receipt.pages, marks.pages, strict=True):
                _lay_under(receipt, page, mark)
            receipt.save(out, deterministic_id=True)
    return out.getvalue()


def _lay_under(receipt: pikepdf.Pdf, page: pikepdf.Page, mark: pikepdf.Page) -> None:
    """Draws ``mark`` before everything else on ``page``; under a name of its own, because
    pikepdf's ``add_underlay`` invents one, and the bytes would differ each time."""
    drawing = receipt.copy_foreign(mark.as_form_xobject())
    name = page.add_resource(drawing, pikepdf.Name.XObject, _NAME, replace_existing=False)
    left, bottom = (float(edge) for edge in page.mediabox.as_list()[:2])
    page.contents_add(f"q 1 0 0 1 {left} {bottom} cm {name} Do Q\n".encode(), prepend=True)


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox.as_list())
    return right - left, top - bottom


def _marks(words: str, sizes: list[tuple[float, float]]) -> bytes:
    """Pages of these sizes with the mark alone."""
    register_fonts()
    out = BytesIO()
    canvas = Canvas(out, invariant=1, initialFontName=REGULAR)
    for width, height in sizes:
        canvas.setPageSize((width, height))
        draw_diagonal_mark(canvas, words, width, height, lane=BELOW)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
