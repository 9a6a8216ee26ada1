"""Favourites as buttons in one row; those that do not fit stay away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from desk_app.ui.language import Spoken, language
from desk_app.ui.screens.intake.state import ProcedureLine
from desk_app.ui.theme import INPUT_HEIGHT, XS, theme
from desk_app.ui.widgets.button import Button

LONGEST = 22


class Chips(QWidget, Spoken):
    """``picked`` carries the code."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ProcedureLine, ...] = ()
        self.buttons: list[Button] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(XS)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        self.speak()

    def show_lines(self, lines: Sequence[ProcedureLine]) -> None:
        """The favourites in their order."""
        self._lines = tuple(lines)
        self.retranslate()

    def retranslate(self) -> None:
        """Makes the buttons in the language in force."""
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        while self._row.takeAt(0) is not None:
            pass
        self.buttons = [self._button(line) for line in self._lines]
        self._row.addStretch(1)
        self.setVisible(bool(self.buttons))
        self._fit()

    def sizeHint(self) -> QSize:
        """One row, as wide as there is room."""
        return QSize(0, theme().px(INPUT_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never makes the screen wider."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many as fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        x = 0
        for button in self.buttons:
            x += button.sizeHint().width() + XS
            button.setVisible(x <= self.width() + XS)

    def _button(self, line: ProcedureLine) -> Button:
        name = line.name(language().code)
        short = name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
        button = Button(f"{line.favourite} {short}", "quiet", parent=self)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.picked.emit(line.code))
        self._row.addWidget(button)
        return button
