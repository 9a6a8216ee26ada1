"""The key map: no key means two things, each has its words."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence

from desk_app.ui.shortcuts import KEY_MAP, KeyMap
from desk_app.wording import LANGUAGES, translations


def test_no_key_means_two_things() -> None:
    assert KeyMap().conflicts() == []


def test_every_action_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        known = translations(language)
        assert [s.action for s in KEY_MAP if f"ui.keys.{s.action}" not in known] == []


def test_qt_understands_every_key() -> None:
    for shortcut in KEY_MAP:
        for key in shortcut.keys:
            assert QKeySequence(key).toString() != "", key


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"search": ["F2"]}, "F2"),
        ({"tick": ["F9"]}, "F9"),
        ({"search": ["s"]}, "s"),
        ({"search": ["F10"]}, "F10"),
    ],
)
def test_conflicts_are_found(changes: dict[str, list[str]], key: str) -> None:
    assert [conflict.key for conflict in KeyMap(changes).conflicts()] == [key]


def test_two_places_may_share_a_key() -> None:
    assert KeyMap({"tick": ["Ctrl+J"], "rescan_page": ["Ctrl+J"]}).conflicts() == []


def test_keys_can_be_changed_and_switched_off() -> None:
    changed = KeyMap({"search": ["Ctrl+G"], "scan": []})
    assert changed.printed("search") == "Ctrl+G"
    assert changed.printed("scan") == ""
    assert changed.printed("finish_step") == "Ctrl+Enter"
    with pytest.raises(KeyError):
        KeyMap({"dance": ["F2"]})
