"""Cover sheets as they are printed: read by two decoders, nothing personal but the name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import numpy as np
import pikepdf
import pytest

from desk_app.clock import VIETNAM
from desk_app.paper.cover_band import band_squares, find_band
from desk_app.paper.cover_code import CoverCode, cover_text, read_cover, short_cover_text
from desk_app.paper.cover_sheet_pdf import CoverSheet, make
from desk_app.paper.pdf_pages import page_count, page_image, page_size_mm
from tests.builders.cover_sheets import CODE, SHEET
from tests.builders.pdf_reading import decoded, decoded_page, fonts, page_letters, page_texts, words

PDF = make([SHEET])
LONG_CODE = CoverCode("000.00.19.H26.12345678901234567890-20261120-000712345678", 123, 12, 124)
LONG = CoverSheet(LONG_CODE, "Giấy tờ về " + "thửa đất rất dài " * 20, "Trần " * 20, "UBND " * 30)


def test_two_decoders_read_both_kinds_of_code() -> None:
    by_zxing, by_zbar = decoded_page(PDF, 0, 200)
    assert by_zxing == by_zbar == {("QR", cover_text(CODE)), ("128", short_cover_text(CODE))}
    assert {read_cover(text) for _, text in by_zxing} == {CODE, CoverCode(CODE.dossier, CODE.paper)}


def test_each_square_code_alone_is_enough() -> None:
    page = page_image(PDF, 0, 200, mode="L")
    halves = [(0, 0, page.width, page.height // 2), (0, page.height // 2, *page.size)]
    for box in halves:
        by_zxing, by_zbar = decoded(page.crop(box))
        assert ("QR", cover_text(CODE)) in by_zxing & by_zbar


def test_it_says_to_people_what_it_is() -> None:
    (text,) = page_texts(PDF)
    said = words(text)
    for wanted in (
        "TỜ BÌA",
        SHEET.paper_name,
        SHEET.applicant_name,
        SHEET.unit_name,
        "Thành phần số 3",
        "Tờ 1/4",
        "Đặt tờ bìa này lên trên cùng chồng giấy",
    ):
        assert " ".join(words(wanted)) in " ".join(said)
    assert CODE.dossier in text.replace(" ", "")


@pytest.mark.parametrize("sheet", [SHEET, LONG], ids=["usual", "long"])
def test_nothing_runs_into_the_band_or_the_codes(sheet: CoverSheet) -> None:
    pdf = make([sheet])
    (_, height), letters = page_letters(pdf, 0)
    squares = list(band_squares())
    left, right = min(x for x, _ in squares) + 20, max(x for x, _ in squares)
    bottom = min(y for _, y in squares) + 20
    for letter in letters:
        assert left < letter.left
        assert letter.right < right
        assert bottom < letter.bottom
        assert letter.top < height - bottom
    page = page_image(pdf, 0, 300, mode="L")
    assert find_band(np.asarray(page)) is not None
    by_zxing, _ = decoded_page(pdf, 0, 200)
    assert ("QR", cover_text(sheet.code)) in by_zxing


def test_one_page_for_each_sheet_in_order() -> None:
    sheets = [replace(SHEET, code=CoverCode(CODE.dossier, n, n, 3)) for n in (1, 2, 3)]
    pdf = make(sheets)
    assert page_count(pdf) == 3
    assert page_size_mm(pdf, 2) == pytest.approx((210, 297), abs=0.1)
    for number, text in enumerate(page_texts(pdf), 1):
        assert f"Thành phần số {number}" in text


def test_the_same_bytes_for_the_same_sheets() -> None:
    assert make([SHEET]) == PDF
    at = datetime(2026, 11, 22, 9, 30, tzinfo=VIETNAM)
    assert make([SHEET], made_at=at) == make([SHEET], made_at=at) != PDF
    with pikepdf.open(BytesIO(make([SHEET], made_at=at))) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20261122093000+07")


def test_letters_are_embedded() -> None:
    assert set(fonts(PDF).values()) == {True}


def test_no_sheets_are_no_paper() -> None:
    with pytest.raises(ValueError, match="no cover sheets"):
        make([])


def test_a_name_cannot_break_the_page() -> None:
    odd = replace(SHEET, applicant_name="<b>Nguyễn & Con", paper_name="a\x00b ☃", unit_name="")
    (text,) = page_texts(make([odd]))
    assert "<b>Nguyễn & Con" in text
