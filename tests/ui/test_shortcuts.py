"""The key map: no key means two things, each has its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from desk_app.ui import shortcuts
from desk_app.ui.shortcuts import KEY_MAP, KeyMap
from desk_app.wording import LANGUAGES, translations

BY_THE_WIDGET = {"tick"}
"""Keys the widget itself takes, without an action of the screen."""


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


def test_keys_are_printed_as_they_stand_on_the_keyboard() -> None:
    changed = KeyMap({"tick": ["Ctrl+Left"], "all_received": ["Ctrl+Return"]})
    assert changed.printed("tick") == "Ctrl+←"
    assert changed.printed("all_received") == "Ctrl+Enter"


def test_every_key_is_answered_somewhere() -> None:
    """A key that does nothing is not promised on the key sheet."""
    code = "".join(
        file.read_text("utf-8")
        for file in (Path(shortcuts.__file__).parent).rglob("*.py")
        if file.name != "shortcuts.py"
    )
    spoken = {s.action for s in KEY_MAP if not s.action.startswith("section_")}
    assert [action for action in sorted(spoken - BY_THE_WIDGET) if f'"{action}"' not in code] == []


def test_keys_can_be_changed_and_switched_off() -> None:
    changed = KeyMap({"search": ["Ctrl+G"], "save_draft": []})
    assert changed.printed("search") == "Ctrl+G"
    assert changed.printed("save_draft") == ""
    with pytest.raises(KeyError):
        KeyMap({"dance": ["F2"]})
