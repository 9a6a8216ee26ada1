"""A block of one width in the middle of the window; scrolls where the window is too small."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desk_app.ui.theme import L, M, theme


class Centred(QScrollArea):
    """``body`` takes the content.

    Args:
        width: of the block at 100 percent, in pixels.
    """

    def __init__(self, width: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self._box = QWidget()
        self.body = QVBoxLayout(self._box)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(M)
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(L, L, L, L)
        around.addWidget(self._box, 0, Qt.AlignmentFlag.AlignCenter)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._box.setFixedWidth(theme().px(self._width))
