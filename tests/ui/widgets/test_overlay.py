"""A sheet over the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.overlay import Overlay


def _over(qtbot: QtBot) -> tuple[QWidget, QLineEdit, Overlay]:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 600)
    edit = QLineEdit(ground)
    overlay = Overlay(ground, 400)
    overlay.body.addWidget(QLineEdit())
    with qtbot.waitActive(ground):
        ground.show()
        ground.activateWindow()
    edit.setFocus()
    overlay.open_over()
    return ground, edit, overlay


def test_esc_and_a_click_beside_it_close(look: None, qtbot: QtBot) -> None:
    _ground, edit, overlay = _over(qtbot)
    overlay.sheet.findChildren(QLineEdit)[0].setFocus()
    with qtbot.waitSignal(overlay.closed):
        QTest.keyClick(overlay, Qt.Key.Key_Escape)
    assert edit.hasFocus()
    overlay.open_over()
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=overlay.sheet.geometry().center())
    assert overlay.isVisible()
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not overlay.isVisible()


def test_it_keeps_covering_the_window(look: None, qtbot: QtBot) -> None:
    ground, _edit, overlay = _over(qtbot)
    ground.resize(1000, 700)
    assert overlay.size() == ground.size()
    ground.resize(300, 200)
    assert ground.rect().contains(overlay.sheet.geometry())
