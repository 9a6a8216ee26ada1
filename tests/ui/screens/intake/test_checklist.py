"""The checklist under the fingers: Space, Ctrl+A, counts, notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.services.catalogue_cards import ProcedureCard
from desk_app.services.intake_check import form_problems
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm
from desk_app.ui.language import language
from desk_app.ui.screens.intake.checklist import ChecklistCard
from tests.builders.desks import NOW
from tests.ui.screens.intake.test_checklist_list import papers

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def card(qtbot: QtBot, look: None) -> ChecklistCard:
    made = ChecklistCard()
    qtbot.addWidget(made)
    made.show_papers(papers(4))
    made.resize(620, 500)
    made.show()
    return made


def test_space_ticks_and_unticks_the_current_paper(card: ChecklistCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.changed):
        QTest.keyClick(card.list, Qt.Key.Key_Space)
    assert card.ticks() == (PaperForm(1, "submitted", originals=1),)
    QTest.keyClick(card.list, Qt.Key.Key_Space)
    assert card.ticks() == ()


def test_all_at_once(card: ChecklistCard) -> None:
    QTest.keyClick(card.list, Qt.Key.Key_A, CTRL)
    assert len(card.ticks()) == 4
    assert card.count.words == "4/4 · đủ"


def test_all_before_the_papers_are_known_waits_for_them(card: ChecklistCard) -> None:
    card.show_papers(())
    card.tick_all()
    card.show_papers(papers(2))
    assert len(card.ticks()) == 2


def test_certified_copies_tick_the_original_as_presented(card: ChecklistCard) -> None:
    card.show_papers(())
    card.show_ticks(())
    card.show_papers(papers(1), certified_copies=True)
    assert [tick.state for tick in card.ticks()] == ["presented"]
    assert card.hint.isVisibleTo(card)


def test_the_editor_follows_the_current_paper(card: ChecklistCard) -> None:
    QTest.keyClick(card.list, Qt.Key.Key_Space)
    card.editor.counts["copies"].step(2)
    assert card.ticks()[0].copies == 2
    card.editor.note.setText("bản sao mờ")
    card.editor.note.editingFinished.emit()
    assert card.ticks()[0].note == "bản sao mờ"
    QTest.keyClick(card.list, Qt.Key.Key_Down)
    assert card.editor.counts["copies"].value() == 0
    assert not card.editor.counts["copies"].isEnabled()


def test_a_click_on_the_box_ticks_beside_it_only_shows(card: ChecklistCard, qtbot: QtBot) -> None:
    place = card.list.visualRect(card.model.index(2)).topLeft()
    where = card.list.viewport()
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(where, left, pos=place + card.list.rect().topLeft() + _at(200))
    assert card.ticks() == ()
    assert card.list.currentIndex().row() == 2
    place = card.list.visualRect(card.model.index(2)).topLeft()
    QTest.mouseClick(where, left, pos=place + _at(14))
    assert [tick.number for tick in card.ticks()] == [3]


def test_enter_goes_on(card: ChecklistCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.passed) as said:
        QTest.keyClick(card.list, Qt.Key.Key_Return)
    assert said.args == [True]


def test_letters_do_not_jump(card: ChecklistCard) -> None:
    QTest.keyClick(card.list, Qt.Key.Key_G)
    assert card.list.currentIndex().row() == 0


def test_a_long_list_can_be_filtered(card: ChecklistCard) -> None:
    assert not card.filter.isVisibleTo(card)
    card.show_papers(papers(20))
    assert card.filter.isVisibleTo(card)
    card.filter.setText("so 17")
    assert card.model.rowCount() == 1
    assert not card.go_to_paper(3)
    card.filter.clear()
    assert card.go_to_paper(3)
    assert card.list.currentIndex().row() == 2


def test_all_words_change_with_the_language(card: ChecklistCard) -> None:
    language().set("en")
    assert card.list.accessibleName() == "Checklist of required papers"
    assert card.filter.placeholderText() == "Filter papers"
    assert card.editor.state.accessibleName() == "State"


def _at(x: int) -> QPoint:
    return QPoint(x, 15)


def test_all_leaves_alone_what_is_asked_for_in_some_cases_only(card: ChecklistCard) -> None:
    by_case = replace(papers(5)[-1], name="Trường hợp trẻ em bị bỏ rơi thì phải có biên bản")
    card.show_papers([*papers(4), by_case])
    QTest.keyClick(card.list, Qt.Key.Key_A, CTRL)
    assert [tick.number for tick in card.ticks()] == [1, 2, 3, 4]
    assert card.count.words == "4/4 · đủ · 1 theo trường hợp"


def test_missing_is_only_what_must_be_submitted(card: ChecklistCard) -> None:
    """As with a marriage: two to submit, two only shown."""
    asked = [*papers(2), *(replace(paper, requirement="present") for paper in papers(4)[2:])]
    card.show_papers(asked)
    assert (card.count.words, tone(card)) == ("0/4 · thiếu 2", "")
    assert warned(card) == 2
    QTest.keyClick(card.list, Qt.Key.Key_Space)
    assert (card.count.words, tone(card)) == ("1/4 · thiếu 1", "care")
    assert warned(card) == 1
    card.list.go_to(1)
    QTest.keyClick(card.list, Qt.Key.Key_Space)
    assert (card.count.words, tone(card)) == ("2/4 · không thiếu", "")
    assert warned(card) == 0
    card.tick_all()
    assert (card.count.words, tone(card)) == ("4/4 · đủ", "")


def test_what_comes_later_is_not_missing_and_not_complete(card: ChecklistCard) -> None:
    card.show_ticks([PaperForm(1, "later"), *(PaperForm(n, originals=1) for n in (2, 3, 4))])
    assert (card.count.words, tone(card), warned(card)) == ("3/4 · bổ sung sau 1", "", 0)
    language().set("en")
    assert card.count.words == "3/4 · 1 later"


def tone(card: ChecklistCard) -> str:
    return str(card.count.property("tone") or "")


def warned(card: ChecklistCard) -> int:
    """How many papers the warning beside the checklist counts."""
    asked = tuple(card.model.papers)
    procedure = ProcedureCard("1.000001", 1, 1, "Thủ tục mẫu", papers=asked)
    form = IntakeForm("1.000001", applicant=PersonForm(full_name="Lê Mai"), papers=card.ticks())
    counts = {p.field: p.text.values for p in form_problems(form, procedure, asked, NOW)}
    return int(counts.get("papers", {}).get("count", 0))
