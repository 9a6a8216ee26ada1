"""A small number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.stepper import Stepper


def test_a_stepper_counts_and_stays_within_bounds(look: None, qtbot: QtBot) -> None:
    stepper = Stepper("Số bản", 1, 5)
    qtbot.addWidget(stepper)
    told: list[int] = []
    stepper.changed.connect(told.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(stepper.edit, key)
    assert told == [2, 3]
    stepper.edit.setText("99")
    stepper.edit.editingFinished.emit()
    assert stepper.value() == 5
    stepper.edit.setText("")
    stepper.edit.editingFinished.emit()
    assert stepper.value() == 5
    assert stepper.edit.text() == "5"


def test_what_is_half_typed_stays_while_the_same_is_shown_again(look: None, qtbot: QtBot) -> None:
    stepper = Stepper("Số trang", 0, 999)
    qtbot.addWidget(stepper)
    stepper.edit.selectAll()
    QTest.keyClicks(stepper.edit, "12")
    stepper.set_value(0)
    assert stepper.edit.text() == "12"
    stepper.set_value(7)
    assert stepper.edit.text() == "7", "somebody else changed it"
    QTest.keyClicks(stepper.edit, "5")
    stepper.begin_at(7)
    assert stepper.edit.text() == "7"
    stepper.edit.setText("x")
    stepper.edit.editingFinished.emit()
    assert stepper.edit.text() == "7"


def test_what_is_half_typed_counts_when_it_must(qtbot: QtBot, look: None) -> None:
    """A key that saves takes the focus nowhere."""
    made = Stepper("Bản")
    qtbot.addWidget(made)
    made.edit.selectAll()
    qtbot.keyClicks(made.edit, "7")
    with qtbot.waitSignal(made.changed) as told:
        made.finish()
    assert (told.args, made.value()) == ([7], 7)


def test_a_number_out_of_bounds_is_told_on_enter_and_never_left_standing(
    look: None, qtbot: QtBot
) -> None:
    """Qt says nothing at all of a number its check does not let pass."""
    stepper = Stepper("Số lượng", 1, 199)
    qtbot.addWidget(stepper)
    with qtbot.waitExposed(stepper):
        stepper.show()
    stepper.edit.setFocus()
    stepper.edit.selectAll()
    QTest.keyClicks(stepper.edit, "999")
    with qtbot.waitSignal(stepper.refused):
        QTest.keyClick(stepper.edit, Qt.Key.Key_Return)
    assert stepper.edit.text() == "999"
    stepper.edit.clearFocus()
    assert (stepper.edit.text(), stepper.value()) == ("199", 199)
