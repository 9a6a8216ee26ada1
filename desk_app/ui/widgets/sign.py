"""One icon as a widget; follows the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.ui.icons import SIZE, pixmap
from desk_app.ui.theme import theme


class Sign(QWidget):
    """The icon ``name`` in the colour of token ``tone``; stands beside its word, never alone."""

    def __init__(
        self, name: str = "", tone: str = "ink", size: int = SIZE, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_icon(self, name: str, tone: str) -> None:
        """Another icon or colour."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the icon."""
        side = theme().px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws it."""
        if self._name:
            picture = pixmap(self._name, self._tone, self._size, self.devicePixelRatioF())
            QPainter(self).drawPixmap(0, 0, picture)
