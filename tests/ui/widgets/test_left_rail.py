"""The screens down the left side."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.theme import theme
from desk_app.ui.widgets.left_rail import LeftRail
from desk_app.wording import message


def _rail(qtbot: QtBot) -> LeftRail:
    rail = LeftRail()
    qtbot.addWidget(rail)
    rail.add("settings", message("ui.keys.settings"), "settings", "settings", at_end=True)
    rail.add("home", message("ui.home.title"), "house", "home")
    rail.add("intake", message("ui.keys.new_intake"), "file-plus-2", "new_intake")
    return rail


def test_places_words_and_keys(look: None, qtbot: QtBot) -> None:
    rail = _rail(qtbot)
    rail.resize(188, 600)
    rail.show()
    items = rail._items
    assert items["home"].y() < items["intake"].y() < items["settings"].y()
    assert items["intake"].accessibleName() == "Tiếp nhận F2"
    language().set("en")
    assert items["intake"].accessibleName() == "New intake F2"


def test_only_the_window_marks_what_is_shown(look: None, qtbot: QtBot) -> None:
    rail = _rail(qtbot)
    rail.show_current("home")
    with qtbot.waitSignal(rail.picked) as told:
        QTest.mouseClick(rail._items["intake"], Qt.MouseButton.LeftButton)
    assert told.args == ["intake"]
    assert [name for name, item in rail._items.items() if item.isChecked()] == ["home"]
    rail.set_visible("intake", False)
    assert rail._items["intake"].isHidden()


def test_large_text_takes_the_room_of_the_keys(look: None, qtbot: QtBot) -> None:
    rail = _rail(qtbot)
    assert rail.width() == 188
    theme().set_percent(150)
    assert rail.width() < 188 * 1.5
    for item in rail._items.values():
        words = theme().font(strong=True)
        assert words.pixelSize() == 21
        assert item.sizeHint().width() < rail.width()


@pytest.mark.parametrize("percent", [100, 150])
def test_a_long_word_widens_the_rail(look: None, qtbot: QtBot, percent: int) -> None:
    theme().set_percent(percent)
    rail = _rail(qtbot)
    before = rail.width()
    rail.add("long", "Một màn hình có tên thật là dài", "inbox", "search")
    item = rail._items["long"]
    assert rail.width() > before
    assert rail.width() >= item.wanted_width()
