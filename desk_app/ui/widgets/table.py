"""A list of any length: only the rows that are seen are fetched and drawn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desk_app.ui.icons import icon
from desk_app.ui.language import Spoken, Text, in_words, tr
from desk_app.ui.theme import ROW_HEIGHT, theme
from desk_app.ui.widgets.check_box import draw_ring

WINDOW = 200
KEPT_WINDOWS = 20
SIGN = 16
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column: its head, how a row says it, its width at 100 percent (0 takes the rest).

    ``icon`` and ``tone`` say what stands before the words and in which colour; both with the row.
    ``tabular`` off suits dossier codes: figures of one width also widen the hyphens.
    """

    head: Text
    say: Callable[[Any], Text]
    width: int = 0
    right: bool = False
    icon: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    tabular: bool = True


class WindowModel(QAbstractTableModel, Spoken):
    """Rows arrive in windows of 200, on demand.

    Args:
        columns: what is shown of a row.
        ask: called with (first, count) when those rows are wanted; answer with :meth:`fill`, now
            or later. A list in memory needs none: see :meth:`show_all`.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        ask: Callable[[int, int], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._ask = ask
        self._count = 0
        self._windows: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._asked: set[int] = set()
        self._all: Sequence[Any] | None = None
        self.speak()

    def show_all(self, rows: Sequence[Any]) -> None:
        """Shows a list that is in memory."""
        self.beginResetModel()
        self._all, self._count = rows, len(rows)
        self.endResetModel()

    def restart(self, count: int) -> None:
        """There are ``count`` rows now, none known yet."""
        self.beginResetModel()
        self._all, self._count = None, count
        self._windows.clear()
        self._asked.clear()
        self.endResetModel()

    def fill(self, first: int, rows: Sequence[Any]) -> None:
        """The rows from ``first`` on, as asked for."""
        window = first // WINDOW
        self._asked.discard(window)
        self._windows[window] = rows
        while len(self._windows) > KEPT_WINDOWS:
            self._windows.popitem(last=False)
        if rows:
            last = first + len(rows) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def row(self, number: int) -> Any:
        """Row ``number``; None while it is not there (it is asked for)."""
        if self._all is not None:
            return self._all[number]
        window = number // WINDOW
        rows = self._windows.get(window)
        if rows is None:
            if self._ask is not None and window not in self._asked:
                self._asked.add(window)
                first = window * WINDOW
                self._ask(first, min(WINDOW, self._count - first))
                rows = self._windows.get(window)
            if rows is None:
                return None
        self._windows.move_to_end(window)
        place = number - window * WINDOW
        return rows[place] if place < len(rows) else None

    def column(self, number: int) -> Column:
        """Column ``number``."""
        return self._columns[number]

    def retranslate(self) -> None:
        """Says heads and rows in the language in force."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self._count:
            last = self.index(self._count - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        """How many rows there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What one cell shows."""
        if role not in _ROLES:
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole:
            return theme().font() if column.tabular else None
        row = self.row(index.row())
        if row is None:
            return tr("ui.table.loading") if role == Qt.ItemDataRole.DisplayRole else None
        tone = column.tone(row) if column.tone else ""
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().colour(tone) if tone else None
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(column.icon(row), tone or "ink_soft", SIGN) if column.icon else None
        return in_words(column.say(row))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """What a head shows."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return in_words(column.head)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.TextAlignmentRole,
    Qt.ItemDataRole.FontRole,
    Qt.ItemDataRole.ForegroundRole,
    Qt.ItemDataRole.DecorationRole,
)


class Table(QTableView, Spoken):
    """Shows a :class:`WindowModel`; whole rows are chosen, Enter or a double click opens."""

    opened = Signal(object)
    """The row that was opened."""
    picked = Signal(object)
    """The row the cursor is on; None for none."""

    def __init__(self, model: WindowModel, name: Text, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window_model = model
        model.setParent(self)
        self.setModel(model)
        self._name = name
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().currentRowChanged.connect(self._picked)
        theme().changed.connect(self._dress)
        self._dress()
        self.speak()

    def retranslate(self) -> None:
        """Says its name in the language in force."""
        self.setAccessibleName(in_words(self._name))

    def current(self) -> Any:
        """The row the cursor is on."""
        index = self.currentIndex()
        return self._window_model.row(index.row()) if index.isValid() else None

    def go_to(self, number: int) -> None:
        """Puts the cursor on row ``number``."""
        self.setCurrentIndex(self._window_model.index(number, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, and a ring around the one under the cursor while keys go to it."""
        super().paintEvent(event)
        row = self.currentIndex().row()
        if row < 0 or not self.hasFocus():
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.viewport().width()
        draw_ring(painter, QRect(0, self.rowViewportPosition(row), width, self.rowHeight(row)))

    def _open(self, number: int) -> None:
        if number >= 0 and (row := self._window_model.row(number)) is not None:
            self.opened.emit(row)

    def _picked(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.picked.emit(self._window_model.row(index.row()) if index.isValid() else None)

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().px(ROW_HEIGHT))
        sign = theme().px(SIGN)
        self.setIconSize(QSize(sign, sign))  # else Qt draws them at 16 beside any text
        header = self.horizontalHeader()
        for number in range(self._window_model.columnCount()):
            width = self._window_model.column(number).width
            if width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(number, theme().px(width))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
