"""Where a stack may go: what is offered, what is said where something is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.services.page_views import Candidate
from desk_app.ui.language import in_words
from desk_app.ui.screens.unmatched.filing_pane import MOST_OFFERED, FilingPane
from desk_app.ui.screens.unmatched.state import FilingState
from tests.builders.page_cards import CODE, a_checklist, a_paper
from tests.ui.screens.unmatched.test_stack_list import a_stack
from tests.ui.screenshots import shoot

NAME = "Nguyễn Hoàng Thị Phương Uyên Thảo Nguyên"
CLOSED = a_paper(3, why_not=a_stack(1).reason_words)


def a_pane(qtbot: QtBot, *candidates: Candidate) -> FilingPane:
    pane = FilingPane()
    qtbot.addWidget(pane)
    pane.show_stack(a_stack(2, cover=f"{CODE}/1", candidates=candidates))
    pane.show_filing(FilingState())
    shoot(pane, (300, 500))
    return pane


def test_it_says_why_the_stack_waits(look: None, qtbot: QtBot) -> None:
    pane = a_pane(qtbot)
    assert pane.why.words == "Không có tờ bìa phía trước"
    assert CODE in pane.cover.words
    assert not pane.maybe.isVisible()
    pane.show_stack(None)
    assert pane.why.words == ""


def test_dossiers_that_are_offered_fit_and_are_picked(look: None, qtbot: QtBot) -> None:
    codes = [CODE, *(f"{CODE[:-1]}{n}" for n in range(MOST_OFFERED))]
    offered = [Candidate(code, code, NAME, 1) for code in codes]
    pane = a_pane(qtbot, *offered)
    picked: list[Candidate] = []
    pane.candidate_picked.connect(picked.append)
    for button in pane.candidates:
        assert button.width() <= pane.viewport().width()
        assert "Nguyễn" in button.words
        assert NAME in button.toolTip()
    pane.go_in()
    assert pane.candidates[0].hasFocus()
    QTest.keyClick(pane.candidates[0], Qt.Key.Key_Space)
    assert picked == offered[:1]
    pane.show_filing(FilingState(a_checklist(a_paper(1)), 1))
    offers = [button.toolTip() for button in pane.candidates if button.isVisible()]
    assert not any(tip.startswith(CODE) for tip in offers), "what is named is not offered"


def test_papers_that_take_no_pages_are_not_offered(look: None, qtbot: QtBot) -> None:
    pane = a_pane(qtbot)
    pane.show_filing(FilingState(a_checklist(a_paper(1), a_paper(2), CLOSED), 2))
    assert (pane.paper.value(), pane.paper.count()) == (2, 2)
    assert (pane.code.text(), pane.dossier.words) == (CODE, "Nguyễn Thị Phương Uyên")
    pane.go_in()
    assert pane.paper.hasFocus()


def test_what_lacks_is_said_at_its_place(look: None, qtbot: QtBot) -> None:
    pane = a_pane(qtbot)
    pane.show_what_lacks()
    assert "Chưa biết hồ sơ nào" in in_words(pane.code.error or "")
    assert pane.code.edit.hasFocus()
    full = a_paper(1, pages=2)
    pane.show_filing(FilingState(a_checklist(full, CLOSED)))
    assert pane.code.error is None
    assert (pane.paper.value(), pane.paper.currentText()) == (None, "Chọn giấy tờ…")
    pane.show_what_lacks()
    assert pane.paper_field.error is not None
    assert pane.paper.hasFocus()
    chosen: list[int] = []
    pane.paper_chosen.connect(chosen.append)
    QTest.keyClick(pane.paper, Qt.Key.Key_Down)
    assert chosen == [1]
    pane.show_filing(FilingState(a_checklist(full, CLOSED), 1))
    assert (pane.paper_field.error, pane.paper.count()) == (None, 1)


def test_a_dossier_without_anything_to_scan_is_no_dead_end(look: None, qtbot: QtBot) -> None:
    pane = a_pane(qtbot)
    pane.show_filing(FilingState(a_checklist(CLOSED)))
    assert "không có giấy tờ nào phải quét" in in_words(pane.code.error or "")
    assert not pane.paper_field.isVisible()
    pane.show_what_lacks()
    assert "không có giấy tờ nào phải quét" in in_words(pane.code.error or "")
    assert pane.code.edit.hasFocus()


def test_a_code_that_leads_nowhere_is_said_at_the_field(look: None, qtbot: QtBot) -> None:
    pane = a_pane(qtbot)
    pane.show_code_error(Refusal("dossier.unknown", code="H9"))
    assert pane.code.error is not None
    assert pane.code.edit.hasFocus()


def test_it_scrolls_to_what_takes_the_focus(look: None, qtbot: QtBot) -> None:
    pane = a_pane(qtbot, *(Candidate(f"d{n}", CODE, NAME) for n in range(3)))
    pane.show_filing(FilingState(a_checklist(a_paper(1)), 1))
    shoot(pane, (300, 200))
    pane.go_in()
    qtbot.waitUntil(lambda: not pane.paper.visibleRegion().isEmpty())
