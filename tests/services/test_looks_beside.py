"""Pages looked at beside their coming in: each with its own codes and findings, none forgotten."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import closing

from desk_app.paper.page_image import TakenPage, take_in
from desk_app.paper.page_quality import Findings, look
from desk_app.services.looks_beside import MOST_KEPT, EarlyLooks, LooksBeside, read_codes
from tests.builders.piles import a_blank_page, a_cover, a_page

CODES = [f"H99.21.01-261120-{number:04}" for number in range(1, 5)]


def taken(jpeg: bytes) -> TakenPage:
    return take_in(jpeg, 150)


def test_each_page_has_its_own_codes() -> None:
    with closing(LooksBeside(EarlyLooks(), codes=True)) as beside:
        for number, code in enumerate(CODES):
            beside.look(f"sheet-{number}", taken(a_cover(code, number + 1)))
            beside.look(f"page-{number}", taken(a_page(number)))
        found = beside.codes()
    assert list(found) == [f"{what}-{n}" for n in range(len(CODES)) for what in ("sheet", "page")]
    covers = [codes.cover for codes in found.values() if codes.cover]
    assert [(cover.dossier, cover.paper) for cover in covers] == [
        (code, number + 1) for number, code in enumerate(CODES)
    ]
    assert [found[f"page-{n}"].cover for n in range(len(CODES))] == [None] * len(CODES)


def test_each_page_has_its_own_findings_once_as_a_second_look_would_say() -> None:
    early = EarlyLooks()
    pages = [a_page(number) for number in range(6)]
    with closing(LooksBeside(early)) as beside:
        for number, page in enumerate(pages):
            beside.look(f"page-{number}", taken(page))
        assert beside.codes() == {}
    assert [early.take(f"page-{n}") for n in range(6)] == [look(page, 150) for page in pages]
    assert early.take("page-0") is None


def test_a_cover_sheet_gets_no_look_at_its_quality() -> None:
    early = EarlyLooks()
    with closing(LooksBeside(early, codes=True)) as beside:
        beside.look("sheet", taken(a_cover(CODES[0], 1)))
    assert early.take("sheet") is None


def test_of_looks_that_nobody_takes_the_oldest_go() -> None:
    early = EarlyLooks()
    seen: Future[Findings | None] = Future()
    seen.set_result(Findings(skew=2.0))
    for number in range(MOST_KEPT + 1):
        early.put(str(number), seen)
    assert early.take("0") is None
    assert early.take("1") == early.take(str(MOST_KEPT)) == Findings(skew=2.0)


def test_no_page_is_no_code() -> None:
    with closing(LooksBeside(EarlyLooks(), codes=True)) as beside:
        assert beside.codes() == {}


def test_codes_are_read_from_what_is_decoded_already() -> None:
    page = taken(a_cover(CODES[1], 2))
    assert read_codes(page).cover


def test_pages_with_nothing_on_them_are_told() -> None:
    with closing(LooksBeside(EarlyLooks(), codes=True)) as beside:
        beside.look("sheet", taken(a_cover(CODES[0], 1)))
        beside.look("page", taken(a_page(1)))
        beside.look("blank", taken(a_blank_page()))
        assert beside.blank() == {"blank"}
