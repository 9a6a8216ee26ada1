"""Thumbnails of pages in their order: hundreds of them, and only those that are seen are drawn."""

from __future__ import annotations

from collections import OrderedDict
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
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk_app.ui.icons import pixmap
from desk_app.ui.language import Spoken, Text, in_words, tr
from desk_app.ui.nearest import nearest
from desk_app.ui.theme import HINT, XS, S, theme

CELL = (124, 176)
SIGN = 16
FOOT = 20
KEPT_PICTURES = 240
PAGES_MIME = "application/x-desk-pages"
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class StripPage:
    """One page of the strip. ``stamp`` changes whenever its picture does. ``sign`` is an icon with
    ``tone`` where there is something to see about the page, said by ``about``. ``mark`` stands
    beside its number. ``sheet``: it is a cover sheet, which has no number."""

    id: str
    stamp: str
    number: int
    hidden: bool = False
    sign: str = ""
    tone: str = "care"
    about: Text = ""
    sheet: bool = False
    mark: Text = ""


class PageModel(QAbstractListModel):
    """The pages; their pictures arrive later, and only those lately seen are kept."""

    picture_wanted = Signal(str)
    """Id of a page that is seen and whose picture is not here."""
    pages_dropped = Signal(object, int)
    """Ids of the pages that were dragged, and the row before which they were dropped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: tuple[StripPage, ...] = ()
        self._pictures: OrderedDict[tuple[str, str], QPixmap] = OrderedDict()
        self._asked: set[tuple[str, str]] = set()

    @property
    def pages(self) -> tuple[StripPage, ...]:
        """What is shown."""
        return self._pages

    def show_pages(self, pages: Sequence[StripPage]) -> None:
        """Shows ``pages``; pictures that are still right stay."""
        new = tuple(pages)
        if [page.id for page in new] == [page.id for page in self._pages]:
            before, self._pages = self._pages, new
            for row, page in enumerate(before):
                if page != new[row]:
                    self.dataChanged.emit(self.index(row), self.index(row))
            return
        appended = new[: len(self._pages)] == self._pages
        if appended and len(new) > len(self._pages):
            self.beginInsertRows(QModelIndex(), len(self._pages), len(new) - 1)
            self._pages = new
            self.endInsertRows()
            return
        self.beginResetModel()
        self._pages = new
        self.endResetModel()

    def show_picture(self, page_id: str, picture: bytes) -> None:
        """The picture of a page, as asked for."""
        for row, page in enumerate(self._pages):
            if page.id == page_id:
                key = (page.id, page.stamp)
                self._asked.discard(key)
                self._pictures[key] = QPixmap.fromImage(_fitted(QImage.fromData(picture)))
                while len(self._pictures) > KEPT_PICTURES:
                    self._pictures.popitem(last=False)
                self.dataChanged.emit(self.index(row), self.index(row))

    def picture(self, row: int) -> QPixmap | None:
        """The picture of a row; None while it is not there (it is asked for)."""
        page = self._pages[row]
        key = (page.id, page.stamp)
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
        elif key not in self._asked:
            self._asked.add(key)
            self.picture_wanted.emit(page.id)
        return found

    def forget_pictures(self) -> None:
        """All pictures are drawn anew (another size of text)."""
        self._pictures.clear()
        self._asked.clear()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        """How many pages there are."""
        return 0 if parent.isValid() else len(self._pages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """What a screen reader says of a page."""
        page = self._pages[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(page)
        if role == Qt.ItemDataRole.ToolTipRole and page.about:
            return in_words(page.about)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Pages can be dragged; they are dropped between others."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return plain | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """They move."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Ids of pages, one a line."""
        return [PAGES_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids of the dragged pages, in their order."""
        rows = sorted(index.row() for index in indexes)
        carried = QMimeData()
        carried.setData(PAGES_MIME, "\n".join(self._pages[row].id for row in rows).encode())
        return carried

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Tells where pages were dropped; whoever owns them moves them."""
        ids = carried_pages(data)
        if not ids:
            return False
        place = row if row >= 0 else parent.row() if parent.isValid() else len(self._pages)
        self.pages_dropped.emit(ids, place)
        return False  # the rows move when the pages have moved


def carried_pages(data: QMimeData) -> tuple[str, ...]:
    """Ids of the pages somebody drags."""
    raw = bytes(data.data(PAGES_MIME).data())
    return tuple(raw.decode().split("\n")) if raw else ()


class PageStrip(QListView, Spoken):
    """The strip. ``current_changed`` with the id of the page under the cursor, empty for none."""

    current_changed = Signal(str)
    opened = Signal(str)

    def __init__(self, name: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.pages = PageModel(self)
        self.setModel(self.pages)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setItemDelegate(_PageDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        # Scrolling moves what is painted and paints only what comes into sight.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.activated.connect(lambda index: self.opened.emit(self.pages.pages[index.row()].id))
        self.selectionModel().currentChanged.connect(self._current_changed)
        theme().changed.connect(self._resize_cells)
        self._resize_cells()
        self.speak()

    def show_pages(self, pages: Sequence[StripPage]) -> None:
        """Shows ``pages``; cursor and selection stay on the pages they were on, or go to their
        neighbour."""
        before = [page.id for page in self.pages.pages]
        here, chosen = self.current_page(), set(self.chosen())
        self.pages.show_pages(pages)
        ids = [page.id for page in pages]
        goal = nearest(here or None, before, ids)
        if goal is None:
            self.current_changed.emit("")
        else:
            stayed = [n for n, i in enumerate(ids) if i in chosen] if goal == here else []
            self._go(ids.index(goal), stayed)

    def current_page(self) -> str:
        """Id of the page under the cursor; empty: none."""
        row = self.currentIndex().row()
        return self.pages.pages[row].id if 0 <= row < len(self.pages.pages) else ""

    def current_words(self) -> str:
        """What a screen reader says of the page under the cursor; empty: there is none."""
        row = self.currentIndex().row()
        return _spoken(self.pages.pages[row]) if 0 <= row < len(self.pages.pages) else ""

    def chosen(self) -> tuple[str, ...]:
        """Ids of the pages that an act is for, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        found = tuple(self.pages.pages[row].id for row in rows if row < len(self.pages.pages))
        here = self.current_page()
        return found or ((here,) if here else ())

    def go_to(self, page_id: str) -> None:
        """The cursor goes to a page, which scrolls into sight."""
        for row, page in enumerate(self.pages.pages):
            if page.id == page_id:
                self._go(row, [])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, which nobody else paints under an opaque view, then the pages."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme().colour("surface"))
        painter.end()
        super().paintEvent(event)

    def retranslate(self) -> None:
        """Says its name in the language in force."""
        self.setAccessibleName(in_words(self._name))

    def _go(self, row: int, chosen: Sequence[int]) -> None:
        flags = self.selectionModel().SelectionFlag
        index = self.pages.index(row)
        # Not by the view's own way: while an officer still holds Ctrl, that would choose both.
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        for other in chosen:
            self.selectionModel().select(self.pages.index(other), flags.Select)
        self.scrollTo(index)

    def _current_changed(self, index: QModelIndex) -> None:
        row = index.row()
        pages = self.pages.pages
        self.current_changed.emit(pages[row].id if 0 <= row < len(pages) else "")

    def _resize_cells(self) -> None:
        width, height = (theme().px(side) for side in CELL)
        self.setGridSize(QSize(width, height))
        self.pages.forget_pictures()
        self.viewport().update()


class _PageDelegate(QStyledItemDelegate):
    def __init__(self, strip: PageStrip) -> None:
        super().__init__(strip)
        self._strip = strip

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(*(theme().px(side) for side in CELL))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        page = self._strip.pages.pages[index.row()]
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        cell = option.rect.adjusted(XS, XS, -XS, -XS)
        if chosen:
            painter.fillRect(cell, theme().colour("accent_soft"))
        foot = theme().px(FOOT)
        self._draw_paper(painter, index.row(), _room(option.rect), faded=page.hidden)
        if chosen and bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        line = QRect(cell.left() + S, cell.bottom() - foot, cell.width() - 2 * S, foot)
        self._draw_foot(painter, page, line)
        painter.restore()

    def _draw_paper(self, painter: QPainter, row: int, room: QRect, *, faded: bool) -> None:
        picture = self._strip.pages.picture(row)
        if picture is None:
            painter.fillRect(room, theme().colour("hover"))
            return
        size = picture.deviceIndependentSize().toSize().boundedTo(room.size())
        left = room.left() + (room.width() - size.width()) // 2
        place = QRect(left, room.bottom() - size.height() + 1, size.width(), size.height())
        painter.fillRect(place, QColor("white"))
        painter.setOpacity(0.35 if faded else 1.0)
        painter.drawPixmap(place, picture)
        painter.setOpacity(1.0)
        painter.setPen(QPen(theme().colour("edge" if not faded else "line"), 1))
        painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _draw_foot(self, painter: QPainter, page: StripPage, line: QRect) -> None:
        painter.setFont(theme().font(HINT, strong=bool(page.sign)))
        painter.setPen(theme().colour("ink_soft" if page.hidden else "ink"))
        middle = int(Qt.AlignmentFlag.AlignCenter)
        words = tr("digitise.strip.hidden") if page.hidden else str(page.number)
        words = tr("digitise.strip.sheet") if page.sheet else words
        words = f"{words} · {in_words(page.mark)}" if page.mark else words
        side = theme().px(SIGN)
        room = line.adjusted(side, 0, -side, 0) if page.sign else line.adjusted(-S, 0, S, 0)
        end = Qt.TextElideMode.ElideRight
        painter.drawText(room, middle, painter.fontMetrics().elidedText(words, end, room.width()))
        if page.sign:
            ratio = painter.device().devicePixelRatio()
            top = line.top() + (line.height() - side) // 2
            painter.drawPixmap(line.left(), top, pixmap(page.sign, page.tone, SIGN, ratio))


def _spoken(page: StripPage) -> str:
    key = "digitise.strip.hidden_page" if page.hidden else "digitise.strip.page"
    words = tr("digitise.strip.sheet") if page.sheet else tr(key, number=page.number)
    return ". ".join((words, *(in_words(part) for part in (page.mark, page.about) if part)))


def _room(cell: QRect) -> QRect:
    """Where in a cell a page is drawn; its number stands below."""
    inner = cell.adjusted(XS, XS, -XS, -XS)
    return inner.adjusted(S, S, -S, -theme().px(FOOT) - XS)


def _fitted(image: QImage) -> QImage:
    """The picture as large as it is drawn: scaling it with every paint is what scrolling is slow
    by."""
    if image.isNull():
        return image
    ratio = QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    room = _room(QRect(0, 0, *(theme().px(side) for side in CELL))).size()
    fitted = image.scaled(
        room * ratio,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    fitted.setDevicePixelRatio(ratio)
    return fitted
