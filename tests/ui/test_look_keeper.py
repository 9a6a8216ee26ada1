"""However language and look are changed, they are there again next time."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from desk_app.ui.background import Background
from desk_app.ui.language import language
from desk_app.ui.look_keeper import LookKeeper, now, restore
from desk_app.ui.theme import theme


def test_each_change_is_kept_once(look: None, qtbot: QtBot) -> None:
    kept: list[tuple[str, Any]] = []
    background = Background()
    keeper = LookKeeper(lambda name, value: kept.append((name, value)), background)
    language().set("en")
    theme().set_mode("dark")
    theme().step_text(1)
    theme().settle()
    theme().apply()
    qtbot.waitUntil(lambda: len(kept) == 3)
    assert dict(kept) == {"language": "en", "theme": "dark", "text_size": 110}
    keeper.end()
    language().set("vi")
    assert len(kept) == 3
    background.close()


def test_a_size_still_on_its_way_is_kept_at_the_end(look: None, qtbot: QtBot) -> None:
    kept: list[tuple[str, Any]] = []
    background = Background()
    keeper = LookKeeper(lambda name, value: kept.append((name, value)), background)
    theme().step_text(1)
    keeper.end()
    qtbot.waitUntil(lambda: kept == [("text_size", 110)])
    background.close()


def test_what_was_kept_comes_back(look: None) -> None:
    restore({"language": "en", "theme": "contrast", "text_size": 150})
    assert now() == {"language": "en", "theme": "contrast", "text_size": 150}
