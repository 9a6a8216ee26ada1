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
