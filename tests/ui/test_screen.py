"""What every screen has."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.screen import Screen


def test_a_bare_screen_wants_nothing(look: None, qtbot: QtBot) -> None:
    screen = Screen()
    qtbot.addWidget(screen)
    assert screen.actions_here() == {}
    assert screen.context() is None
    assert screen.first_focus() is None
    assert screen.leads_to("intake") is None
    assert not screen.scanned("H25.12.34-261121-0001")
    assert not screen.takes_every_code()
