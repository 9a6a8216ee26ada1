"""Nothing here is real."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
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


def test_it_does_not_say_that_nothing_is_sent(look: None, qtbot: QtBot) -> None:
    # A training desk may be joined to a training centre and sends there.
    ribbon = TrainingRibbon()
    qtbot.addWidget(ribbon)
    (label,) = ribbon.findChildren(QLabel)
    said = {}
    for code in ("vi", "en"):
        language().set(code)
        said[code] = label.text()
    assert said == {
        "vi": "ĐANG TẬP DƯỢT – hồ sơ ở đây không có thật",
        "en": "TRAINING – dossiers here are not real",
    }
