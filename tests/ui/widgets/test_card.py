"""A surface with a heading."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.card import Card
from desk_app.wording import message


def test_the_heading_follows_the_language(look: None, qtbot: QtBot) -> None:
    card = Card(message("ui.home.drafts"))
    qtbot.addWidget(card)
    card.body.addWidget(QLabel("x"))
    language().set("en")
    assert card.title.text() == "Open drafts"


def test_without_a_title_no_room_is_taken(look: None, qtbot: QtBot) -> None:
    bare, titled = Card(), Card("Nháp")
    for card in (bare, titled):
        qtbot.addWidget(card)
        card.body.addWidget(QLabel("x"))
    assert bare.sizeHint().height() < titled.sizeHint().height()
