"""Buttons side by side that go on in the next line where a line is full."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desk_app.ui.theme import S


class Wrapping(QLayout):
    """As a row of widgets, each at its own size, in as many lines as the width asks for.

    Args:
        right: whether lines end at the right edge.
    """

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = S, right: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._right = spacing, right
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        """Qt: takes one more."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt: one of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt: gives one away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Qt: it takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt: less width, more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: how high it is at ``width``."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Qt: puts everything in its place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Qt: one line."""
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self._gap * max(len(shown) - 1, 0)
        return QSize(width, self._tallest())

    def minimumSize(self) -> QSize:
        """Qt: the widest of them in a line of its own."""
        width = max((item.minimumSize().width() for item in self._shown()), default=0)
        return QSize(width, self._tallest())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _tallest(self) -> int:
        return max((item.sizeHint().height() for item in self._shown()), default=0)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            sizes = [item.sizeHint() for item in line]
            width = sum(size.width() for size in sizes) + self._gap * (len(sizes) - 1)
            height = max(size.height() for size in sizes)
            x = rect.x() + (max(rect.width() - width, 0) if self._right else 0)
            for item, size in zip(line, sizes, strict=True):
                if move:
                    room = QSize(min(size.width(), rect.width()), size.height())
                    item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), room))
                x += size.width() + self._gap
            y += height + self._gap
        return max(y - self._gap - rect.y(), 0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if lines and used + self._gap + wide <= width:
                lines[-1].append(item)
                used += self._gap + wide
            else:
                lines.append([item])
                used = wide
        return lines
