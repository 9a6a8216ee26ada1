"""Type what you want to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.command_palette import Command, CommandPalette
from desk_app.wording import message


def _palette(qtbot: QtBot, done: list[str]) -> tuple[QWidget, CommandPalette]:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 600)
    commands: dict[str, Command] = {}
    palette = CommandPalette(ground, commands)
    for name in ("search", "sync_centre", "lock"):
        do = lambda n=name: done.append(n)  # noqa: E731
        commands[name] = Command(name, message(f"ui.keys.{name}"), do, action=name)
    ground.show()
    palette.open_over()
    return ground, palette


def test_folded_letters_find_in_both_languages(look: None, qtbot: QtBot) -> None:
    _ground, palette = _palette(qtbot, [])
    palette.edit.setText("dong bo")
    assert [c.name for c in palette.found] == ["sync_centre"]
    language().set("en")
    palette.edit.setText("sync")
    assert [c.name for c in palette.found] == ["sync_centre"]


def test_arrows_and_enter_do_it(look: None, qtbot: QtBot) -> None:
    done: list[str] = []
    _ground, palette = _palette(qtbot, done)
    QTest.keyClick(palette.edit, Qt.Key.Key_Down)
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert done == ["sync_centre"]
    assert not palette.isVisible()


def test_nothing_found_says_so_and_does_nothing(look: None, qtbot: QtBot) -> None:
    done: list[str] = []
    _ground, palette = _palette(qtbot, done)
    palette.edit.setText("xyz")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert done == []
    assert palette._none.isVisible()
