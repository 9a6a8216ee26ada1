"""The required papers as the scan screen's list: what is scanned, what is missing, what must not
be scanned. Pages dropped on a paper move to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk_app.ui.icons import SIZE, pixmap
from desk_app.ui.language import Spoken, Text, in_words, tr
from desk_app.ui.theme import BASE, HINT, XS, M, S, theme
from desk_app.ui.widgets.page_strip import PAGES_MIME, carried_pages
from desk_app.ui.widgets.rows import draw_ground, draw_line

ROW = 58
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class PaperRow:
    """One required paper. ``sign`` and ``tone`` are its state at a glance; ``count`` what was
    scanned, ``detail`` how it is scanned, or why not; ``open``: pages may come to it."""

    number: int
    name: str
    sign: str
    tone: str
    count: Text
    detail: Text
    open: bool = True


class PaperModel(QAbstractListModel):
    """The rows."""

    pages_dropped = Signal(object, int)
    """Ids of pages, and the number of the paper they were dropped on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PaperRow, ...] = ()

    @property
    def papers(self) -> tuple[PaperRow, ...]:
        """What is shown."""
        return self._rows

    def show_papers(self, rows: Sequence[PaperRow]) -> bool:
        """Shows ``rows``; True if the list itself is another one."""
        new = tuple(rows)
        if [row.number for row in new] == [row.number for row in self._rows]:
            self._rows = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return False
        self.beginResetModel()
        self._rows = new
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        """How many papers there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The whole row in words, for those who hear it, and as a tip."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row.name, in_words(row.count), in_words(row.detail))
            return f"{row.number}. " + ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.name}\n{in_words(row.detail)}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Pages are dropped on papers that may have some."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self._rows[index.row()].open:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        """Pages of the strip."""
        return [PAGES_MIME]

    def supportedDropActions(self) -> Qt.DropAction:
        """They move."""
        return Qt.DropAction.MoveAction

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        """Tells where pages were dropped."""
        ids = carried_pages(data)
        if ids and parent.isValid():
            self.pages_dropped.emit(ids, self._rows[parent.row()].number)
        return False


class PaperList(QListView, Spoken):
    """``picked`` with the number of the paper under the cursor."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.papers = PaperModel(self)
        self.setModel(self.papers)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_RowDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(True)
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._current_changed)
        theme().changed.connect(self.scheduleDelayedItemsLayout)
        self.speak()

    def show_papers(self, rows: Sequence[PaperRow], current: int | None) -> None:
        """Shows ``rows`` with the cursor on the paper ``current``."""
        self._quiet = True
        self.papers.show_papers(rows)
        for place, row in enumerate(rows):
            if row.number == current:
                self.setCurrentIndex(self.papers.index(place))
                self.scrollTo(self.papers.index(place))
        self._quiet = False
        self.viewport().update()

    def current_paper(self) -> int | None:
        """Number of the paper under the cursor."""
        row = self.currentIndex().row()
        rows = self.papers.papers
        return rows[row].number if 0 <= row < len(rows) else None

    def step(self, by: int) -> None:
        """The cursor goes ``by`` papers on."""
        rows = len(self.papers.papers)
        if rows:
            place = min(max(self.currentIndex().row() + by, 0), rows - 1)
            self.setCurrentIndex(self.papers.index(place))

    def go_to_place(self, place: int) -> None:
        """The cursor goes to the ``place``-th paper, from 0."""
        if place < len(self.papers.papers):
            self.setCurrentIndex(self.papers.index(place))

    def retranslate(self) -> None:
        """Says its name in the language in force."""
        self.setAccessibleName(tr("digitise.papers"))
        self.viewport().update()

    def _current_changed(self, index: QModelIndex) -> None:
        rows = self.papers.papers
        if not self._quiet and 0 <= index.row() < len(rows):
            self.picked.emit(rows[index.row()].number)


class _RowDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, PaperModel)
        row = model.papers[index.row()]
        painter.save()
        chosen = draw_ground(painter, option)
        self._draw(painter, row, option.rect.adjusted(M, S - 2, -M, -(S - 2)), chosen=chosen)
        painter.restore()

    def _draw(self, painter: QPainter, row: PaperRow, room: QRect, *, chosen: bool) -> None:
        side = theme().px(SIZE)
        half = room.height() // 2
        ratio = painter.device().devicePixelRatio()
        top = room.top() + (half - side) // 2
        painter.drawPixmap(room.left(), top, pixmap(row.sign, row.tone, SIZE, ratio))
        left = room.left() + side + S
        upper = QRect(left, room.top(), room.right() - left, half)
        lower = QRect(left, room.top() + half, room.right() - left, half)
        hint = theme().font(HINT)
        count = in_words(row.count)
        count_width = QFontMetrics(hint).horizontalAdvance(count) + 1 if count else 0
        name = QRect(upper.left(), upper.top(), upper.width() - count_width - XS, half)
        ink = theme().colour("ink" if row.open else "ink_soft")
        strong = theme().font(BASE, strong=chosen)
        draw_line(painter, name, f"{row.number}. {row.name}", strong, ink)
        if count:
            place = QRect(upper.right() - count_width + 1, upper.top(), count_width, half)
            draw_line(painter, place, count, hint, ink)
        tone = row.tone if row.tone in ("care", "wrong") else "ink_soft"
        draw_line(painter, lower, in_words(row.detail), hint, theme().colour(tone))
