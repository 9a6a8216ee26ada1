"""The buttons at the foot of the intake, whatever the size of text."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.ui.language import language
from desk_app.ui.screens.intake.foot import Foot
from desk_app.ui.theme import theme
from desk_app.ui.widgets.button import Button
from desk_app.wording import message
from tests.ui.screenshots import shoot

AT = datetime(2026, 11, 20, 10, 11, 22, tzinfo=VIETNAM)


def _places(foot: Foot) -> list[QRect]:
    shoot(foot, (foot.width(), foot.sizeHint().height()))
    return [button.geometry() for button in foot.findChildren(Button) if button.isVisible()]


@pytest.mark.parametrize("name", ["vi", "en"])
@pytest.mark.parametrize("percent", [100, 150, 175, 200])
def test_no_button_is_cut_and_none_moves_when_the_draft_is_saved(
    look: None, qtbot: QtBot, name: str, percent: int
) -> None:
    language().set(name)
    theme().set_percent(percent)
    foot = Foot()
    qtbot.addWidget(foot)
    foot.resize(1366 - max(218, 146 * percent // 100) - 32, 88)
    before = _places(foot)
    for button in (foot.clear, foot.keep, foot.preview, foot.receive):
        assert button.width() >= button.sizeHint().width()
        assert foot.rect().contains(button.geometry())
    foot.show_saved(AT)
    assert _places(foot) == before


def test_a_wait_pushes_no_button_out_of_sight(look: None, qtbot: QtBot) -> None:
    theme().set_percent(150)
    foot = Foot()
    qtbot.addWidget(foot)
    foot.resize(1093, 66)
    before = _places(foot)
    foot.show_saved(AT)
    foot.waiting.begin(message("intake_screen.receiving"))
    foot.waiting.show()
    assert _places(foot)[-4:] == before
