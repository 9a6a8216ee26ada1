"""The locked desk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_app.errors import Bug
from desk_app.ui.widgets.lock_overlay import LockOverlay


def test_it_covers_all_and_gives_it_back(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 600)
    edit = QLineEdit("đang gõ", ground)
    lock = LockOverlay(ground)
    with qtbot.waitActive(ground):
        ground.show()
        ground.activateWindow()
    edit.setFocus()
    lock.lock("Trần Văn B")
    assert lock.geometry() == ground.rect()
    ground.resize(900, 700)
    assert lock.geometry() == ground.rect()
    assert lock.password.edit.hasFocus()
    assert lock.password.edit.echoMode() == QLineEdit.EchoMode.Password

    QTest.keyClicks(lock.password.edit, "sai")
    with qtbot.waitSignal(lock.unlock_pressed) as pressed:
        QTest.keyClick(lock.password.edit, Qt.Key.Key_Return)
    assert pressed.args == ["sai"]
    lock.refuse()
    assert lock.password.error is not None
    assert lock.password.edit.selectedText() == "sai"
    lock.refuse(Bug("7F3A-91C2"))
    assert lock.bar.isVisible()
    with qtbot.waitSignal(lock.unlocked):
        lock.open_up()
    assert edit.hasFocus()
    assert edit.text() == "đang gõ"
    assert lock.password.text() == ""
