"""The unmatched tray: a person files, discards, and takes both back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.events import PagesChanged, StacksChanged
from desk_app.models.tables import Page
from desk_app.services.desk import Desk
from desk_app.services.digitise_finish import TIME_TO_UNDO
from desk_app.services.page_views import PageChange, StackCard
from tests.builders.piles import (
    FILES,
    a_blank_page,
    a_cover,
    a_damaged_cover,
    a_page,
    paper,
    received,
    scanned,
)


@pytest.fixture
def code(desk: Desk) -> str:
    return received(desk)


@pytest.fixture
def stack(desk: Desk, code: str) -> StackCard:
    pile = scanned(a_damaged_cover(code, 1), a_page(1), a_page(2))
    desk.piles.take(pile, FILES, desk.officer())
    (found,) = desk.unmatched.stacks()
    return found


def actions(desk: Desk, code: str) -> list[str]:
    return [line.action for line in desk.journal.of_dossier(desk.dossiers.get(code).id)]


def test_a_stack_shows_its_sheet_and_offers_dossiers(
    desk: Desk, code: str, stack: StackCard
) -> None:
    pages = desk.unmatched.pages(stack.id)
    assert (stack.pages, stack.sheet) == (2, True)
    assert [page.sheet for page in pages] == [True, False, False]
    assert stack.reason == "damaged_cover"
    assert stack.thumbnail == desk.scanning.thumbnail(pages[0].id)
    assert [one.code for one in stack.candidates] == [code]
    assert stack.source.way == "file"
    assert desk.unmatched.count() == 1


def test_a_damaged_sheet_goes_along_hidden_so_that_no_page_is_lost(
    desk: Desk, code: str, stack: StackCard
) -> None:
    sheet, *_ = desk.unmatched.pages(stack.id)
    target = paper(desk, code)
    assert desk.unmatched.file(stack.id, target, desk.officer())
    pages = desk.scanning.pages(target)
    assert [(page.id == sheet.id, page.state) for page in pages] == [
        (True, "hidden"),
        (False, "kept"),
        (False, "kept"),
    ]
    assert desk.unmatched.pages(stack.id) == ()
    last = desk.unmatched.last_settled(desk.officer())
    assert last is not None
    assert last.pages == 2, "the sheet is not counted"
    desk.unmatched.put_back(stack.id, desk.officer())
    back = desk.unmatched.pages(stack.id)
    assert [(page.sheet, page.state) for page in back] == [
        (True, "kept"),
        (False, "kept"),
        (False, "kept"),
    ]
    assert desk.scanning.pages(target) == ()


def test_what_was_no_sheet_is_shown_again_and_read(desk: Desk, code: str, stack: StackCard) -> None:
    target = paper(desk, code)
    desk.unmatched.file(stack.id, target, desk.officer())
    sheet, *_ = desk.scanning.pages(target)
    desk.scanning.change([PageChange(sheet.id, state="kept")], desk.officer())
    assert [page.state for page in desk.scanning.pages(target)] == ["kept"] * 3
    with desk.store.read() as session:
        states = session.scalars(select(Page.text_state).where(Page.id == sheet.id)).all()
    assert states == ["waiting"]
    desk.unmatched.put_back(stack.id, desk.officer())
    assert [page.sheet for page in desk.unmatched.pages(stack.id)] == [True, False, False]


def test_a_sheet_that_can_be_read_stays_in_the_stack(desk: Desk, code: str) -> None:
    sheet = a_cover(code, 1)
    desk.piles.take(scanned(sheet, a_page(1), sheet, a_page(2)), FILES, desk.officer())
    (stack,) = desk.unmatched.stacks()
    assert stack.reason == "duplicate_cover"
    assert not desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    assert [page.state for page in desk.scanning.pages(paper(desk, code))] == ["kept"] * 2
    assert len(desk.unmatched.pages(stack.id)) == 1


def test_filing_tells_and_asks_for_the_copy(desk: Desk, code: str, stack: StackCard) -> None:
    told: list[object] = []
    desk.bus.subscribe(PagesChanged, told.append)
    desk.bus.subscribe(StacksChanged, told.append)
    desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    _, *pages = desk.scanning.pages(paper(desk, code))
    assert [desk.scanning.image(page.id) for page in pages] == [a_page(1), a_page(2)]
    assert desk.unmatched.stacks() == ()
    assert len(told) == 2
    assert desk.archiving.waiting() == 1
    assert actions(desk, code)[-1] == "pages.filed"


def test_a_sheet_without_pages_is_not_filed(desk: Desk, code: str) -> None:
    desk.piles.take(scanned(a_damaged_cover(code, 1)), FILES, desk.officer())
    (stack,) = desk.unmatched.stacks()
    assert (stack.pages, stack.sheet) == (0, True)
    before = desk.scanning.checklist(code)
    with pytest.raises(Refusal, match="scanning.nothing_to_file"):
        desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    assert desk.scanning.checklist(code) == before


def test_blank_sides_are_told_and_no_copy_is_asked_for(desk: Desk, code: str) -> None:
    desk.piles.take(scanned(a_blank_page(), a_blank_page()), FILES, desk.officer())
    desk.scanning.check_waiting()
    (stack,) = desk.unmatched.stacks()
    assert (stack.pages, stack.blank) == (2, 2)
    desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    assert desk.archiving.waiting() == 0


def test_what_was_settled_last_today_can_be_put_back(
    desk: Desk, code: str, stack: StackCard
) -> None:
    officer = desk.officer()
    assert desk.unmatched.last_settled(officer) is None, "a pile that split itself is none"
    desk.unmatched.file(stack.id, paper(desk, code), officer)
    last = desk.unmatched.last_settled(officer)
    assert last is not None
    assert (last.id, last.pages, last.code, last.at) == (stack.id, 2, code, desk.clock.now())
    desk.unmatched.put_back(stack.id, officer)
    assert desk.unmatched.last_settled(officer) is None
    desk.unmatched.discard(stack.id, officer, "x")
    last = desk.unmatched.last_settled(officer)
    assert last is not None
    assert (last.id, last.pages, last.code) == (stack.id, 2, None)
    logins = [card.login for card in desk.sign_in.officers() if card.login != officer.login]
    assert desk.unmatched.last_settled(desk.officer(logins[0])) is None, "another officer's act"
    clock = desk.clock
    assert isinstance(clock, TickingClock)
    clock.advance(timedelta(days=1))
    assert desk.unmatched.last_settled(officer) is None, "of another day"


def test_filing_twice_is_refused(desk: Desk, code: str, stack: StackCard) -> None:
    desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    with pytest.raises(Refusal, match="scanning.stack_settled"):
        desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    assert len(desk.scanning.pages(paper(desk, code))) == 3, "the sheet, hidden, is one"


def test_a_paper_that_must_not_be_scanned_takes_no_stack(
    desk: Desk, code: str, stack: StackCard
) -> None:
    with pytest.raises(Refusal, match="scanning.not_to_be_scanned"):
        desk.unmatched.file(stack.id, paper(desk, code, 7), desk.officer())
    assert desk.unmatched.count() == 1


def test_filing_is_taken_back(desk: Desk, code: str, stack: StackCard) -> None:
    before = [page.id for page in desk.unmatched.pages(stack.id)]
    desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    desk.unmatched.put_back(stack.id, desk.officer())
    assert [page.id for page in desk.unmatched.pages(stack.id)] == before
    assert desk.scanning.pages(paper(desk, code)) == ()
    assert [one.id for one in desk.unmatched.stacks()] == [stack.id]
    assert actions(desk, code)[-1] == "pages.put_back"
    desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    assert len(desk.scanning.pages(paper(desk, code))) == 3, "the sheet, hidden, is one"


def test_no_copy_is_made_as_long_as_filing_is_easily_taken_back(
    desk: Desk, code: str, stack: StackCard
) -> None:
    desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    assert desk.archiving.run(read_text=False).made == 0
    clock = desk.clock
    assert isinstance(clock, TickingClock)
    clock.advance(TIME_TO_UNDO)
    assert desk.archiving.run(read_text=False).made == 1


def test_finishing_does_not_wait(desk: Desk, code: str, stack: StackCard) -> None:
    target = paper(desk, code)
    desk.unmatched.file(stack.id, target, desk.officer())
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    assert desk.archiving.run(read_text=False).made == 1


@pytest.mark.parametrize("number", [1, 3])
def test_what_was_filed_wrongly_leaves_nothing_behind(
    desk: Desk, code: str, stack: StackCard, number: int
) -> None:
    target = paper(desk, code, number)
    before = desk.scanning.checklist(target.dossier_id)
    desk.unmatched.file(stack.id, target, desk.officer())
    desk.unmatched.put_back(stack.id, desk.officer())
    assert desk.scanning.checklist(target.dossier_id) == before
    assert desk.archiving.waiting() == 0


def test_pages_removed_meanwhile_go_back_as_well(desk: Desk, code: str, stack: StackCard) -> None:
    desk.scanning.add(paper(desk, code), scanned(a_page(9))[0], FILES, desk.officer())
    desk.unmatched.file(stack.id, paper(desk, code), desk.officer())
    desk.unmatched.put_back(stack.id, desk.officer())
    (left,) = desk.scanning.pages(paper(desk, code))
    assert (desk.scanning.image(left.id), left.position) == (a_page(9), 1)


def test_discarding_needs_a_reason_and_is_taken_back(desk: Desk, stack: StackCard) -> None:
    with pytest.raises(Refusal, match="scanning.discard_needs_reason"):
        desk.unmatched.discard(stack.id, desk.officer(), "  ")
    desk.unmatched.discard(stack.id, desk.officer(), "giấy nháp")
    assert desk.unmatched.stacks() == ()
    today = desk.journal.of_day(desk.clock.now().date(), ["pages.discarded"])
    assert [line.text.in_words("vi") for line in today] == [
        "Loại bỏ 2 trang trong khay chờ ghép: giấy nháp"
    ]
    desk.unmatched.put_back(stack.id, desk.officer())
    assert [one.id for one in desk.unmatched.stacks()] == [stack.id]
    with pytest.raises(Refusal, match="scanning.stack_settled"):
        desk.unmatched.put_back(stack.id, desk.officer())


def test_what_nobody_knows_is_refused(desk: Desk, code: str) -> None:
    with pytest.raises(Refusal, match="scanning.unknown_stack"):
        desk.unmatched.file("no such stack", paper(desk, code), desk.officer())
