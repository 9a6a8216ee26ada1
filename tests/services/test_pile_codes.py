"""Codes read beside the coming in of pages: each with its own page, nothing forgotten."""

from __future__ import annotations

from contextlib import closing

from desk_app.paper.barcode_reading import PageCodes
from desk_app.services.pile_codes import CodesBeside, read_codes
from tests.builders.piles import a_cover, a_page

CODES = [f"H99.21.01-261120-{number:04}" for number in range(1, 5)]


def test_each_page_has_its_own_codes() -> None:
    with closing(CodesBeside()) as beside:
        for number, code in enumerate(CODES):
            beside.read(f"sheet-{number}", a_cover(code, number + 1))
            beside.read(f"page-{number}", a_page(number))
        found = beside.found()
    assert list(found) == [f"{what}-{n}" for n in range(len(CODES)) for what in ("sheet", "page")]
    covers = [codes.cover for codes in found.values() if codes.cover]
    assert [(cover.dossier, cover.paper) for cover in covers] == [
        (code, number + 1) for number, code in enumerate(CODES)
    ]
    assert [found[f"page-{n}"].cover for n in range(len(CODES))] == [None] * len(CODES)


def test_no_page_is_no_code() -> None:
    with closing(CodesBeside()) as beside:
        assert beside.found() == {}


def test_what_is_no_picture_has_no_codes() -> None:
    assert read_codes(b"no picture") == PageCodes()
