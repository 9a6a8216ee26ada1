"""Short words with the way back."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import S, theme
from desk_app.ui.widgets.toast import Toast


def test_a_toast_is_read_aloud_and_undone_once(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 400)
    ground.show()
    toast = Toast(ground, ground.rect)
    undone: list[int] = []
    toast.say("Đã xoá", lambda: undone.append(1))
    assert toast.can_undo
    toast.undo()
    toast.undo()
    assert undone == [1]
    toast.say("Đã lưu")
    assert not toast.can_undo
    toast.forget()


def test_it_stands_on_the_room_it_is_given(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 400)
    ground.show()
    room = QRect(250, 370, 300, 30)
    toast = Toast(ground, lambda: room)
    toast.say("Đã lưu")
    assert toast.geometry().bottom() == room.bottom()
    assert abs(toast.geometry().center().x() - room.center().x()) <= 1
    toast.say("Đã lưu " * 100)
    assert toast.x() == S, "its beginning can be read"
    toast.forget()


def test_it_has_room_for_its_words_when_text_becomes_larger(look: None, qtbot: QtBot) -> None:
    """What says that text becomes larger stands there before it is."""
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 400)
    ground.show()
    toast = Toast(ground, ground.rect)
    toast.say("Cỡ chữ 200 %")
    theme().set_percent(200)
    qtbot.waitUntil(lambda: toast.width() >= toast.sizeHint().width())
    qtbot.waitUntil(lambda: toast.geometry().bottom() == ground.rect().bottom())
