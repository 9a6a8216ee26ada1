"""One line of a list to pick from: icon, words, and at the right what tells it apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desk_app.ui.icons import pixmap
from desk_app.ui.language import Text, in_words
from desk_app.ui.theme import BASE, HINT, ROW_HEIGHT, M, S, theme

CHOICE_ROLE = Qt.ItemDataRole.UserRole + 1
_SIGN = 18


@dataclass(frozen=True)
class Choice:
    """One thing to pick: its value, its words, what stands at the right, what else finds it."""

    value: Any
    text: Text
    detail: Text = ""
    also: str = ""
    icon: str = ""

    def searched(self) -> str:
        """All that finds it."""
        return f"{in_words(self.text)} {in_words(self.detail)} {self.also}"


class ChoiceDelegate(QStyledItemDelegate):
    """Draws the :class:`Choice` under ``CHOICE_ROLE``."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As high as a row of a table."""
        return QSize(120, theme().px(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draws one line."""
        choice: Choice = index.data(CHOICE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent_soft"))
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 4, 4)
        inner = option.rect.adjusted(S, 0, -M, 0)
        if choice.icon:
            side = theme().px(_SIGN)
            top = inner.top() + (inner.height() - side) // 2
            painter.drawPixmap(inner.left(), top, pixmap(choice.icon, "ink_soft", _SIGN))
            inner.setLeft(inner.left() + side + S)
        painter.setFont(theme().font(HINT))
        painter.setPen(theme().colour("ink_soft"))
        detail = in_words(choice.detail)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(inner, right, detail)
        taken = painter.fontMetrics().horizontalAdvance(detail) + (M if detail else 0)
        painter.setFont(theme().font(BASE))
        painter.setPen(theme().colour("ink"))
        words = painter.fontMetrics().elidedText(
            in_words(choice.text), Qt.TextElideMode.ElideRight, inner.width() - taken
        )
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()
