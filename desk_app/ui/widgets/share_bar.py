"""A thin bar under the words of a table's cell: how much of something is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desk_app.ui.theme import S, theme
from desk_app.ui.widgets.table import WindowModel

Index = QModelIndex | QPersistentModelIndex
HEIGHT = 3


class ShareBar(QStyledItemDelegate):
    """Draws a column of a :class:`WindowModel` as always, and under it the bar.

    Args:
        share: 0 to 1 for a row; None: no bar.
    """

    def __init__(self, share: Callable[[Any], float | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._share = share

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Words, then the bar."""
        super().paint(painter, option, index)
        model = index.model()
        row = model.row(index.row()) if isinstance(model, WindowModel) else None
        share = None if row is None else self._share(row)
        if share is None:
            return
        room: QRect = option.rect.adjusted(S, 0, -S, 0)
        height = max(2, theme().px(HEIGHT))
        bar = QRect(room.left(), room.bottom() - height - 2, room.width(), height)
        painter.fillRect(bar, theme().colour("line"))
        done = QRect(bar)
        done.setWidth(round(bar.width() * min(1.0, max(0.0, share))))
        painter.fillRect(done, theme().colour("good" if share >= 1 else "accent"))
