"""Nothing here is real."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import TABLES, theme
from desk_app.ui.widgets.training_ribbon import TrainingRibbon
from tests.ui.screenshots import shoot


def test_it_says_so_in_words_and_colour(look: None, qtbot: QtBot) -> None:
    ribbon = TrainingRibbon()
    qtbot.addWidget(ribbon)
    assert any("TẬP DƯỢT" in label.text() for label in ribbon.findChildren(QLabel))
    for mode in ("light", "dark"):
        theme().set_mode(mode)
        picture = shoot(ribbon, (900, 28)).toImage()
        assert picture.pixelColor(5, 5).name().upper() == TABLES[mode].training
