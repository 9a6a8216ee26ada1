"""Bars, and the figures behind them (Ctrl+T) for those who read rather than look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStackedLayout, QWidget

from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import HINT, S, theme
from desk_app.ui.widgets.table import Column, Table, WindowModel

Bar = tuple[Text, int]


class BarChart(QWidget, Spoken):
    """One bar for each (name, number), the number on top; zero is shown as such."""

    def __init__(
        self, name: Text, heads: tuple[Text, Text], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._bars = _Bars()
        self._model = WindowModel(
            [
                Column(heads[0], lambda bar: bar[0]),
                Column(heads[1], lambda bar: str(bar[1]), 120, True),
            ]
        )
        self.table = Table(self._model, name)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._bars)
        self._stack.addWidget(self.table)
        self.speak()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Shows ``bars``."""
        self._bars.bars = list(bars)
        self._bars.update()
        self._model.show_all(self._bars.bars)
        self.retranslate()

    def toggle_table(self) -> None:
        """Bars or figures."""
        self._stack.setCurrentIndex(1 - self._stack.currentIndex())

    @property
    def shows_table(self) -> bool:
        """Whether the figures are shown."""
        return self._stack.currentIndex() == 1

    def retranslate(self) -> None:
        """Says name and figures in the language in force."""
        spoken = "; ".join(f"{in_words(name)} {number}" for name, number in self._bars.bars)
        self.setAccessibleName(in_words(self._name))
        self._bars.setAccessibleName(in_words(self._name))
        self._bars.setAccessibleDescription(spoken)
        self._bars.update()


class _Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.bars: list[Bar] = []

    def sizeHint(self) -> QSize:
        return QSize(320, 160)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme().font(HINT))
        line = painter.fontMetrics().height() + 4
        most = max(number for _, number in self.bars) or 1
        slot = self.width() / len(self.bars)
        room = self.height() - 2 * line
        for place, (name, number) in enumerate(self.bars):
            height = max(room * number / most, 2)
            wide = min(slot - S, theme().px(40))
            left = place * slot + (slot - wide) / 2
            bar = QRectF(left, line + room - height, wide, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent" if number else "line"))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setPen(theme().colour("ink"))
            above = QRectF(place * slot, bar.top() - line, slot, line)
            painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter), str(number))
            painter.setPen(theme().colour("ink_soft"))
            below = QRectF(place * slot, self.height() - line, slot, line)
            words = painter.fontMetrics().elidedText(
                in_words(name), Qt.TextElideMode.ElideRight, int(slot)
            )
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.setPen(QPen(theme().colour("line"), 1))
        base = self.height() - line
        painter.drawLine(0, base, self.width(), base)
