"""What is chosen for an officer, what is left to her, and how stacks are told."""

from __future__ import annotations

from datetime import datetime

import pytest

from desk_app.clock import VIETNAM
from desk_app.services.page_views import PaperScan, SettledCard
from desk_app.ui.language import in_words
from desk_app.ui.screens.unmatched.state import (
    FilingState,
    filing_in,
    last_words,
    paper_option,
    stack_contents,
)
from tests.builders.page_cards import CODE, a_checklist, a_paper
from tests.ui.screens.unmatched.test_stack_list import a_stack

CLOSED = a_paper(9, why_not=a_stack(1).reason_words)
FULL = a_paper(1, pages=2)
LATER = a_paper(2, state="later", required=False)
OPTIONAL = a_paper(4, state=None, required=False)
MISSING = a_paper(3)


@pytest.mark.parametrize(
    ("papers", "current", "named", "chosen"),
    [
        ((FULL, LATER, MISSING), 3, 1, 1),  # what the sheet says comes first
        ((FULL, LATER, MISSING), 3, None, 3),
        ((FULL, LATER, MISSING), 3, 9, 3),
        ((FULL, LATER, CLOSED), None, None, 2),
        ((FULL, OPTIONAL, LATER), None, None, 2),
        ((FULL, OPTIONAL, CLOSED), None, None, None),  # nobody said that it would come
        ((FULL, OPTIONAL), None, 4, 4),
        ((FULL, CLOSED), None, None, None),  # all is there: nobody but the officer can say
        ((FULL, CLOSED), None, 9, None),
        ((CLOSED,), None, None, None),
    ],
)
def test_the_paper_that_is_chosen(
    papers: tuple[PaperScan, ...], current: int | None, named: int | None, chosen: int | None
) -> None:
    filing = filing_in(a_checklist(*papers, current=current), named)
    assert filing.number == chosen
    assert CLOSED not in filing.open_papers


def test_why_no_paper_is_chosen_is_said() -> None:
    def said(*papers: PaperScan, number: int | None = None) -> str:
        hint = FilingState(a_checklist(*papers), number).hint
        return "" if hint is None else hint.key

    assert said(FULL, CLOSED) == "unmatched.all_there"
    assert said(a_paper(1, digitised="reused")) == "unmatched.all_there"
    assert said(FULL, OPTIONAL) == "unmatched.none_awaited"
    assert said(FULL, OPTIONAL, number=4) == ""
    assert said(CLOSED) == ""
    assert FilingState().hint is None


def test_a_paper_says_what_is_there_of_it() -> None:
    said = [in_words(paper_option(paper)) for paper in (FULL, LATER, MISSING)]
    assert said == [
        "1. Giấy tờ số 1 · đã có 2 trang",
        "2. Giấy tờ số 2",
        "3. Giấy tờ số 3 · thiếu",
    ]


@pytest.mark.parametrize(
    ("pages", "sheet", "blank", "said"),
    [
        (2, False, 0, "2 trang"),
        (2, True, 1, "2 trang và tờ bìa"),
        (2, True, 2, "2 trang, đều trắng"),
        (0, True, 0, "Chỉ có tờ bìa"),
    ],
)
def test_what_a_stack_holds(pages: int, sheet: bool, blank: int, said: str) -> None:
    stack = a_stack(1, pages=pages, sheet=sheet, blank=blank)
    assert in_words(stack_contents(stack)) == said


def test_what_was_done_last_is_told_with_its_hour() -> None:
    at = datetime(2026, 11, 22, 9, 5, tzinfo=VIETNAM)
    assert in_words(last_words(SettledCard("s", at, 1, CODE))) == f"09:05: 1 trang vào {CODE}"
    assert in_words(last_words(SettledCard("s", at, 1, None))) == "09:05: đã bỏ 1 trang"
