"""The pane at the right: beside the screen where there is room, else over its right part."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from desk_app.ui.theme import XXL, theme

WIDTH = 340
LEAST_WINDOW = 1240
"""In narrower windows (or with larger letters) a screen would be squeezed until it is cut."""


class SidePane(QStackedWidget):
    """Call :meth:`stand_in` once; then show and hide it like any widget."""

    def __init__(self) -> None:
        super().__init__()
        self._room = QWidget()
        self.setObjectName("context")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        theme().changed.connect(self._arrange)

    def stand_in(self, row: QBoxLayout, ground: QWidget) -> None:
        """Takes its room at the end of ``row``, which lies on ``ground``."""
        row.addWidget(self._room)
        self.setParent(ground)
        ground.installEventFilter(self)
        self._room.installEventFilter(self)

    @property
    def over(self) -> bool:
        """Whether it lies over the screen."""
        ground = self.parentWidget()
        return ground is not None and ground.width() < theme().px(LEAST_WINDOW)

    def setVisible(self, visible: bool) -> None:
        """Shows it on top of the screen, or gives its room back."""
        super().setVisible(visible)
        self._arrange()
        if visible:
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the window."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        ground = self.parentWidget()
        if ground is None:
            return
        width = min(theme().px(WIDTH), ground.width() - XXL)
        self._room.setFixedWidth(width if self.isVisibleTo(ground) and not self.over else 0)
        top = self._room.mapTo(ground, QPoint()).y()
        self.setGeometry(ground.width() - width, top, width, self._room.height())
