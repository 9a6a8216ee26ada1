"""Ctrl+Z undoes what was typed, and is the screen's where nothing was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.labelled import LabelledInput


def test_a_line_with_nothing_to_undo_leaves_it_to_the_screen(look: None, qtbot: QtBot) -> None:
    screen, line, undone = QWidget(), LabelledInput("…"), []
    QVBoxLayout(screen).addWidget(line)
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), screen)
    shortcut.activated.connect(lambda: undone.append(line.text()))
    qtbot.addWidget(screen)
    screen.show()
    screen.activateWindow()
    line.edit.setFocus()
    qtbot.waitUntil(line.edit.hasFocus)

    def press() -> None:
        QTest.keyClick(line.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    press()
    assert undone == [""]
    QTest.keyClicks(line.edit, "ab")
    press()
    assert (line.text(), undone) == ("", [""])
    press()
    assert undone == ["", ""]
