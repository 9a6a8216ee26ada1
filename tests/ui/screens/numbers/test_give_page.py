"""Giving numbers: to whom, how many, and the document."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.services.hand_overs import Neighbour
from desk_app.ui.screens.numbers.state import NumbersState
from desk_app.ui.screens.numbers.view import NumbersView
from desk_app.wording import message
from tests.builders.number_screens import DAY, HANDED, SEALED, STATE, shown_numbers


@pytest.fixture
def shown(look: None, qtbot: QtBot) -> NumbersView:
    return shown_numbers(qtbot)


def test_enter_goes_from_the_counter_to_how_many(shown: NumbersView, qtbot: QtBot) -> None:
    more = (*STATE.neighbours, Neighbour("d-3", "Quầy 03", "k", 1, False))
    shown.show_state(NumbersState(3, SEALED, more, 35, (HANDED,)))
    shown.show_page("give")
    page = shown.give_page
    assert shown.focusWidget() is page.neighbour
    page.count.set_value(12)
    qtbot.keyClick(page.neighbour, Qt.Key.Key_Return)
    assert shown.focusWidget() is page.count.edit
    shown.show_state(NumbersState(3, SEALED, more, 30, (HANDED,)))
    assert page.count.value() == 12  # something happened meanwhile: what was typed stays
    said = {"count": message("numbers.too_many.field", most=4)}
    shown.show_error(Refusal("numbers.too_many", fields=said, most=4, day=DAY))
    assert page.count_labelled.error is not None
    assert shown.focusWidget() is page.count.edit
    shown.show_state(NumbersState(3, SEALED, more, 4, (HANDED,)))
    assert page.count.value() == 4


def test_a_number_that_cannot_be_given_is_told_at_its_field(
    shown: NumbersView, qtbot: QtBot
) -> None:
    shown.show_page("give")
    page = shown.give_page
    for typed in ("999", "0"):
        page.count.edit.selectAll()
        qtbot.keyClicks(page.count.edit, typed)
        qtbot.keyClick(page.count.edit, Qt.Key.Key_Return)
        assert page.count_labelled.error == message("numbers_screen.count_between", most=35)
        assert shown.focusWidget() is page.count.edit
        assert not shown.bar.isVisible()
    page.count.edit.selectAll()
    qtbot.keyClicks(page.count.edit, "7")
    qtbot.keyClick(page.count.edit, Qt.Key.Key_Return)
    assert page.count_labelled.error is None
    assert "7" in shown.bar.title.words


def test_a_document_is_shown_saved_and_shown_again(shown: NumbersView, qtbot: QtBot) -> None:
    shown.show_page("give")
    page = shown.give_page
    shown.show_handed(HANDED, ((True, False), (False, True)))
    assert "0081–0100" in page.about.words
    assert "Quầy 02" in page.about.words
    assert shown.focusWidget() is page.save
    with qtbot.waitSignal(shown.save_pressed) as saved:
        page.save.click()
    assert saved.args == [HANDED]
    with qtbot.waitSignal(shown.again_pressed):
        page.table.opened.emit(HANDED)
    shown.show_state(NumbersState(neighbours=STATE.neighbours))
    assert not page.give.isEnabled()
