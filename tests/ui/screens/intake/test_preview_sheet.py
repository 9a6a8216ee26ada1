"""Ctrl+P in intake: a look at the receipt before there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders.counter import CARD, CTRL, CounterAtWork, a_counter


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def filled(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(Qt.Key.Key_Return)
    counter.press(Qt.Key.Key_A, CTRL)


def test_it_shows_the_receipt_and_nothing_is_received(counter: CounterAtWork) -> None:
    filled(counter)
    counter.press(Qt.Key.Key_P, CTRL)
    sheet = counter.intake.sheet
    assert sheet.isVisible()
    assert sheet.pages.page_count >= 1
    assert counter.focus is sheet.pages
    assert counter.codes() == []
    assert counter.tray.sheets == []


def test_esc_goes_back_to_what_was_typed(counter: CounterAtWork) -> None:
    filled(counter)
    form, focus = counter.intake.form(), counter.focus
    counter.press(Qt.Key.Key_P, CTRL)
    counter.press(Qt.Key.Key_Escape)
    assert not counter.intake.sheet.isVisible()
    assert counter.window.shown == "intake"
    assert counter.intake.form() == form
    assert counter.focus is focus


def test_ctrl_p_again_closes_it(counter: CounterAtWork) -> None:
    filled(counter)
    counter.press(Qt.Key.Key_P, CTRL)
    counter.press(Qt.Key.Key_P, CTRL)
    assert not counter.intake.sheet.isVisible()


def test_f9_receives_from_there(counter: CounterAtWork) -> None:
    filled(counter)
    counter.press(Qt.Key.Key_P, CTRL)
    counter.press(Qt.Key.Key_F9)
    assert len(counter.codes()) == 1
    assert not counter.intake.sheet.isVisible()


def test_tab_stays_inside_and_section_keys_do_nothing(counter: CounterAtWork) -> None:
    filled(counter)
    counter.press(Qt.Key.Key_P, CTRL)
    sheet = counter.intake.sheet
    counter.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert counter.focus is sheet.pages
    passed = []
    for _ in range(3):
        counter.press(Qt.Key.Key_Tab)
        passed.append(counter.focus)
    assert passed == [sheet.close_button, sheet.receive, sheet.pages]


def test_with_mistakes_they_are_listed_instead(counter: CounterAtWork) -> None:
    counter.press(Qt.Key.Key_P, CTRL)
    assert not counter.intake.sheet.isVisible()
    assert counter.intake.summary.isVisible()


def test_a_new_intake_while_it_is_drawn_forgets_it(counter: CounterAtWork) -> None:
    filled(counter)
    counter.intake.preview_pressed.emit()
    counter.intake.new_pressed.emit()
    counter.settle()
    assert not counter.intake.sheet.isVisible()
    assert not counter.intake.foot.waiting.isVisible()
