"""Reading the help."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.screens.help.view import HelpView


def test_arrows_choose_a_page_and_the_language_follows(look: None, qtbot: QtBot) -> None:
    view = HelpView()
    qtbot.addWidget(view)
    view.show()
    assert view.topic == "home"
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert view.topic != "home"
    view.entered.emit("sync_centre")
    assert "đèn chỉ xanh" in view.text.toPlainText().lower()
    language().set("en")
    assert view.topic == "sync_centre"
    assert "green only when" in view.text.toPlainText()
