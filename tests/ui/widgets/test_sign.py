"""One icon."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.sign import Sign
from tests.ui.screenshots import shoot


def test_it_is_drawn_and_grows_with_the_text(look: None, qtbot: QtBot) -> None:
    sign = Sign("printer", "wrong", 20)
    qtbot.addWidget(sign)
    one = shoot(sign, (20, 20)).toImage()
    sign.show_icon("lock", "wrong")
    assert shoot(sign, (20, 20)).toImage() != one
    theme().set_percent(150)
    assert sign.sizeHint().width() == 30
