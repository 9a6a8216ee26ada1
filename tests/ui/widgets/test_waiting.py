"""What takes long."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.background import Advance
from desk_app.ui.widgets.waiting import Waiting


def test_waiting_shows_only_when_it_takes_long(look: None, qtbot: QtBot) -> None:
    waiting = Waiting()
    qtbot.addWidget(waiting)
    waiting.begin("Đang đọc")
    assert not waiting.isVisible()
    qtbot.waitUntil(waiting.isVisible)
    waiting.advance(Advance(5, 10))
    assert waiting._bar.value() == 5
    waiting.end()
    assert not waiting.isVisible()


def test_what_is_counted_is_said_where_the_whole_is_known(look: None, qtbot: QtBot) -> None:
    waiting = Waiting(counts=True)
    qtbot.addWidget(waiting)
    waiting.begin("Đang đọc")
    waiting.advance(Advance(204))
    assert waiting.words == "Đang đọc"
    waiting.advance(Advance(204, 500))
    assert waiting.words == "Đang đọc · 204/500"
    waiting.say("Đang đọc vào hồ sơ khác")
    assert waiting.words == "Đang đọc vào hồ sơ khác · 204/500"
    waiting.begin("Đang quét")
    assert waiting.words == "Đang quét"
