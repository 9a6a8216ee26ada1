"""A short word that something was done, with the way back; goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPropertyAnimation,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QPushButton, QWidget

from desk_app.ui.language import Text, in_words, tr
from desk_app.ui.shortcuts import key_map
from desk_app.ui.theme import FADE_MS, XS, L, M, S, motion_allowed, theme
from desk_app.ui.widgets.label import Label

SHOWN_MS = 6000


class Toast(QFrame):
    """Lies over the bottom of ``parent``. One at a time; the newest wins.

    Args:
        room: the part of ``parent`` it stands on the middle of, where nothing is needed while it
            is there; it may stick out of it upwards and to both sides.
    """

    def __init__(self, parent: QWidget, room: Callable[[], QRect]) -> None:
        super().__init__(parent)
        self._room = room
        self.setProperty("role", "toast")
        self._words = Label()
        self._undo = QPushButton()
        self._undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._undo.clicked.connect(self.undo)
        self._back: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(L, XS, M, XS)
        row.addWidget(self._words)
        row.addWidget(self._undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.forget)
        self._effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._effect)
        self._fade = QPropertyAnimation(self._effect, b"opacity", self)
        self._fade.setDuration(FADE_MS)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        parent.installEventFilter(self)
        theme().changed.connect(self._look_changed)
        self.hide()

    def say(self, text: Text, undo: Callable[[], None] | None = None) -> None:
        """Shows ``text``; with ``undo`` offers the way back (Ctrl+Z)."""
        self._back = undo
        self._words.say(text)
        self._undo.setVisible(undo is not None)
        self._undo.setText(f"{tr('ui.keys.undo')}  {key_map().printed('undo')}")
        tokens = theme().tokens
        self._undo.setStyleSheet(
            f"color: {tokens.surface}; font-weight: 600; text-decoration: underline;"
        )
        self._place()
        self.show()
        self.raise_()
        if motion_allowed():
            self._fade.setStartValue(0.0)
            self._fade.setEndValue(1.0)
            self._fade.start()
        else:
            self._effect.setOpacity(1.0)
        self._timer.start()
        event = QAccessibleAnnouncementEvent(self, in_words(text))
        QAccessible.updateAccessibility(event)

    @property
    def can_undo(self) -> bool:
        """Whether a way back is offered now."""
        return self.isVisible() and self._back is not None

    def undo(self) -> None:
        """Takes the way back."""
        back, self._back = self._back, None
        self.forget()
        if back is not None:
            back()

    def forget(self) -> None:
        """Goes away."""
        self._timer.stop()
        self._fade.stop()
        self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps its place when the window changes size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _look_changed(self) -> None:
        """What says that text becomes larger stands there before it is; its room settles after."""
        if self.isVisible():
            QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        self.adjustSize()
        room, ground = self._room(), self.parentWidget()
        if ground is not None:
            left = room.center().x() - self.width() // 2
            most = max(ground.width() - self.width() - S, S)
            self.move(min(max(left, S), most), room.bottom() + 1 - self.height())
