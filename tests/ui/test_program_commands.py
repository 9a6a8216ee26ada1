"""What can be done everywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.icons import icon_names
from desk_app.ui.program_commands import ICONS, bind_keys, program_commands
from desk_app.ui.shortcuts import KeyMap, set_key_map
from desk_app.ui.theme import MODES, theme


def test_every_command_has_words_and_a_shipped_icon(look: None) -> None:
    commands = program_commands(dict.fromkeys(ICONS, lambda: None))
    assert {c.icon for c in commands} <= set(icon_names())
    assert set(MODES) <= {c.name for c in commands}
    for command in commands:
        assert not isinstance(command.text, str)
        assert command.text.in_words("vi")
        assert command.text.in_words("en")


def test_a_look_is_put_on(look: None) -> None:
    commands = {c.name: c for c in program_commands(dict.fromkeys(ICONS, lambda: None))}
    commands["dark"].do()
    assert theme().mode == "dark"


def test_changed_keys_are_bound(look: None, qtbot: QtBot) -> None:
    set_key_map(KeyMap({"search": ["Ctrl+J"]}))
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    bind_keys(window, done.append)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F3)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F9)
    assert done == ["search", "save_and_print"]
