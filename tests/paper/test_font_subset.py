"""One subset for all papers, and what lies beyond it where somebody is called that."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from desk_app.paper.font_subset import ALWAYS
from desk_app.paper.fonts import BOLD, REGULAR, register_fonts
from tests.builders.pdf_reading import fonts, page_texts
from tests.paper.test_fonts import VIETNAMESE

BEYOND = "Žižek Ωμέγα Жуков ŁÖßŐœ"


def _paper(*lines: str) -> bytes:
    register_fonts()
    out = BytesIO()
    canvas = Canvas(out, invariant=1, initialFontName=REGULAR, pageCompression=1)
    for number, line in enumerate(lines):
        canvas.setFont(BOLD if number % 2 else REGULAR, 12)
        canvas.drawString(40, 700 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _font_files(pdf: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        return [one.read_raw_bytes() for one in found if "/Length1" in one]


def _letters(pdf: bytes) -> str:
    return "".join(page_texts(pdf)).replace(" ", "")


def test_papers_of_different_words_hold_the_same_font_files() -> None:
    first, second = _paper("Nguyễn Thị Phương Uyên", "a"), _paper("QUẦY 01 – Đặng", "…")
    assert _font_files(first) == _font_files(second)
    assert len(_font_files(first)) == 2


def test_every_vietnamese_letter_is_always_there() -> None:
    assert {letter for letter in VIETNAMESE if ord(letter) > 127} <= set(ALWAYS)
    assert len(_font_files(_paper(VIETNAMESE))) == 1


@pytest.mark.parametrize("text", [VIETNAMESE, BEYOND, "Nguyễn Ω An"])
def test_letters_arrive_and_their_fonts_are_embedded(text: str) -> None:
    pdf = _paper(text, text)
    assert _letters(pdf) == (text + text).replace(" ", "")
    assert all(fonts(pdf).values())


def test_more_letters_than_a_subset_holds_get_another() -> None:
    many = "".join(chr(code) for code in sorted(register_fonts()) if code > 160)[:400]
    pdf = _paper(many)
    assert len(_font_files(pdf)) > 1


def test_the_same_words_give_the_same_bytes_whatever_came_before() -> None:
    first = _paper("Bùi Khánh Huyền", BEYOND)
    _paper(BEYOND, VIETNAMESE)
    assert _paper("Bùi Khánh Huyền", BEYOND) == first
