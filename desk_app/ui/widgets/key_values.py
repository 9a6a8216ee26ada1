"""What is known about one thing: names left, values right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desk_app.ui.language import Text
from desk_app.ui.theme import L, S
from desk_app.ui.widgets.label import Label


class KeyValues(QWidget):
    """Shows rows of (name, value) or (name, value, tone); values can be marked and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[Label] = []

    def show_rows(self, rows: Sequence[tuple[Text, Text] | tuple[Text, Text, str]]) -> None:
        """Shows ``rows`` instead of what stood here."""
        for label in self._labels:
            label.hide()
            label.deleteLater()
        self._labels = []
        for number, row in enumerate(rows):
            name = Label(row[0], "soft")
            value = Label(row[1], tone=row[2] if len(row) == 3 else "", wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)
            self._labels += [name, value]
