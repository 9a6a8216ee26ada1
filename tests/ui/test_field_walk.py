"""Enter from field to field, unless the officer likes it otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.field_walk import FieldWalk
from tests.builders.counter import CounterAtWork, a_counter

ENTER = Qt.Key.Key_Return
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Form(QWidget):
    """Four lines; the third is hidden."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.lines = [QLineEdit(f"line {number}") for number in range(4)]
        column = QVBoxLayout(self)
        for line in self.lines:
            column.addWidget(line)
        self.lines[2].hide()
        self.own: list[QWidget] = []
        self.walk = FieldWalk(lambda: self.lines, lambda widget: widget in self.own, self)
        qtbot.addWidget(self)
        self.show()
        self.lines[0].setFocus()
        qtbot.waitUntil(self.lines[0].hasFocus)

    def press(self, here: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> int:
        """Where the focus is after Enter in line ``here``."""
        self.lines[here].setFocus()
        QTest.keyClick(self.lines[here], ENTER, held)
        return next(number for number, line in enumerate(self.lines) if line.hasFocus())


@pytest.fixture
def form(qtbot: QtBot, look: None) -> Form:
    return Form(qtbot)


def test_enter_goes_on_and_passes_what_is_hidden(form: Form) -> None:
    assert [form.press(0), form.press(1), form.press(3)] == [1, 3, 3]
    assert form.lines[1].text() == "line 1"


def test_what_stands_in_the_next_field_is_marked(form: Form) -> None:
    form.press(0)
    assert form.lines[1].selectedText() == "line 1"


def test_shift_enter_goes_back(form: Form) -> None:
    assert [form.press(3, SHIFT), form.press(1, SHIFT), form.press(0, SHIFT)] == [1, 0, 0]


def test_a_field_may_want_enter_for_itself(form: Form) -> None:
    form.own = [form.lines[0]]
    assert form.press(0) == 0


def test_with_ctrl_it_is_another_key(form: Form) -> None:
    assert form.press(0, Qt.KeyboardModifier.ControlModifier) == 0


def test_switched_off_enter_only_ends_what_is_typed(form: Form, qtbot: QtBot) -> None:
    form.walk.enter_moves = False
    with qtbot.waitSignal(form.lines[0].editingFinished):
        assert form.press(0) == 0
    assert form.press(3, SHIFT) == 3


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def test_the_intake_follows_the_setting_when_it_is_opened(counter: CounterAtWork) -> None:
    name = counter.intake.people.applicant.full_name.edit
    name.setFocus()
    counter.press(ENTER)
    assert counter.focus is not name
    counter.desk.settings.set("enter_moves", False)
    counter.window.open_screen("receipt")
    counter.window.open_screen("intake")
    name.setFocus()
    counter.press(ENTER)
    assert counter.focus is name
