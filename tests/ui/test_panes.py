"""From pane to pane."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.panes import cycle, focus_inside


def test_panes_without_anything_to_focus_are_passed_over(look: None, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    panes, edits = [], []
    for kind in (QLineEdit, QLabel, QLineEdit):
        pane = QWidget()
        inside = kind()
        QVBoxLayout(pane).addWidget(inside)
        row.addWidget(pane)
        panes.append(pane)
        edits.append(inside)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    edits[0].setFocus()
    cycle(panes, 1)
    assert edits[2].hasFocus()
    cycle(panes, 1)
    assert edits[0].hasFocus()
    cycle(panes, -1)
    assert edits[2].hasFocus()
    assert not focus_inside(panes[1])
