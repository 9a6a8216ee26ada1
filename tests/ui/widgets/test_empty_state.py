"""Empty lists."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.wording import message
from tests.ui.screenshots import shoot


def test_an_empty_list_says_what_will_come(look: None, qtbot: QtBot) -> None:
    empty = EmptyState("inbox", message("ui.home.latest_none"), message("ui.home.latest_hint"))
    qtbot.addWidget(empty)
    words = " ".join(label.accessibleName() for label in empty.findChildren(QLabel))
    assert "F2" in words


@pytest.mark.parametrize(("width", "height"), [(250, 400), (420, 110), (420, 300)])
@pytest.mark.parametrize("percent", [100, 150])
def test_no_word_is_cut_where_there_is_little_room(
    look: None, qtbot: QtBot, width: int, height: int, percent: int
) -> None:
    theme().set_percent(percent)
    empty = EmptyState(
        "scan-line", message("search_screen.nothing"), message("digitise.no_pages_hint")
    )
    qtbot.addWidget(empty)
    shoot(empty, (width, height * percent // 100))
    for part in (empty.title, empty.text):
        assert part.height() >= part.heightForWidth(part.width())
        assert part.geometry().bottom() <= empty.height()
        assert part.geometry().right() < empty.width()
    assert empty.size().width() == width


def test_it_asks_for_the_same_at_any_height(look: None, qtbot: QtBot) -> None:
    """What asks for less once it has less keeps a page that scrolls from coming to rest: Qt went
    round until the program fell over."""
    empty = EmptyState("inbox", message("search_screen.nothing"), message("digitise.no_pages_hint"))
    qtbot.addWidget(empty)
    layout = empty.layout()
    assert layout is not None
    asked = set()
    for height in (400, 110, 60, 300):
        shoot(empty, (420, height))
        asked.add((layout.totalMinimumHeightForWidth(420), layout.totalMinimumSize().height()))
    assert len(asked) == 1
