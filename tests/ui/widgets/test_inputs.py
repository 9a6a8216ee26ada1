"""Small inputs: they say and keep what they are told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.check_box import CheckBox, RadioButton
from desk_app.ui.widgets.check_row import CheckRow
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.wording import message

OPTIONS = [("vi", message("ui.theme.light")), ("en", message("ui.theme.dark"))]


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


def test_a_row_is_ticked_by_space_and_click(look: None, qtbot: QtBot) -> None:
    row = CheckRow("Tờ khai", "1 bản chính")
    qtbot.addWidget(row)
    told: list[Qt.CheckState] = []
    row.toggled.connect(told.append)
    QTest.keyClick(row, Qt.Key.Key_Space)
    assert row.accessibleDescription() == "đã nhận"
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert told == [Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    row.set_state(Qt.CheckState.PartiallyChecked)
    assert row.accessibleDescription() == "nhận một phần"
    row.toggle()
    assert row.state() == Qt.CheckState.Checked


def test_a_drop_down_keeps_its_value_through_a_change_of_language(look: None, qtbot: QtBot) -> None:
    select = Select(OPTIONS)
    qtbot.addWidget(select)
    told: list[str] = []
    select.chosen.connect(told.append)
    select.set_value("en")
    language().set("en")
    assert select.value() == "en"
    assert select.currentText() == "Dark"
    assert told == []
    QTest.keyClick(select, Qt.Key.Key_Up)
    assert select.value() == "vi"
    assert told == ["vi"]
    select.set_options([("fr", "Khác")])
    assert select.value() == "fr"


def test_segments_move_by_arrows(look: None, qtbot: QtBot) -> None:
    segments = Segmented(OPTIONS)
    qtbot.addWidget(segments)
    told: list[str] = []
    segments.chosen.connect(told.append)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    assert told == ["en"]
    assert segments.accessibleDescription() == "Tối"
    segments.set_value("vi")
    assert told == ["en"]


def test_boxes_follow_the_language(look: None, qtbot: QtBot) -> None:
    for kind in (CheckBox, RadioButton):
        box = kind(message("ui.close"))
        qtbot.addWidget(box)
        assert box.accessibleName() == "Đóng"
        language().set("en")
        assert box.accessibleName() == "Close"
        language().set("vi")
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
        assert box.isChecked()
