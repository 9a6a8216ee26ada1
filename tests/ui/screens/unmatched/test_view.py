"""What the tray shows, and what its keys ask for."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.services.page_views import Candidate, PileReport, StackOutcome
from desk_app.ui.screens.digitise.state import FILES, Source
from desk_app.ui.screens.unmatched.state import FilingState, TrayState
from desk_app.ui.screens.unmatched.view import UnmatchedView
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
    named = Candidate("d", CODE, "Nguyễn Thị Phương Uyên", 1)
    stack = a_stack(2, cover=f"{CODE}/1", candidates=(named,))
    return TrayState((stack,), "s2", (a_page(1), a_page(2)))


def test_the_chosen_stack_says_why_it_waits(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    assert view.why.words == "Không có tờ bìa phía trước"
    assert CODE in view.cover.words
    assert view.strip.pages.rowCount() == 2
    assert view.first_focus() is view.stacks


def test_it_is_filed_only_where_a_dossier_is_named(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, one_stack())
    sent: list[None] = []
    view.file_pressed.connect(lambda: sent.append(None))
    view.actions_here()["finish"]()
    assert sent == []
    closed = a_paper(3, why_not=a_stack(1).reason_words)
    view.show_filing(FilingState(a_checklist(a_paper(1), a_paper(2), closed), 2))
    assert view.paper.value() == 2
    assert view.paper.count() == 2, "papers that must not be scanned are not offered"
    view.actions_here()["finish"]()
    assert sent == [None]
    view.show_filing(FilingState())
    assert not view.file.isEnabled()
    assert view.code.text() == ""


def test_where_a_pile_went_and_what_is_missing(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, TrayState())
    stacks = (
        StackOutcome(CODE, 1, 3, None, None),
        StackOutcome(None, None, 1, "s1", "damaged_cover"),
    )
    view.show_pile(PileReport(stacks, 6, expected=3, found=2))
    assert view.bar.title.words == ("Đã đọc 6 trang: 1 chồng vào đúng hồ sơ, 1 chồng chờ ghép")
    assert f"{CODE} · giấy tờ 1 · 3 trang" in view.bar.meaning.words
    assert "3 chồng, chỉ thấy 2" in view.bar.next_step.words


def test_while_a_pile_is_read_no_other_is_begun(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, TrayState())
    sent: list[None] = []
    view.pile_pressed.connect(lambda: sent.append(None))
    view.show_working("Đang đọc")
    view.actions_here()["scan"]()
    view.show_working(None)
    view.actions_here()["scan"]()
    assert sent == [None]
