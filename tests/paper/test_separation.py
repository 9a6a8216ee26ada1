"""Piles taken apart: nothing leaks from one stack to the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.paper.barcode_reading import PageCodes, codes_on
from desk_app.paper.cover_code import CoverCode
from desk_app.paper.separation import SheetCount, SplitStack, count_sheets, split
from tests.builders.cover_sheets import sheet_picture
from tests.builders.office_pages import ORDINARY, Scan, scanned

DOSSIERS = ("H25.12.34-261120-0007", "H25.12.34-261120-0008", "H25.12.34-261121-0001")
PAGE = PageCodes(texts=("8934563138165",))
DAMAGED = PageCodes(damaged_cover=True)
FOREIGN = PageCodes(foreign=True, texts=("PATCHT",))
TWO = PageCodes(too_many_covers=True)


def sheet(dossier: int, paper: int, number: int = 1, of: int = 1) -> PageCodes:
    return PageCodes(cover=CoverCode(DOSSIERS[dossier], paper, number, of))


def receipt(dossier: int) -> PageCodes:
    return PageCodes(receipt_links=(f"https://x.invalid/{dossier}",), texts=(DOSSIERS[dossier],))


def receipt_of(page: PageCodes) -> str | None:
    return next((text for text in page.texts if text in DOSSIERS), None)


PILES = st.lists(
    st.one_of(
        st.just(PAGE),
        st.sampled_from([DAMAGED, FOREIGN, TWO]),
        st.builds(sheet, st.integers(0, 2), st.integers(1, 2)),
        st.builds(receipt, st.integers(0, 2)),
    ),
    max_size=30,
)


@given(PILES)
def test_every_page_lies_in_one_stack_in_its_order(pile: list[PageCodes]) -> None:
    stacks = split(pile, receipt_of)
    assert [at for stack in stacks for at in stack.all_pages] == list(range(len(pile)))


@given(PILES)
def test_a_stack_tells_only_what_its_own_sheet_says(pile: list[PageCodes]) -> None:
    for stack in split(pile, receipt_of):
        leader = None if stack.cover_page is None else pile[stack.cover_page]
        assert stack.cover == (leader.cover if leader and stack.reason is None else None)
        assert stack.receipt is None or (leader is not None and receipt_of(leader) == stack.receipt)
        told = [stack.cover is not None, stack.receipt is not None, stack.reason is not None]
        assert sum(told) == 1
        assert all(_is_plain(pile[at]) for at in stack.pages)


@given(PILES)
def test_no_paper_gets_two_stacks_of_one_pile(pile: list[PageCodes]) -> None:
    told = [(s.cover.dossier, s.cover.paper) for s in split(pile, receipt_of) if s.cover]
    assert len(told) == len(set(told))


@given(PILES, PILES)
def test_what_comes_later_changes_no_stack_before(
    pile: list[PageCodes], more: list[PageCodes]
) -> None:
    alone = split([*pile, DAMAGED], receipt_of)
    together = split([*pile, DAMAGED, *more], receipt_of)
    assert together[: len(alone) - 1] == alone[:-1]


@given(PILES)
def test_without_receipts_of_ours_none_leads(pile: list[PageCodes]) -> None:
    assert all(stack.receipt is None for stack in split(pile))


def _is_plain(page: PageCodes) -> bool:
    return page.cover is None and not (page.damaged_cover or page.foreign or page.too_many_covers)


def test_three_stacks_of_two_dossiers() -> None:
    stacks = split([sheet(0, 1, 1, 2), PAGE, PAGE, sheet(0, 2, 2, 2), PAGE, sheet(1, 1), PAGE])
    assert [(s.cover and (s.cover.dossier, s.cover.paper), s.pages) for s in stacks] == [
        ((DOSSIERS[0], 1), (1, 2)),
        ((DOSSIERS[0], 2), (4,)),
        ((DOSSIERS[1], 1), (6,)),
    ]
    assert count_sheets(stacks) == SheetCount(3, 3)


def test_pages_before_the_first_sheet_go_to_the_tray() -> None:
    stacks = split([PAGE, PAGE, sheet(0, 1), PAGE])
    assert stacks[0] == SplitStack(reason="no_cover", pages=(0, 1))
    assert stacks[1].pages == (3,)


def test_sheets_nobody_can_trust_lead_to_the_tray() -> None:
    pile = [sheet(0, 1), PAGE, DAMAGED, PAGE, FOREIGN, PAGE, TWO, PAGE, sheet(0, 1), PAGE]
    stacks = split(pile)
    assert [(s.reason, s.pages) for s in stacks] == [
        (None, (1,)),
        ("damaged_cover", (3,)),
        ("foreign", (5,)),
        ("too_many_covers", (7,)),
        ("duplicate_cover", (9,)),
    ]


def test_a_sheet_read_by_its_bars_is_the_same_sheet() -> None:
    by_bars = PageCodes(cover=CoverCode(DOSSIERS[0], 1))
    assert [s.reason for s in split([sheet(0, 1, 1, 2), PAGE, by_bars, PAGE])] == [
        None,
        "duplicate_cover",
    ]


def test_a_pile_that_begins_with_a_receipt_is_split_at_receipts() -> None:
    stacks = split([receipt(0), PAGE, PAGE, receipt(1), PAGE, sheet(2, 1), PAGE], receipt_of)
    assert [(s.receipt, s.pages) for s in stacks] == [
        (DOSSIERS[0], (1, 2)),
        (DOSSIERS[1], (4,)),
        (None, (6,)),
    ]


def test_a_receipt_inside_a_stack_is_a_page() -> None:
    stacks = split([sheet(0, 1), PAGE, receipt(1), PAGE], receipt_of)
    assert [s.pages for s in stacks] == [(1, 2, 3)]


def test_a_missing_stack_is_counted() -> None:
    stacks = split([sheet(0, 1, 1, 3), PAGE, sheet(0, 3, 3, 3), PAGE])
    assert count_sheets(stacks, lambda _dossier: (1, 2, 3)) == SheetCount(
        3, 2, ((DOSSIERS[0], (2,)),)
    )
    assert stacks[0].expected == 3


@pytest.mark.parametrize(
    ("awaited", "expected", "absent"),
    [
        ((), 2, ()),
        ((1, 3), 2, ()),
        ((2,), 3, (2,)),
        ((5, 2, 4), 5, (2, 4, 5)),
        ((2, 4, 5, 6, 7), 5, ()),  # more than were printed: nobody knows which have a sheet
    ],
)
def test_sheets_of_papers_that_nobody_waits_for_are_not_expected(
    awaited: tuple[int, ...], expected: int, absent: tuple[int, ...]
) -> None:
    stacks = split([sheet(0, 1, 1, 5), PAGE, sheet(0, 3, 3, 5), PAGE])
    named = ((DOSSIERS[0], absent),) if absent else ()
    assert count_sheets(stacks, lambda _dossier: awaited) == SheetCount(expected, 2, named)


def test_sheets_of_a_dossier_nobody_here_knows_are_not_counted() -> None:
    unknown = [sheet(0, 1, 1, 5), PAGE, sheet(0, 3, 3, 5), PAGE]
    assert count_sheets(split(unknown), lambda _dossier: None) == SheetCount(None, 0)
    known = {DOSSIERS[1]: (1, 2)}
    both = split([*unknown, sheet(1, 1, 1, 2), PAGE])
    assert count_sheets(both, known.get) == SheetCount(2, 1, ((DOSSIERS[1], (2,)),))


def test_sheets_that_lead_to_the_tray_are_not_counted() -> None:
    twice = [sheet(0, 1, 1, 2), PAGE, sheet(0, 1, 1, 2), PAGE, DAMAGED, PAGE, PAGE]
    lacks = SheetCount(2, 1, ((DOSSIERS[0], (2,)),))
    assert count_sheets(split(twice), lambda _dossier: (1, 2)) == lacks


def test_bars_do_not_say_how_many_sheets_there_are() -> None:
    by_bars = PageCodes(cover=CoverCode(DOSSIERS[0], 1))
    assert count_sheets(split([by_bars, PAGE]), lambda _dossier: (1, 2)) == SheetCount(None, 1)
    one_more = split([by_bars, PAGE, sheet(1, 1, 1, 2), PAGE])
    lacks = SheetCount(3, 2, ((DOSSIERS[1], (2,)),))
    assert count_sheets(one_more, lambda _dossier: (1, 2)) == lacks


def test_a_receipt_is_a_sheet_of_its_own() -> None:
    stacks = split([receipt(0), PAGE, receipt(1), PAGE], receipt_of)
    assert count_sheets(stacks) == SheetCount(2, 2)


def test_a_sheet_that_came_twice_tells_a_person_what_it_says() -> None:
    stacks = split([sheet(0, 1), PAGE, sheet(0, 1), PAGE])
    assert [(s.cover, s.twice) for s in stacks] == [
        (CoverCode(DOSSIERS[0], 1, 1, 1), None),
        (None, CoverCode(DOSSIERS[0], 1, 1, 1)),
    ]


def test_an_empty_pile_has_no_stacks() -> None:
    assert split([]) == ()
    assert count_sheets(()) == SheetCount(None, 0)


def test_printed_scanned_read_and_parted() -> None:
    first, second = CoverCode(DOSSIERS[0], 2, 1, 2), CoverCode(DOSSIERS[1], 1, 2, 2)
    papers = [
        sheet_picture(first),
        ORDINARY["coded"](1),
        ORDINARY["table"](1),
        sheet_picture(second),
        ORDINARY["stamped"](2),
    ]
    how = [Scan(dpi=200, skew=skew, noise=5) for skew in (3, -1, 0, -4, 2)]
    pile = [codes_on(scanned(page, way)) for page, way in zip(papers, how, strict=True)]
    assert [(s.cover, s.pages) for s in split(pile)] == [(first, (1, 2)), (second, (4,))]
