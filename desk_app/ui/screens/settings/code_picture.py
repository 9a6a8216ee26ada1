"""A code drawn on the screen, to be read from it; black on white in every theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.ui.language import Spoken, Text, in_words

QUIET = 4
SIDE = 220


class CodePicture(QWidget, Spoken):
    """Shows the modules of a QR code."""

    def __init__(self, name: Text, side: int = SIDE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._name = name
        self._modules: Sequence[Sequence[bool]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.speak()

    def show_modules(self, modules: Sequence[Sequence[bool]]) -> None:
        """Shows ``modules``, dark where True."""
        self._modules = modules
        self.update()

    def retranslate(self) -> None:
        """Says what the picture is."""
        self.setAccessibleName(in_words(self._name))

    def sizeHint(self) -> QSize:
        """The same at every size of text: a reader does not mind."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the modules on white with their quiet zone."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        count = len(self._modules) + 2 * QUIET
        side = self.width() // count if self._modules else 0
        start = (self.width() - side * count) // 2 + QUIET * side
        for row, line in enumerate(self._modules):
            for column, dark in enumerate(line):
                if dark:
                    place = QRectF(start + column * side, start + row * side, side, side)
                    painter.fillRect(place, QColor("black"))
