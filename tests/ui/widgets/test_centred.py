"""A block in the middle that scrolls where it does not fit."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.centred import Centred


def test_its_width_follows_the_letters_and_it_scrolls_when_too_high(
    qtbot: QtBot, look: None
) -> None:
    block = Centred(400)
    content = QWidget()
    content.setFixedHeight(900)
    block.body.addWidget(content)
    qtbot.addWidget(block)
    block.resize(800, 600)
    block.show()
    assert content.width() == 400
    assert block.verticalScrollBar().maximum() > 0
    theme().set_percent(150)
    qtbot.waitUntil(lambda: content.width() == 600)
