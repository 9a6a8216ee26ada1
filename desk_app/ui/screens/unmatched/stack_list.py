"""The stacks that wait, each with its first page small, why it waits and since when."""

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
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk_app.services.page_views import StackCard
from desk_app.ui.language import Spoken, day, hour, in_words, tr
from desk_app.ui.screens.unmatched.state import stack_contents
from desk_app.ui.theme import BASE, HINT, M, S, theme
from desk_app.ui.widgets.rows import draw_ground, draw_line

ROW = 92
PICTURE = 56  # at any size of text: what grows is the words
Index = QModelIndex | QPersistentModelIndex


class StackModel(QAbstractListModel):
    """The stacks, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stacks: tuple[StackCard, ...] = ()
        self._pictures: dict[str, QPixmap] = {}

    def show_stacks(self, stacks: Sequence[StackCard]) -> None:
        """Shows ``stacks``."""
        self.beginResetModel()
        self.stacks = tuple(stacks)
        self._pictures = {}
        self.endResetModel()

    def picture(self, row: int) -> QPixmap:
        """The first page of a stack."""
        stack = self.stacks[row]
        if stack.id not in self._pictures:
            image = QImage.fromData(stack.thumbnail or b"")
            self._pictures[stack.id] = QPixmap.fromImage(image)
        return self._pictures[stack.id]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        """How many stacks wait."""
        return 0 if parent.isValid() else len(self.stacks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The whole row in words, for those who hear it."""
        stack = self.stacks[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = in_words(stack_contents(stack))
            return ". ".join((in_words(stack.reason_words), said, since(stack)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_words(stack.reason_words)
        return None


def since(stack: StackCard) -> str:
    """When it came: ``10:42 · 21/11/2026``."""
    return f"{hour(stack.arrived_at)} · {day(stack.arrived_at)}"


def two_lines(text: str, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """A sentence on one line, or on two where it is too long for one."""
    if metrics.horizontalAdvance(text) <= width:
        return (text,)
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        first = " ".join(words[:count])
        if metrics.horizontalAdvance(first) < width:  # rounded: at the same width it may be cut
            return first, " ".join(words[count:])
    return (text,)


class StackList(QListView, Spoken):
    """``picked`` with the id of the stack under the cursor; Enter on it is ``activated``."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stacks = StackModel(self)
        self.setModel(self.stacks)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_StackDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._current_changed)
        theme().changed.connect(self.scheduleDelayedItemsLayout)
        self.speak()

    def show_stacks(self, stacks: Sequence[StackCard], chosen: str | None) -> None:
        """Shows ``stacks`` with the cursor on ``chosen``."""
        self._quiet = True
        if tuple(stacks) != self.stacks.stacks:
            self.stacks.show_stacks(stacks)
        for row, stack in enumerate(stacks):
            if stack.id == chosen:
                self.setCurrentIndex(self.stacks.index(row))
        self._quiet = False

    def retranslate(self) -> None:
        """Says its name in the language in force."""
        self.setAccessibleName(tr("unmatched.stacks"))
        self.viewport().update()

    def _current_changed(self, index: QModelIndex) -> None:
        if not self._quiet and 0 <= index.row() < len(self.stacks.stacks):
            self.picked.emit(self.stacks.stacks[index.row()].id)


class _StackDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, StackModel)
        stack = model.stacks[index.row()]
        painter.save()
        draw_ground(painter, option)
        room = option.rect.adjusted(M, S, -M, -S)
        self._draw_picture(painter, model.picture(index.row()), room)
        left = room.left() + PICTURE + M
        words = QRect(left, room.top(), room.right() - left, room.height())
        strong, hint = theme().font(BASE, strong=True), theme().font(HINT)
        ink, soft = theme().colour("ink"), theme().colour("ink_soft")
        reason = two_lines(in_words(stack.reason_words), QFontMetrics(strong), words.width())
        rows = (
            *((line, strong, ink) for line in reason),
            (in_words(stack_contents(stack)), hint, ink),
            (since(stack), hint, soft),
        )
        line = words.height() // len(rows)
        for number, (text, font, colour) in enumerate(rows):
            place = QRect(words.left(), words.top() + number * line, words.width(), line)
            draw_line(painter, place, text, font, colour)
        painter.restore()

    def _draw_picture(self, painter: QPainter, picture: QPixmap, room: QRect) -> None:
        frame = QRect(room.left(), room.top(), PICTURE, room.height())
        if picture.isNull():
            painter.fillRect(frame, theme().colour("hover"))
            return
        size = picture.size()
        size.scale(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(frame.topLeft(), size)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(place, QColor("white"))
        painter.drawPixmap(place, picture)
        painter.setPen(QPen(theme().colour("edge"), 1))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
