"""A line of a checklist."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.check_row import CheckRow


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
