"""What the tray shows, and what its keys ask for."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.services.page_views import (
    Candidate,
    PileReport,
    RefusedFile,
    SettledCard,
    StackOutcome,
)
from desk_app.ui.language import language
from desk_app.ui.screens.digitise.state import FILES, Source
from desk_app.ui.screens.unmatched.stack_list import PICTURE
from desk_app.ui.screens.unmatched.state import FilingState, TrayState
from desk_app.ui.screens.unmatched.view import UnmatchedView
from desk_app.ui.theme import HINT, M, theme
from desk_app.ui.widgets.button import Button
from tests.builders.page_cards import CODE, a_checklist, a_page, a_paper
from tests.ui.screens.unmatched.test_stack_list import a_stack
from tests.ui.screenshots import SIZES, shoot


def a_view(qtbot: QtBot, state: TrayState) -> UnmatchedView:
    view = UnmatchedView()
    qtbot.addWidget(view)
    view.show_sources([Source(FILES, "Tệp")], FILES)
    view.show_state(state)
    shoot(view, SIZES[0])
    return view


def one_stack() -> TrayState:
    named = Candidate("d", "H99.21.01-261122-0008", "Nguyễn Thị Phương Uyên", 1)
    stack = a_stack(2, cover=f"{CODE}/1", candidates=(named,))
    return TrayState((stack,), "s2", (a_page(1), a_page(2)))


def test_the_chosen_stack_shows_its_pages(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    assert view.filing_pane.why.words == "Không có tờ bìa phía trước"
    assert view.strip.pages.rowCount() == 2
    assert view.first_focus() is view.stacks


def test_what_is_asked_of_a_stack_is_there_only_with_a_stack(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, TrayState())
    assert not view.file.isVisible()
    assert not view.discard.isVisible()
    sent: list[None] = []
    view.discard_pressed.connect(lambda: sent.append(None))
    view.actions_here()["discard_stack"]()
    assert sent == []
    view.show_state(one_stack())
    assert view.file.isVisible()
    view.actions_here()["discard_stack"]()
    assert sent == [None]


def test_what_comes_next_is_the_primary_key(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    assert view.pile.property("kind") == "primary"
    view.show_filing(FilingState(a_checklist(a_paper(1)), 1))
    assert (view.file.property("kind"), view.pile.property("kind")) == ("primary", "secondary")
    view.show_filing(FilingState(a_checklist(a_paper(1)), None))
    assert view.pile.property("kind") == "primary", "which paper is not said"


def test_enter_on_a_stack_leads_to_where_it_goes(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    view.stacks.setFocus()
    QTest.keyClick(view.stacks, Qt.Key.Key_Return)
    assert view.filing_pane.candidates[0].hasFocus()
    view.show_filing(FilingState(a_checklist(a_paper(1)), 1))
    QTest.keyClick(view.stacks, Qt.Key.Key_Return)
    assert view.filing_pane.paper.hasFocus()


def test_tab_goes_from_the_stacks_over_the_pages_to_the_filing(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    view.show_filing(FilingState(a_checklist(a_paper(1)), 1))
    pane = view.filing_pane
    turn = (
        *(view.stacks, view.page, view.strip, pane.candidates[0], pane.code.edit, pane.paper),
        *(view.source, view.discard, view.file, view.pile),
    )
    view.stacks.setFocus()
    for here in turn:
        assert view.focusWidget() is here
        QTest.keyClick(here, Qt.Key.Key_Tab)


def test_the_last_stack_can_be_put_back_for_as_long_as_it_stands_there(
    look: None, qtbot: QtBot
) -> None:
    view = a_view(qtbot, one_stack())
    sent: list[None] = []
    view.put_back_pressed.connect(lambda: sent.append(None))
    assert "undo" not in view.actions_here()
    at = datetime(2026, 11, 22, 10, 42, tzinfo=VIETNAM)
    view.show_state(TrayState(last=SettledCard("s1", at, 3, CODE)))
    assert view.last.words == f"10:42: 3 trang vào {CODE}"
    assert view.put_back.isVisible()
    view.actions_here()["undo"]()
    view.put_back.click()
    assert sent == [None, None]
    view.show_state(TrayState(last=SettledCard("s1", at, 3, None)))
    assert view.last.words == "10:42: đã bỏ 3 trang"


def test_where_a_pile_went_follows_the_language(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, TrayState())
    stacks = (StackOutcome(CODE, 1, 3, None, None), StackOutcome(None, None, 1, "s1", "no_cover"))
    view.show_pile(PileReport(stacks, 6, expected=2, found=2))
    assert view.bar.title.words.startswith("Đã đọc 6 trang")
    assert "261122-0007 giấy tờ 1: 3 trang" in view.bar.meaning.words
    language().set("en")
    assert "261122-0007 paper 1: 3 pages" in view.bar.meaning.words
    view.show_error(Refusal("scanning.nothing_to_file"))
    language().set("vi")
    assert view.bar.title.words == "Chồng này chỉ có tờ bìa"


def test_what_a_pile_came_to_stays_until_it_is_read(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    assert "back" not in view.actions_here()
    view.show_pile(PileReport((), 3, 2, 1))
    said = view.bar.title.words
    view.show_error(Refusal("scanning.stack_settled"))
    view.clear_error()
    assert view.bar.isVisible()
    assert view.bar.title.words == said
    view.clear_error()
    assert view.bar.isVisible(), "filing a stack is no reason to forget which ones are missing"
    view.show_error(Refusal("scanning.stack_settled"))
    view.actions_here()["back"]()
    assert view.bar.title.words == said
    view.actions_here()["back"]()
    assert not view.bar.isVisible()
    assert "back" not in view.actions_here(), "Esc leaves the screen now"
    view.show_error(Refusal("scanning.stack_settled"))
    view.clear_error()
    assert not view.bar.isVisible()


def test_what_is_said_of_the_last_scan_goes_with_the_next(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    view.show_pile(PileReport((), 3, 2, 1))
    view.show_error(Refusal("scanning.stack_settled"))
    view.activateWindow()
    view.pile.setFocus()
    view.show_working("…")
    assert view.hasFocus(), "what is typed meanwhile does nothing"
    assert not view.bar.isVisible()
    view.show_working(None)
    assert not view.bar.isVisible()


def test_large_text_leaves_room_for_all_words_or_for_the_stacks(look: None, qtbot: QtBot) -> None:
    theme().set_percent(175)
    view = a_view(qtbot, one_stack())
    shoot(view, (1130, 650))
    bad = tuple(RefusedFile(f"{n}.pdf", Refusal("page_files.encrypted")) for n in range(6))
    view.show_pile(PileReport((), 32, 12, 8, ((CODE, (9, 10, 11, 12)),), refused=bad))
    view.activateWindow()
    view.show_what_lacks()
    qtbot.waitUntil(view.filing_pane.code.edit.hasFocus)
    shoot(view, (1130, 650))
    assert view.height() == 650, "the window does not grow over the edge of the screen"
    pane, line = view.filing_pane, view.filing_pane.code.edit
    seen = QRect(line.mapTo(pane.viewport(), QPoint()), line.size())
    assert pane.viewport().rect().contains(seen)
    assert view.bar.next_step.isHidden()
    read_all = view.bar.findChildren(Button)[-1]
    assert read_all.words == "Xem đủ"
    read_all.click()
    assert "0.pdf" in view.bar.next_step.words
    assert not view.stacks.isVisible()
    assert not view.discard.isVisible(), "Del would discard what nobody sees"
    view.actions_here()["back"]()
    assert view.stacks.isVisible()
    assert view.discard.isVisible()


@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_lies_over_another_while_the_bar_is_open(
    look: None, qtbot: QtBot, percent: int
) -> None:
    theme().set_percent(percent)
    view = a_view(qtbot, one_stack())
    view.show_filing(FilingState(a_checklist(a_paper(1), a_paper(2)), 1))
    stacks = tuple(StackOutcome(CODE, number, 3, None, None) for number in range(1, 9))
    view.show_pile(PileReport(stacks, 32, 12, 8, ((CODE, (9, 10, 11, 12)),)))
    shoot(view, (1130, 690))
    pane = view.filing_pane
    parts = [
        part
        for part in (pane.why, pane.cover, pane.maybe, *pane.candidates, pane.code)
        + (pane.dossier, pane.about, pane.paper_field)
        if part.isVisible()
    ]
    places = [part.geometry() for part in parts]
    assert view.bar.height() >= view.bar.heightForWidth(view.bar.width())
    assert view.page.geometry().bottom() < view.strip.geometry().top()
    for above, below in itertools.pairwise(places):
        assert above.bottom() < below.top()
    assert all(place.width() <= pane.viewport().width() for place in places)
    for part, place in zip(parts, places, strict=True):
        wraps = part.hasHeightForWidth()
        needs = part.heightForWidth(place.width()) if wraps else part.minimumSizeHint().height()
        assert place.height() >= needs


def test_while_a_pile_is_read_no_other_is_begun(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, TrayState())
    sent: list[None] = []
    view.pile_pressed.connect(lambda: sent.append(None))
    view.show_working("Đang đọc")
    view.actions_here()["scan"]()
    view.show_working(None)
    view.actions_here()["scan"]()
    assert sent == [None]


@pytest.mark.parametrize("percent", [100, 150])
def test_a_row_of_pages_is_seen_whole(look: None, qtbot: QtBot, percent: int) -> None:
    theme().set_percent(percent)
    view = a_view(qtbot, one_stack())
    shoot(view, (1366 - 236, 690))
    pages = view.strip.pages
    first = view.strip.visualRect(pages.index(0))
    assert view.strip.viewport().rect().contains(first)


def test_a_page_alone_is_shown_once(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    assert view.strip.isVisible()
    wanted: list[str] = []
    view.page_wanted.connect(wanted.append)
    view.show_state(TrayState((a_stack(1),), "s1", (a_page(1),)))
    assert not view.strip.isVisible()
    assert wanted[-1] == "page-1"


@pytest.mark.parametrize("percent", [100, 150])
def test_hour_and_day_of_a_stack_are_whole(look: None, qtbot: QtBot, percent: int) -> None:
    theme().set_percent(percent)
    view = a_view(qtbot, one_stack())
    shoot(view, (1366 - 236, 690))
    words = QFontMetrics(theme().font(HINT)).horizontalAdvance("10:11 · 20/11/2026")
    assert view.stacks.viewport().width() >= words + PICTURE + 3 * M
