"""A drop-down for a handful of fixed choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from desk_app.ui.icons import pixmap
from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import theme


class Select(QComboBox, Spoken):
    """``options`` are (value, text); ``chosen`` tells the value when the officer changes it."""

    chosen = Signal(object)

    def __init__(
        self, options: Sequence[tuple[Any, Text]] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = list(options)
        self.setView(QListView(self))
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))
        self.speak()

    def value(self) -> Any:
        """What is chosen; None with no options."""
        index = self.currentIndex()
        return self._options[index][0] if 0 <= index < len(self._options) else None

    def set_value(self, value: Any) -> None:
        """Chooses ``value`` without telling."""
        self.setCurrentIndex([option[0] for option in self._options].index(value))

    def set_options(self, options: Sequence[tuple[Any, Text]]) -> None:
        """Other options; keeps the value when it is among them."""
        kept = self.value()
        self._options = list(options)
        self.retranslate()
        values = [option[0] for option in self._options]
        self.setCurrentIndex(values.index(kept) if kept in values else (0 if values else -1))

    def retranslate(self) -> None:
        """Says the options in the language in force."""
        index = self.currentIndex()
        self.blockSignals(True)
        self.clear()
        self.addItems([in_words(text) for _, text in self._options])
        self.setCurrentIndex(max(index, 0) if self._options else -1)
        self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page, it never changes what was chosen."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Adds the arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme().px(16)
        sign = pixmap("chevron-down", "ink_soft", 16, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - side - 9, (self.height() - side) // 2, sign)

    def changeEvent(self, event: QEvent) -> None:
        """Keeps the list as wide as its words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.view().setMinimumWidth(self.sizeHint().width())
