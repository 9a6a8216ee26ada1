"""A choice among few, all visible, arrows move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import BASE, INPUT_HEIGHT, theme


class Segmented(QWidget, Spoken):
    """``options`` are (value, text); ``chosen`` tells the value when the officer changes it.

    Args:
        wraps: whether the options go on in a second line where large text leaves no room.
    """

    chosen = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[Any, Text]],
        *,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._options = list(options)
        self._index = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policies = QSizePolicy.Policy
        policy = QSizePolicy(policies.Fixed, policies.Fixed)
        if wraps:
            policy = QSizePolicy(policies.Maximum, policies.Minimum)
            policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._wraps = wraps
        theme().changed.connect(self.updateGeometry)
        self.speak()

    def value(self) -> Any:
        """What is chosen."""
        return self._options[self._index][0] if self._options else None

    def set_value(self, value: Any) -> None:
        """Chooses ``value`` without telling."""
        self._index = [option[0] for option in self._options].index(value)
        self.retranslate()

    def set_options(self, options: Sequence[tuple[Any, Text]]) -> None:
        """Other options; keeps the value when it is among them."""
        kept = self.value()
        self._options = list(options)
        values = [option[0] for option in self._options]
        self._index = values.index(kept) if kept in values else 0
        self.retranslate()

    def retranslate(self) -> None:
        """Says the options in the language in force."""
        self.setAccessibleDescription(
            in_words(self._options[self._index][1]) if self._options else ""
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all options."""
        return QSize(sum(self._widths()) + 4, theme().px(INPUT_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Room for the widest, where they wrap."""
        width = max(self._widths(), default=0) + 4 if self._wraps else self.sizeHint().width()
        return QSize(width, theme().px(INPUT_HEIGHT))

    def hasHeightForWidth(self) -> bool:
        """Qt: less width, more lines."""
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        """Qt: as high as its lines."""
        return self._flow(width)[-1].bottom() + 1 if self._options else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the choice."""
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(self._index + step, 0), len(self._options) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        for index, place in enumerate(self._places()):
            if place.contains(event.position().toPoint()):
                self._choose(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the trough and the chosen part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused, usable = self.hasFocus(), self.isEnabled()
        edge = "accent" if focused else "edge" if usable else "line"
        painter.setPen(QPen(theme().colour(edge), 2 if focused else 1))
        painter.setBrush(theme().colour("surface" if usable else "ground"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        for index, place in enumerate(self._places()):
            there = index == self._index
            if there:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme().colour("accent_soft" if usable else "hover"))
                painter.drawRoundedRect(place.adjusted(2, 3, -2, -3), 4, 4)
            painter.setFont(theme().font(BASE, strong=there))
            ink = "accent_strong" if there else "ink"
            painter.setPen(theme().colour(ink if usable else "ink_soft"))
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignCenter), in_words(self._options[index][1])
            )

    def _choose(self, index: int) -> None:
        if index != self._index:
            self._index = index
            self.retranslate()
            self.chosen.emit(self.value())

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(theme().font(BASE, strong=True))
        return [metrics.horizontalAdvance(in_words(text)) + 24 for _, text in self._options]

    def _places(self) -> list[QRect]:
        return self._flow(self.width())

    def _flow(self, room: int) -> list[QRect]:
        places: list[QRect] = []
        x, y, high = 2, 0, theme().px(INPUT_HEIGHT)
        for width in self._widths():
            if self._wraps and places and x + width > room - 2:
                x, y = 2, y + high
            places.append(QRect(x, y, width, high))
            x += width
        return places
