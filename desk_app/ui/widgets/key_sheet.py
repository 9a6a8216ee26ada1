"""Shift+F1: all keys on one sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desk_app.ui.shortcuts import EVERYWHERE, Shortcut, key_map
from desk_app.ui.theme import XS, L, M
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.overlay import Overlay
from desk_app.wording import message

COLUMNS = 3


class KeySheet(Overlay):
    """The key map in force, made anew each time it is opened."""

    print_pressed = Signal()
    """The card of keys is wanted on paper."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, 1080)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.setSpacing(M)
        self._content = QWidget()
        self.body.addWidget(Label(message("ui.sheet.title"), "section"))
        self.body.addWidget(self._content)
        self.print = Button(message("ui.sheet.print"), "quiet", icon="printer")
        self.print.clicked.connect(self._print)
        foot = QHBoxLayout()
        foot.addWidget(Label(message("ui.sheet.close"), "hint"))
        foot.addStretch(1)
        foot.addWidget(self.print)
        self.body.addLayout(foot)

    def open_over(self) -> None:
        """Shows the keys."""
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(XS)
        used = [s for s in key_map() if s.keys and not _is_row_of_sections(s)]
        places = list(dict.fromkeys(s.place for s in used))
        cells: list[tuple[Label, Label]] = []
        for place in sorted(places, key=lambda p: p != EVERYWHERE):
            cells.append((Label(message(f"ui.sheet.{place}"), "strong"), Label()))
            cells += [_cell(shortcut) for shortcut in used if shortcut.place == place]
        height = -(-len(cells) // COLUMNS)
        for number, (words, keys) in enumerate(cells):
            row, column = number % height, 2 * (number // height)
            grid.addWidget(keys, row, column + 1)
            grid.addWidget(words, row, column)
        self.body.replaceWidget(self._content, content)
        self._content.deleteLater()
        self._content = content
        super().open_over()
        self.setFocus()

    def _print(self) -> None:
        self.dismiss()
        self.print_pressed.emit()


def _cell(shortcut: Shortcut) -> tuple[Label, Label]:
    keys = Label(key_map().printed(shortcut.action), "strong", tone="accent")
    return Label(message(f"ui.keys.{shortcut.action}")), keys


def _is_row_of_sections(shortcut: Shortcut) -> bool:
    return shortcut.action.startswith("section_") and not shortcut.action.endswith("_1")
