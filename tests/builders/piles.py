"""Piles as they come from a scanner: small pages and real cover sheets, rendered, in memory."""

from __future__ import annotations

import io
from functools import cache

import pypdfium2
from PIL import Image, ImageDraw

from desk_app.paper.cover_code import CoverCode
from desk_app.paper.cover_sheet_pdf import CoverSheet, make
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.intake_json import read_form
from desk_app.services.page_views import PageSource, PaperTarget
from tests.builders.desks import a_dossier_said

DPI = 100
FILES = PageSource("file", name="chong.pdf")
SIZE = (620, 877)


@cache
def a_page(number: int, *, size: tuple[int, int] = SIZE) -> bytes:
    """A grey page with lines of strokes; no two numbers give the same bytes."""
    picture = Image.new("L", size, 250)
    draw = ImageDraw.Draw(picture)
    for line in range(12):
        top = 60 + line * 50
        for stroke in range(24):
            left = 60 + stroke * 20
            draw.rectangle((left, top, left + 4 + (number + stroke) % 9, top + 14), fill=20)
    draw.text((60, size[1] - 60), f"trang {number}", fill=0)
    return _jpeg(picture)


@cache
def a_blank_page() -> bytes:
    """A side with nothing on it."""
    return _jpeg(Image.new("L", SIZE, 250))


def a_cover(code: str, paper: int, *, sheet: int = 1, of: int = 1) -> bytes:
    """A cover sheet as it comes out of a scanner."""
    said = CoverSheet(CoverCode(code, paper, sheet, of), "Giấy tờ", "Nguyễn Thị Phương Uyên")
    return rendered(make([said]))[0]


def a_damaged_cover(code: str, paper: int) -> bytes:
    """A cover sheet whose codes are painted over; its band still says what it is."""
    picture = Image.open(io.BytesIO(a_cover(code, paper)))
    draw = ImageDraw.Draw(picture)
    wide, high = picture.size
    draw.rectangle((wide * 0.09, high * 0.07, wide * 0.91, high * 0.93), fill=255)
    return _jpeg(picture)


def rendered(pdf: bytes) -> list[bytes]:
    """The pages of a PDF as a scanner sees them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            _jpeg(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
            for page in document
        ]


def scanned(*jpegs: bytes) -> list[ScannedImage]:
    """Pictures as a device gives them."""
    return [ScannedImage(jpeg, "image/jpeg", DPI) for jpeg in jpegs]


def received(desk: Desk, **changes: object) -> str:
    """A dossier just received; its code."""
    return desk.intake.receive(read_form(a_dossier_said(**changes)), desk.officer()).code


def paper(desk: Desk, code: str, number: int = 1) -> PaperTarget:
    """A paper of a dossier."""
    return PaperTarget(desk.dossiers.get(code).id, number)


def _jpeg(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80, dpi=(DPI, DPI))
    return kept.getvalue()
