"""A drop-down for a handful of fixed choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desk_app.ui.icons import pixmap
from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import BASE, ROW_HEIGHT, M, S, theme
from desk_app.ui.widgets.choices import CHOICE_ROLE, Choice, ChoiceDelegate

MOST_ROWS = 10
_FRAME = 1


class Select(QComboBox, Spoken):
    """``options`` are (value, text); ``chosen`` tells the value when the officer changes it."""

    chosen = Signal(object)
    picked = Signal(object)
    """Chosen in the open list (mouse or Enter), not by arrows while it is closed."""

    def __init__(
        self, options: Sequence[tuple[Any, Text]] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = list(options)
        self._opened = False
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setView(QListView(self))
        self.setItemDelegate(ChoiceDelegate(self))
        self.setMaxVisibleItems(MOST_ROWS)
        self.activated.connect(self._activated)
        self.currentIndexChanged.connect(lambda _index: self._say_tip())
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
        for row, (value, text) in enumerate(self._options):
            self.setItemData(row, Choice(value, text), CHOICE_ROLE)
            self.setItemData(row, in_words(text), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(index, 0) if self._options else -1)
        self.blockSignals(False)
        self._say_tip()

    def showPopup(self) -> None:
        """Qt: opens the list, as wide as its words and as high as its rows."""
        self._opened = True
        super().showPopup()
        self._fit_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys in the closed list change the choice and stay here."""
        self._opened = False
        super().keyPressEvent(event)

    def _activated(self, _index: int) -> None:
        opened, self._opened = self._opened, False
        self.chosen.emit(self.value())
        if opened:
            self.picked.emit(self.value())

    def _say_tip(self) -> None:
        self.setToolTip(self.currentText())

    def _fit_list(self) -> None:
        """Qt reckons without the frame of the style sheet and cuts the first and last row."""
        sheet = self.view().parentWidget()
        if sheet is None:
            return
        screen = self.screen().availableGeometry()
        rows = min(self.count(), self.maxVisibleItems())
        around = sheet.height() - self.view().viewport().height()
        height = rows * theme().px(ROW_HEIGHT) + around
        metrics = QFontMetrics(theme().font(BASE))
        words = max((metrics.horizontalAdvance(in_words(t)) for _, t in self._options), default=0)
        scroll = M if self.count() > rows else 0
        width = min(max(self.width(), words + S + M + scroll + 2 * _FRAME), screen.width())
        below = self.mapToGlobal(self.rect().bottomLeft())
        top = below.y() + 1
        if top + height > screen.bottom():
            top = max(self.mapToGlobal(self.rect().topLeft()).y() - height, screen.top())
        left = max(min(below.x(), screen.right() - width + 1), screen.left())
        sheet.setGeometry(left, top, width, min(height, screen.height()))
        self.view().scrollTo(self.view().currentIndex())

    def sizeHint(self) -> QSize:
        """Qt: room for the longest choice and the air before the arrow, so that none is cut."""
        hint = super().sizeHint()
        return QSize(hint.width() + S, hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page, it never changes what was chosen."""
        event.ignore()

    def room_for_words(self) -> int:
        """How wide the words may be."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(control, option, field, self).width() - S

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words end with … where they are too long; adds the arrow."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_ComboBox
        painter.drawComplexControl(control, option)
        end = Qt.TextElideMode.ElideRight
        room = self.room_for_words()
        option.currentText = self.fontMetrics().elidedText(option.currentText, end, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        side = theme().px(16)
        sign = pixmap("chevron-down", "ink_soft", 16, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - side - 9, (self.height() - side) // 2, sign)
