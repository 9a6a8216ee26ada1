"""A sheet that lies over the window without being a dialog: Esc and a click beside it close it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from desk_app.ui.theme import XXL, L, theme


class Overlay(QWidget):
    """Covers ``parent``; ``sheet`` holds the content, its layout is ``body``."""

    closed = Signal()

    def __init__(self, parent: QWidget, width: int, name: str = "sheet") -> None:
        super().__init__(parent)
        self._width = width
        self._before: QWidget | None = None
        self.sheet = QFrame(self)
        self.sheet.setObjectName(name)
        self.body = QVBoxLayout(self.sheet)
        self.body.setContentsMargins(L, L, L, L)
        parent.installEventFilter(self)
        self.hide()

    def open_over(self) -> None:
        """Shows it on top and remembers where the focus was."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Goes away and gives the focus back."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps covering the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the sheet closes."""
        if not self.sheet.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dims what lies below."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 90))

    def _place(self) -> None:
        ground = self.parentWidget()
        if ground is None:
            return
        self.setGeometry(ground.rect())
        self.body.invalidate()
        self.body.activate()
        width = min(theme().px(self._width), ground.width() - 2 * XXL)
        height = min(self.sheet.sizeHint().height(), ground.height() - 2 * XXL)
        self.sheet.setGeometry((ground.width() - width) // 2, XXL * 2, width, height)
        if self.sheet.geometry().bottom() > ground.height() - XXL:
            self.sheet.move(self.sheet.x(), XXL)
