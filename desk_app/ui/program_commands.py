"""What can be done on every screen: its lines in the palette, its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desk_app.ui.shortcuts import EVERYWHERE, key_map
from desk_app.ui.theme import theme
from desk_app.ui.widgets.command_palette import Command
from desk_app.wording import message

ICONS = {
    "help": "circle-help",
    "key_sheet": "keyboard",
    "full_screen": "maximize",
    "larger_text": "zoom-in",
    "smaller_text": "zoom-out",
    "normal_text": "search",
    "language": "languages",
    "lock": "lock",
}
LOOKS = {"light": "sun", "dark": "moon", "contrast": "contrast", "system": "monitor"}


def program_commands(actions: Mapping[str, Callable[[], object]]) -> list[Command]:
    """The palette's lines for ``actions`` of the shell, and for the looks."""
    own = [
        Command(name, message(f"ui.keys.{name}"), actions[name], icon, name)
        for name, icon in ICONS.items()
    ]
    looks = [
        Command(mode, message(f"ui.command.{mode}"), partial(theme().set_mode, mode), icon)
        for mode, icon in LOOKS.items()
    ]
    return own + looks


def bind_keys(
    widget: QWidget, act: Callable[[str], None], place: str = EVERYWHERE
) -> list[QShortcut]:
    """Lets every key of ``place`` call ``act`` with its action: those that work everywhere in the
    whole window of ``widget``, others in ``widget`` and what is inside."""
    contexts = Qt.ShortcutContext
    here = contexts.WindowShortcut
    if place != EVERYWHERE:
        here = contexts.WidgetWithChildrenShortcut
    bound = []
    for shortcut in key_map():
        for key in shortcut.keys if shortcut.place == place else ():
            one = QShortcut(QKeySequence(key), widget)
            one.setContext(here)
            one.activated.connect(partial(act, shortcut.action))
            bound.append(one)
    return bound
