"""The pane at the right: beside where there is room, over the screen where there is none."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.side_pane import LEAST_WINDOW, WIDTH, SidePane


class Ground:
    """A window with a screen and the pane."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.screen = QLabel("…")
        self.pane = SidePane()
        row = QHBoxLayout(self.window)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.screen, 1)
        self.pane.stand_in(row, self.window)
        self.pane.addWidget(QLabel("help"))
        qtbot.addWidget(self.window)
        self.window.show()
        self.qtbot = qtbot

    def lies(self, width: int) -> tuple[int, int]:
        """The right edge of the screen and the left edge of the pane in a window so wide."""
        self.window.resize(width, 600)
        self.qtbot.waitUntil(lambda: self.pane.geometry().right() == width - 1)
        return self.screen.geometry().right() + 1, self.pane.x()


@pytest.fixture
def ground(qtbot: QtBot, look: None) -> Ground:
    made = Ground(qtbot)
    made.pane.show()
    return made


def test_where_there_is_room_it_stands_beside(ground: Ground) -> None:
    edge, left = ground.lies(LEAST_WINDOW + 60)
    ground.qtbot.waitUntil(lambda: ground.screen.width() == LEAST_WINDOW + 60 - WIDTH)
    assert left == LEAST_WINDOW + 60 - WIDTH
    assert not ground.pane.over


def test_where_there_is_none_the_screen_keeps_its_width(ground: Ground) -> None:
    ground.lies(LEAST_WINDOW - 60)
    ground.qtbot.waitUntil(lambda: ground.screen.width() == LEAST_WINDOW - 60)
    assert ground.pane.over
    assert ground.pane.height() == 600
    assert ground.window.childAt(LEAST_WINDOW - 70, 300) is ground.pane.currentWidget()


def test_larger_letters_need_more_room(ground: Ground) -> None:
    ground.lies(LEAST_WINDOW + 60)
    theme().set_percent(150)
    ground.qtbot.waitUntil(lambda: ground.screen.width() == LEAST_WINDOW + 60)
    assert ground.pane.over


def test_hidden_it_takes_no_room(ground: Ground) -> None:
    ground.lies(LEAST_WINDOW + 60)
    ground.pane.hide()
    ground.qtbot.waitUntil(lambda: ground.screen.width() == LEAST_WINDOW + 60)


def test_it_never_leaves_the_window(ground: Ground) -> None:
    theme().set_percent(200)
    ground.lies(500)
    assert ground.pane.x() > 0
