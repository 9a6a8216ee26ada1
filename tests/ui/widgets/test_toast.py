"""Short words with the way back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import PRIMARY_HEIGHT, S, theme
from desk_app.ui.widgets.toast import Toast


def test_a_toast_is_read_aloud_and_undone_once(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 400)
    ground.show()
    toast = Toast(ground)
    undone: list[int] = []
    toast.say("Đã xoá", lambda: undone.append(1))
    assert toast.can_undo
    toast.undo()
    toast.undo()
    assert undone == [1]
    toast.say("Đã lưu")
    assert not toast.can_undo
    toast.forget()


def test_it_leaves_the_bottom_row_free(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 400)
    ground.show()
    toast = Toast(ground)
    toast.say("Đã lưu")
    assert toast.geometry().bottom() < ground.height() - theme().px(PRIMARY_HEIGHT) - S
    toast.forget()
