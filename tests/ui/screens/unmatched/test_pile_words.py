"""What a pile came to, and what an officer is asked to look after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.errors import Refusal
from desk_app.services.page_views import PileReport, RefusedFile, StackOutcome
from desk_app.ui.language import in_words
from desk_app.ui.screens.unmatched.pile_words import pile_words
from desk_app.wording import message
from tests.builders.page_cards import CODE

SHORT = CODE.partition("-")[2]
FILED = StackOutcome(CODE, 1, 3, None, None)
TRAY = StackOutcome(None, None, 1, "s1", "no_cover")
DAMAGED = StackOutcome(None, None, 1, "s2", "damaged_cover")
ALONE = StackOutcome(CODE, 2, 0, None, "only_a_sheet")


def test_a_pile_that_went_whole_is_good(look: None) -> None:
    said = pile_words(PileReport((FILED,), 4, 1, 1))
    assert in_words(said.title) == (
        "Đã đọc 4 trang, kể cả tờ bìa: 1 chồng vào đúng hồ sơ, 0 chồng chờ ghép"
    )
    assert said.meaning == f"{SHORT} giấy tờ 1: 3 trang"
    assert (said.next_step, said.tone) == ("", "good")


def test_many_stacks_are_not_all_listed(look: None) -> None:
    stacks = tuple(replace(FILED, number=number) for number in range(1, 9))
    said = pile_words(PileReport(stacks, 32, 8, 8)).meaning.split("; ")
    assert (len(said), said[-1]) == (4, "và 5 chồng nữa")


def test_a_sheet_without_pages_is_no_stack_that_was_filed(look: None) -> None:
    said = pile_words(PileReport((FILED, ALONE), 5, 2, 2))
    assert "1 chồng vào đúng hồ sơ, 0 chồng chờ ghép" in in_words(said.title)
    assert f"Tờ bìa không có trang nào phía sau: {SHORT} giấy tờ 2." in said.next_step
    assert said.tone == "care"


@pytest.mark.parametrize(
    ("stack", "where"),
    [(replace(FILED, blank=3), f"{SHORT} giấy tờ 1"), (TRAY, "chồng trong khay")],
)
def test_blank_sides_are_told(look: None, stack: StackOutcome, where: str) -> None:
    said = pile_words(PileReport((replace(stack, blank=stack.pages),), 4, 1, 1))
    assert "0 chồng vào đúng hồ sơ" in in_words(said.title)
    assert f"Chỉ có mặt trắng: {where}." in said.next_step
    assert said.tone == "care"


def test_sheets_that_did_not_come_are_named(look: None) -> None:
    said = pile_words(PileReport((FILED,), 4, 3, 1, ((CODE, (2, 4)),)))
    assert said.next_step == (
        f"Còn chờ 3 tờ bìa, thấy 1. Chưa thấy: {SHORT} giấy tờ 2, 4. "
        "Giấy đã ở trong chồng thì xem tờ bìa có bị sót, úp ngược hay dính không."
    )
    damaged = pile_words(PileReport((FILED, DAMAGED), 6, 2, 1)).next_step
    assert "Tờ bìa hỏng trong khay" in damaged
    assert pile_words(PileReport((FILED,), 4, None, 1)).next_step == ""


def test_nothing_is_told_as_nothing(look: None) -> None:
    said = pile_words(PileReport((), 0, None, 0))
    assert (in_words(said.title), said.tone) == ("Không có trang nào được đọc vào", "care")


def test_notes_of_the_service_are_passed_on(look: None) -> None:
    note = message("scanning.same_again", code=CODE, number=1, count=2)
    said = pile_words(PileReport((FILED,), 4, 1, 1, notes=(note,)))
    assert said.next_step == in_words(note)


def test_files_that_nobody_can_read_are_told_beside_what_came(look: None) -> None:
    bad = RefusedFile("a.pdf", Refusal("page_files.encrypted"), aside=True)
    said = pile_words(PileReport((FILED,), 4, 1, 1, refused=(bad,)))
    assert "1 chồng vào đúng hồ sơ" in in_words(said.title)
    assert "a.pdf (Tệp PDF có mật khẩu" in said.next_step
    assert said.tone == "care"
