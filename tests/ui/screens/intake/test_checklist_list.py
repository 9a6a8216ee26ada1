"""Rows of the checklist: filter, ticks, names that wrap."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desk_app.services.catalogue import RequiredPaperCard
from desk_app.services.intake_form import PaperForm
from desk_app.ui.screens.intake.checklist_list import (
    ChecklistDelegate,
    ChecklistModel,
    count_words,
    state_words,
)

LONG = "Văn bản ủy quyền được chứng thực theo quy định của pháp luật " * 12


def papers(count: int, name: str = "Giấy tờ số {n}") -> list[RequiredPaperCard]:
    return [
        RequiredPaperCard(n, None, name.format(n=n), "submit", "original", 1, 0, True)
        for n in range(1, count + 1)
    ]


def test_filter_finds_without_marks_and_keeps_ticks(look: None) -> None:
    model = ChecklistModel()
    model.show_papers([*papers(12), *papers(1, "Hộ chiếu")])
    model.set_tick(2, PaperForm(2, originals=1))
    model.filter("ho chieu")
    assert model.rowCount() == 1
    model.filter("")
    assert model.rowCount() == 13
    assert model.ticks == {2: PaperForm(2, originals=1)}


def test_all_fills_what_is_open_and_leaves_what_was_answered(look: None) -> None:
    model = ChecklistModel()
    model.show_papers(papers(3))
    model.set_tick(2, PaperForm(2, "from_database"))
    model.set_tick(3, PaperForm(3, "later"))
    model.tick_all()
    states = {number: tick.state for number, tick in model.ticks.items()}
    assert states == {1: "submitted", 2: "from_database", 3: "submitted"}


def test_ticks_of_another_checklist_do_not_count(look: None) -> None:
    model = ChecklistModel()
    model.show_papers(papers(5))
    model.set_tick(5, PaperForm(5, originals=1))
    assert model.show_papers(papers(3)) == 1
    assert model.ticks == {}
    assert model.show_papers(papers(5)) == 0
    assert model.ticks == {}


def test_an_answer_stays_with_its_paper_not_with_its_number(look: None) -> None:
    """Papers of a marriage were once handed in because those of a death had been."""
    model = ChecklistModel()
    model.show_papers([*papers(2, "Giấy báo tử số {n}"), *papers(3, "Tờ khai số {n}")[2:]])
    for number in (1, 2):
        model.set_tick(number, PaperForm(number, originals=1))
    model.set_tick(3, PaperForm(3, copies=2, note="mờ"))
    asked = [*papers(1, "Tờ khai  SỐ 3"), *papers(3, "Giấy xác nhận số {n}")[1:]]
    assert model.show_papers(asked) == 2
    assert model.ticks == {1: PaperForm(1, copies=2, note="mờ")}


def test_a_list_that_is_empty_for_a_moment_brings_no_answer_to_another_paper(look: None) -> None:
    model = ChecklistModel()
    model.show_papers(papers(3))
    model.set_tick(1, PaperForm(1, originals=1))
    model.show_papers(())
    assert model.ticks == {}
    assert model.show_papers(papers(3, "Giấy khác số {n}")) == 1
    assert model.ticks == {}


def test_answers_of_a_draft_wait_for_their_papers(look: None) -> None:
    model = ChecklistModel()
    model.show_papers(papers(3, "Giấy khác số {n}"))
    model.show_papers(())
    model.show_ticks({2: PaperForm(2, originals=1)})
    assert model.show_papers(papers(3)) == 0
    assert list(model.ticks) == [2]


def test_a_row_is_read_aloud_with_its_answer(look: None) -> None:
    model = ChecklistModel()
    model.show_papers(papers(1))
    model.set_tick(1, PaperForm(1, originals=1, copies=2))
    said = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "1. Giấy tờ số 1: đã nộp, 1 chính · 2 sao"


def test_words_of_a_tick(look: None) -> None:
    assert state_words(None) == "chưa nhận"
    assert count_words(PaperForm(1, "presented")) == ""
    assert count_words(PaperForm(1, certified=3)) == "3 chứng thực"


def test_the_current_row_shows_its_whole_name(qtbot: QtBot, look: None) -> None:
    view = QListView()
    qtbot.addWidget(view)
    model = ChecklistModel()
    model.show_papers(papers(2, LONG))
    view.setModel(model)
    delegate = ChecklistDelegate(view)
    view.setItemDelegate(delegate)
    view.resize(600, 400)
    view.show()
    view.setCurrentIndex(model.index(0))
    option = QStyleOptionViewItem()
    high = delegate.sizeHint(option, model.index(0)).height()
    low = delegate.sizeHint(option, model.index(1)).height()
    assert high > 2 * low


def test_fifty_five_long_papers_are_drawn(qtbot: QtBot, look: None) -> None:
    view = QListView()
    qtbot.addWidget(view)
    model = ChecklistModel()
    model.show_papers(papers(55, LONG))
    view.setModel(model)
    view.setItemDelegate(ChecklistDelegate(view))
    view.resize(600, 300)
    view.show()
    model.tick_all()
    view.scrollToBottom()
    assert not view.grab().isNull()
    assert view.visualRect(model.index(54)).bottom() <= view.viewport().height()
