"""Ctrl+K: type what you want to do, without marks, Enter does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desk_app.ui.language import Text, in_words, tr
from desk_app.ui.matching import matches, rank
from desk_app.ui.shortcuts import key_map
from desk_app.ui.theme import ROW_HEIGHT, S, theme
from desk_app.ui.widgets.choices import CHOICE_ROLE, Choice, ChoiceDelegate
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.overlay import Overlay

SHOWN = 10


@dataclass(frozen=True)
class Command:
    """Something that can be done from anywhere. ``action`` prints its key."""

    name: str
    text: Text
    do: Callable[[], object]
    icon: str = "arrow-right"
    action: str = ""
    also: str = ""


class CommandPalette(Overlay):
    """The list follows what is typed. ``commands`` by name; whoever gives them may add to them."""

    def __init__(self, parent: QWidget, commands: Mapping[str, Command]) -> None:
        super().__init__(parent, 560, "palette")
        self._commands = commands
        self._found: list[Command] = []
        self.edit = QLineEdit()
        self.edit.textChanged.connect(self._search)
        self.edit.installEventFilter(self)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(ChoiceDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.itemClicked.connect(lambda _item: self._do())
        self._none = Label("", "soft")
        self.body.setSpacing(S)
        for part in (self.edit, self._list, self._none):
            self.body.addWidget(part)

    @property
    def found(self) -> list[Command]:
        """What answers the text typed, best first."""
        return list(self._found)

    def open_over(self) -> None:
        """Begins anew."""
        self.edit.setPlaceholderText(tr("ui.palette.placeholder"))
        self.edit.setAccessibleName(tr("ui.palette.name"))
        self._list.setAccessibleName(tr("ui.palette.name"))
        self.edit.clear()
        self._search("")
        super().open_over()
        self.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter work on the list while typing goes on."""
        if watched is self.edit:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(Qt.Key(event.key()))
            return False
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = self._list.currentRow() + step
            self._list.setCurrentRow(min(max(row, 0), self._list.count() - 1))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do()
            return True
        return False

    def _search(self, text: str) -> None:
        found = [
            c for c in self._commands.values() if matches(text, f"{in_words(c.text)} {c.also}")
        ]
        if text:
            found.sort(key=lambda c: rank(text, in_words(c.text)))
        self._found = found
        self._list.clear()
        for command in found:
            key = key_map().printed(command.action) if command.action else ""
            words = in_words(command.text)
            item = QListWidgetItem(f"{words} {key}".rstrip(), self._list)
            item.setData(CHOICE_ROLE, Choice(command.name, words, key, icon=command.icon))
        self._list.setCurrentRow(0)
        rows = min(max(len(found), 1), SHOWN)
        self._list.setFixedHeight(rows * theme().px(ROW_HEIGHT) + S)
        self._list.setVisible(bool(found))
        self._none.setVisible(not found)
        self._none.say(tr("ui.palette.empty"))
        if self.isVisible():
            self._place()

    def _do(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._found):
            command = self._found[row]
            self.dismiss()
            command.do()
