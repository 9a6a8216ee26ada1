"""Empty lists."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.wording import message


def test_an_empty_list_says_what_will_come(look: None, qtbot: QtBot) -> None:
    empty = EmptyState("inbox", message("ui.home.latest_none"), message("ui.home.latest_hint"))
    qtbot.addWidget(empty)
    words = " ".join(label.accessibleName() for label in empty.findChildren(QLabel))
    assert "F2" in words
