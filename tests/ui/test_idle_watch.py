"""The desk locks itself when left alone, and not before."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desk_app.ui import idle_watch
from desk_app.ui.idle_watch import IdleWatch


def test_it_tells_once_nobody_touches_it(qapp: QApplication, qtbot: QtBot) -> None:
    watch = IdleWatch()
    watch.set_minutes(1)
    watch._timer.setInterval(1)
    with qtbot.waitSignal(watch.idle):
        watch._timer.start()
    watch.uninstall()


def test_a_touch_begins_the_time_anew(qapp: QApplication, qtbot: QtBot) -> None:
    watch = IdleWatch()
    edit = QLineEdit()
    qtbot.addWidget(edit)
    watch.install()
    watch.set_minutes(5)
    watch._timer.stop()
    qtbot.keyClick(edit, Qt.Key.Key_A)
    assert watch.watching
    assert watch._timer.interval() == 5 * idle_watch.MINUTE_MS
    watch.uninstall()
    assert not watch.watching


def test_nought_switches_it_off(qapp: QApplication) -> None:
    watch = IdleWatch()
    watch.set_minutes(0)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert not watch.eventFilter(QObject(), key)
    assert not watch.watching
