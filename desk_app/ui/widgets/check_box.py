"""Check box and round choice drawn by the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from desk_app.ui.icons import pixmap
from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import BASE, S, theme

# Qt's class is inherited once, by the kinds below: what they share goes before it.
if TYPE_CHECKING:
    _AnyButton = QAbstractButton
else:
    _AnyButton = object

BOX = 18


def draw_box(painter: QPainter, x: int, height: int, state: Qt.CheckState, focused: bool) -> None:
    """A check box at ``x``, centred in ``height``; half-ticked has a dash, not only a colour."""
    side = theme().px(BOX)
    box = QRectF(x + 1, (height - side) / 2 + 1, side - 2, side - 2)
    on = state != Qt.CheckState.Unchecked
    painter.setBrush(theme().colour("accent" if on else "surface"))
    painter.setPen(QPen(theme().colour("accent" if on or focused else "edge"), 2 if focused else 1))
    painter.drawRoundedRect(box, 4, 4)
    if on:
        name = "check" if state == Qt.CheckState.Checked else "minus"
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(int(box.x()) + 1, int(box.y()) + 1, pixmap(name, "on_accent", 14, scale))


def draw_ring(painter: QPainter, rect: QRect) -> None:
    """The focus ring."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour("accent"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)


class _Drawn(Spoken, _AnyButton):
    """What both kinds share: words that follow the language, beside a mark of their own."""

    def __init__(self, text: Text, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = text
        theme().changed.connect(self.updateGeometry)
        self.speak()

    def say(self, text: Text) -> None:
        """Other words."""
        self._said = text
        self.retranslate()

    def retranslate(self) -> None:
        """Says its words in the language in force."""
        self.setText(in_words(self._said))
        self.setAccessibleName(in_words(self._said))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for mark and words."""
        width = QFontMetrics(theme().font(BASE)).horizontalAdvance(in_words(self._said))
        return QSize(S + theme().px(BOX) + S + width + S, theme().px(28))

    def hitButton(self, pos: object) -> bool:
        """The words count as the mark."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws mark and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_mark(painter)
        painter.setFont(theme().font(BASE))
        painter.setPen(theme().colour("ink" if self.isEnabled() else "ink_soft"))
        rest = self.rect().adjusted(S + theme().px(BOX) + S, 0, 0, 0)
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), in_words(self._said))
        if self.hasFocus():
            draw_ring(painter, self.rect())

    def _draw_mark(self, painter: QPainter) -> None:
        raise NotImplementedError


class CheckBox(_Drawn, QCheckBox):
    """Yes or no."""

    def _draw_mark(self, painter: QPainter) -> None:
        draw_box(painter, S, self.height(), self.checkState(), False)


class RadioButton(_Drawn, QRadioButton):
    """One of several; give them one parent."""

    def _draw_mark(self, painter: QPainter) -> None:
        side = theme().px(BOX)
        ring = QRectF(S + 1, (self.height() - side) / 2 + 1, side - 2, side - 2)
        painter.setBrush(theme().colour("surface"))
        painter.setPen(QPen(theme().colour("accent" if self.isChecked() else "edge"), 1))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent"))
            painter.drawEllipse(ring.adjusted(4, 4, -4, -4))
