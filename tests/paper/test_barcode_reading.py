"""Codes on scanned pages: covers are found, ordinary pages are left alone."""

from __future__ import annotations

from io import BytesIO

import pytest
import segno
from PIL import Image, ImageDraw

from desk_app.paper.barcode_reading import PageCodes, codes_on
from desk_app.paper.cover_code import CoverCode, cover_text
from desk_app.paper.pdf_pages import page_image
from desk_app.paper.receipt_pdf import receipt_pdf
from tests.builders import receipts
from tests.builders.cover_sheets import (
    BARS,
    CODE,
    FOOT_CODE,
    HEAD_CODE,
    INNER,
    covered,
    sheet_picture,
)
from tests.builders.office_pages import ORDINARY, Scan, coded, letter, scanned
from tests.builders.picture_files import jpeg

HALF_OF_HEAD = (180, 180, 480, 900)
HALF_OF_FOOT = (1900, 2600, 2300, 3330)


@pytest.mark.parametrize(
    "how",
    [
        Scan(),
        Scan(skew=10, dpi=150, noise=12, blur=0.25, quality=60, light=0.7),
        Scan(skew=-9, dpi=200, turn=180, noise=8),
        Scan(skew=4, turn=90),
        Scan(dpi=100, skew=-2),
        Scan(dpi=600, noise=4),
    ],
)
def test_a_cover_sheet_is_read_however_it_was_fed(how: Scan) -> None:
    found = codes_on(scanned(sheet_picture(), how))
    assert found.cover == CODE
    assert (found.damaged_cover, found.foreign, found.too_many_covers) == (False,) * 3


@pytest.mark.parametrize(
    "boxes", [(HEAD_CODE,), (FOOT_CODE,), (HEAD_CODE, BARS), (FOOT_CODE, BARS)]
)
def test_one_square_code_is_enough(boxes: tuple[tuple[int, int, int, int], ...]) -> None:
    assert codes_on(scanned(covered(*boxes), Scan(skew=3, noise=6))).cover == CODE


@pytest.mark.parametrize(
    "how", [Scan(), Scan(turn=180, skew=6, noise=8), Scan(turn=90), Scan(dpi=150, blur=0.2, skew=2)]
)
def test_the_bars_alone_tell_dossier_and_paper(how: Scan) -> None:
    found = codes_on(scanned(covered(HALF_OF_HEAD, HALF_OF_FOOT), how))
    assert found.cover == CoverCode(CODE.dossier, CODE.paper)


@pytest.mark.parametrize("how", [Scan(), Scan(skew=8, dpi=150, noise=10), Scan(turn=180)])
def test_a_sheet_nobody_can_read_is_known_by_its_band(how: Scan) -> None:
    found = codes_on(scanned(covered(INNER), how))
    assert found == PageCodes(damaged_cover=True)


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_pages_lead_nowhere(name: str) -> None:
    for how in (Scan(noise=5), Scan(skew=5, dpi=150, turn=180)):
        found = codes_on(scanned(ORDINARY[name](3), how))
        assert found.cover is None
        assert (found.damaged_cover, found.foreign, found.too_many_covers) == (False,) * 3


def test_codes_of_other_people_are_told() -> None:
    found = codes_on(scanned(coded(0)))
    assert found.texts == (
        "https://hoadon.example.vn/tra-cuu?ma=K26TBD0000000",
        "8930000000000",
    )
    assert found.receipt_links == found.texts[:1]


@pytest.mark.parametrize("size", ["A4", "A5"])
def test_a_receipt_shows_its_link_and_its_code(size: str) -> None:
    pdf = receipt_pdf(receipts.a_receipt(look_up_url=receipts.LOOK_UP), size)
    for how in (Scan(noise=4), Scan(skew=2, turn=180), Scan(dpi=200)):
        found = codes_on(scanned(page_image(pdf, 0, 300, mode="L"), how))
        assert found.receipt_links == (receipts.LOOK_UP,)
        assert receipts.CODE in found.texts
        assert found.cover is None


def page_with(*texts: str) -> bytes:
    page = letter(1, lines=10)
    for number, text in enumerate(texts):
        out = BytesIO()
        segno.make(text, micro=False).save(out, kind="png", scale=10, border=4)
        code = Image.open(out).convert("L")
        page.paste(code, (200 + 800 * number, 1700))
    return scanned(page)


def test_two_covers_on_a_page_say_nothing() -> None:
    other = CoverCode("H25.12.34-261120-0008", 3, 1, 4)
    found = codes_on(page_with(cover_text(CODE), cover_text(other)))
    assert found.too_many_covers
    assert found.cover is None


def test_a_separator_of_another_program_is_foreign() -> None:
    assert codes_on(page_with("PATCHT")).foreign
    assert not codes_on(page_with("PATCH")).foreign


def test_a_cover_whose_check_does_not_agree_is_damaged() -> None:
    changed = cover_text(CODE).replace("0007", "0008")
    found = codes_on(page_with(changed))
    assert found.cover is None
    assert found.damaged_cover


def test_a_cover_of_a_later_version_is_damaged_not_lost() -> None:
    assert codes_on(page_with("HS2|H25.12.34-261120-0007|3|new")).damaged_cover


def test_a_note_does_not_hide_the_cover_on_coloured_paper() -> None:
    sheet = sheet_picture().convert("RGB")
    yellow = Image.new("RGB", sheet.size, (255, 236, 120))
    black = sheet_picture().point(lambda level: 255 if level < 128 else 0)
    page = Image.composite(sheet, yellow, black)
    ImageDraw.Draw(page).rectangle(HEAD_CODE, fill=(90, 200, 90))
    assert codes_on(scanned(page, Scan(skew=-4))).cover == CODE


@pytest.mark.parametrize("data", [b"", b"hello", jpeg()[:200]])
def test_no_picture_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        codes_on(data)
