"""Papers to scan in a demonstration: drawn as a scanner would see them, invented people only."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from desk_app.wording import RESOURCES

DPI = 200
A4 = (1654, 2339)
_INK, _PAPER, _PALE = 25, 248, 205
_MARGIN, _LINE = 190, 74


def paper(name: str, *, skew: float = 0.0) -> bytes:
    """A page of one of ``resources/training/papers.json`` as a JPEG, ``skew`` degrees askew."""
    said = _said()
    of_it = said["papers"][name]
    page = Image.new("L", A4, _PAPER)
    draw = ImageDraw.Draw(page)
    middle = A4[0] / 2
    draw.text((middle, A4[1] - 130), said["mark"], _PALE, _font(60, bold=True), anchor="mm")
    for place, line in enumerate(said["head"]):
        draw.text((middle, 170 + 60 * place), line, _INK, _font(40, bold=True), anchor="mm")
    draw.text((middle, 420), of_it["title"], _INK, _font(46, bold=True), anchor="mm")
    for place, line in enumerate(of_it["lines"]):
        draw.text((_MARGIN, 560 + _LINE * place), line, _INK, _font(38))
    if skew:
        page = page.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=_PAPER)
    return _jpeg(page)


def blank() -> bytes:
    """The back of a page: nothing."""
    return _jpeg(Image.new("L", A4, _PAPER))


def torn(sheet: bytes) -> bytes:
    """A cover sheet whose codes are gone; its frame still says what it is."""
    with Image.open(io.BytesIO(sheet)) as picture:
        page = picture.convert("L")
    wide, high = page.size
    box = (wide * 0.09, high * 0.07, wide * 0.91, high * 0.93)
    ImageDraw.Draw(page).rectangle(box, fill=_PAPER)
    return _jpeg(page)


def sheets(pdf: bytes) -> list[bytes]:
    """The pages of a printed PDF, scanned."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            _jpeg(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
            for page in document
        ]


@cache
def _said() -> dict[str, Any]:
    text = (RESOURCES / "training" / "papers.json").read_text(encoding="utf-8")
    said: dict[str, Any] = json.loads(text)
    return said


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    face = "Bold" if bold else "Regular"
    return ImageFont.truetype(str(RESOURCES / "fonts/paper" / f"LiberationSerif-{face}.ttf"), size)


def _jpeg(page: Image.Image) -> bytes:
    kept = io.BytesIO()
    page.save(kept, "JPEG", quality=80, dpi=(DPI, DPI))
    return kept.getvalue()
