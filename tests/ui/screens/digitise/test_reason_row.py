"""Why it is finished all the same."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.screens.digitise.reason_row import ReasonRow


def test_without_a_reason_nothing_is_given(look: None, qtbot: QtBot) -> None:
    row = ReasonRow()
    qtbot.addWidget(row)
    assert row.isHidden()
    with qtbot.waitActive(row):
        row.ask()
        row.activateWindow()
    given: list[str] = []
    row.given.connect(given.append)
    assert row.has_cursor()
    row.reason.set_text("  ")
    row.anyway.click()
    assert row.reason.error is not None
    row.reason.set_text(" bổ sung sau ")
    QTest.keyClick(row.reason.edit, Qt.Key.Key_Return)
    assert row.reason.error is None
    assert given == ["bổ sung sau"]
