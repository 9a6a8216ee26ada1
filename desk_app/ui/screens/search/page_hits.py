"""Pages whose text was found: where each lies, and the words around what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
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

from desk_app.services.page_views import PageHit
from desk_app.ui.language import Spoken, tr
from desk_app.ui.screens.search.dossier_list import draw_marked, short_code
from desk_app.ui.screens.search.marks import from_the_mark
from desk_app.ui.theme import BASE, HINT, M, S, theme
from desk_app.ui.widgets.rows import draw_ground

ROW = 78
Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """The hits, in order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits: tuple[PageHit, ...] = ()

    def show_hits(self, hits: Sequence[PageHit]) -> None:
        """Shows ``hits``."""
        self.beginResetModel()
        self.hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        """How many there are."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The whole row in words, for those who hear it."""
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_whose(hit)}. {place(hit)}. {hit.snippet}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return hit.paper_name
        return None


def _whose(hit: PageHit) -> str:
    return f"{short_code(hit.code)}  {hit.applicant}"


def place(hit: PageHit) -> str:
    """Where a page lies, the page first, for names are long: ``Trang 3 · 2. Giấy chứng sinh``."""
    name = f"{hit.paper_number}. {hit.paper_name}"
    return tr("search_screen.page_of", paper=name, page=hit.position)


class PageHits(QListView, Spoken):
    """``picked`` with the hit under the cursor, ``opened`` when Enter is pressed on it."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = HitModel(self)
        self.typed = ""
        self.setModel(self.found)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_HitDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.activated.connect(lambda index: self.opened.emit(self.found.hits[index.row()]))
        theme().changed.connect(self.scheduleDelayedItemsLayout)
        self.speak()

    def show_hits(self, hits: Sequence[PageHit], typed: str) -> None:
        """Shows ``hits``; the cursor goes to the first."""
        self.typed = typed
        self.found.show_hits(hits)
        self.go_to(0)

    def go_to(self, row: int) -> None:
        """The cursor goes to ``row``."""
        if 0 <= row < len(self.found.hits):
            self.setCurrentIndex(self.found.index(row))

    def current(self) -> PageHit | None:
        """The hit under the cursor."""
        row = self.currentIndex().row()
        return self.found.hits[row] if 0 <= row < len(self.found.hits) else None

    def retranslate(self) -> None:
        """Says its name in the language in force."""
        self.setAccessibleName(tr("search_screen.pages_list"))
        self.viewport().update()

    def _current_changed(self, _index: QModelIndex) -> None:
        self.picked.emit(self.current())


class _HitDelegate(QStyledItemDelegate):
    def __init__(self, hits: PageHits) -> None:
        super().__init__(hits)
        self._hits = hits

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit = self._hits.found.hits[index.row()]
        painter.save()
        draw_ground(painter, option)
        room = option.rect.adjusted(M, S - 2, -M, -(S - 2))
        line = room.height() // 3
        width = QFontMetrics(theme().font(HINT)).horizontalAdvance
        snippet = from_the_mark(
            hit.snippet, self._hits.typed, lambda text: width(text) <= room.width()
        )
        rows = (
            (_whose(hit), theme().font(BASE, strong=True), "ink", ""),
            (place(hit), theme().font(HINT), "ink_soft", ""),
            (snippet, theme().font(HINT), "ink", self._hits.typed),
        )
        for number, (text, font, tone, typed) in enumerate(rows):
            where = QRect(room.left(), room.top() + number * line, room.width(), line)
            draw_marked(painter, where, text, font, theme().colour(tone), typed)
        painter.restore()
