"""Two columns side by side; one below the other where letters are large or the window narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk_app.ui.theme import M, S, theme

NARROW = 1000
LEAST_CHECKLIST = 360
ROOM = 48  # above and below what has the focus: its label and its sentence


class Columns(QScrollArea):
    """``left`` and ``right`` take the cards; scrolls only when they do not fit.

    Args:
        tall: the widget in ``right`` that takes the rest of the height side by side, and a fixed
            part of it one below the other.
    """

    def __init__(self, tall: QWidget) -> None:
        super().__init__()
        self._tall = tall
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        self._inside = inside = QWidget()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(M)
        for column, stretch in ((self.left, 8), (self.right, 11)):
            column.setSpacing(S)
            self._both.addLayout(column, stretch)
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        inside.installEventFilter(self)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme().changed.connect(self.arrange)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def arrange(self) -> None:
        """Beside or below, by the room there is."""
        narrow = self.width() < theme().px(NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._both.setDirection(way)
        self._tall.setMinimumHeight(theme().px(LEAST_CHECKLIST) if narrow else 0)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cards have grown or shrunk."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As high as the cards need at this width: what wraps needs more only where it is narrow,
        and nothing scrolls that does not have to."""
        height = self._both.totalMinimumSize().height()
        if self._both.hasHeightForWidth():
            height = self._both.totalMinimumHeightForWidth(self.viewport().width())
        self._inside.setMinimumHeight(height)

    def _follow(self, _before: QWidget | None, focus: QWidget | None) -> None:
        """What has the focus can be seen, however it got it."""
        if focus is not None and self.isAncestorOf(focus) and focus is not self._tall:
            self.ensureWidgetVisible(focus, S, theme().px(ROOM))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The room has changed."""
        super().resizeEvent(event)
        self._inside.setMaximumWidth(self.viewport().width())
        self.arrange()
