"""All mistakes on top; Enter jumps to the field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.error_summary import ErrorSummary, Mistake
from desk_app.ui.widgets.labelled import LabelledInput


def test_it_takes_the_focus_and_enter_jumps(look: None, qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    summary = ErrorSummary()
    one, two = LabelledInput("Một"), LabelledInput("Hai")
    column = QVBoxLayout(form)
    for part in (summary, one, two):
        column.addWidget(part)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    summary.show_mistakes([Mistake("Một còn trống", one), Mistake("Hai quá dài", two)])
    assert summary.sentences == ["Một còn trống", "Hai quá dài"]
    assert summary.accessibleName().startswith("Có 2 chỗ cần sửa")
    window = form.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert two.edit.hasFocus()
    summary.show_mistakes([])
    assert not summary.isVisible()
