"""The list of what was found: two lines a dossier, the typed words marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desk_app.services.dossiers import state_words
from desk_app.services.search import DossierLine
from desk_app.ui.icons import pixmap
from desk_app.ui.language import day, in_words, tr
from desk_app.ui.screens.search.marks import marks
from desk_app.ui.theme import BASE, HINT, M, S, theme
from desk_app.ui.widgets.rows import draw_ground
from desk_app.ui.widgets.table import WINDOW, Column, Table, WindowModel
from desk_app.wording import message

ROW = 56
WHOLE_CODES = 390
"""Narrower lists show codes without their unit: it is the same for nearly all."""
_SIGN = 16


def sign_of(line: DossierLine) -> tuple[str, str]:
    """Icon and tone of the one thing to see about a dossier: overdue, its way to the centre."""
    if line.sync in ("refused", "held"):
        return "triangle-alert", "wrong"
    if line.overdue:
        return "hourglass", "care"
    if line.sync == "waiting":
        return "clock", "accent"
    return "check", "ink_soft"


def short_code(code: str) -> str:
    """A code without its unit: ``…-261120-0008``."""
    unit, dash, rest = code.partition("-")
    return f"…{dash}{rest}" if dash else unit


def spoken(line: DossierLine) -> str:
    """The whole row in words, for those who hear it."""
    return ", ".join((line.code, line.applicant, in_words(line.procedure_words), state_line(line)))


def state_line(line: DossierLine) -> str:
    """Where the dossier stands: ``hẹn 07/12/2026 · Chờ gửi``."""
    parts = []
    if line.promised_at is not None:
        key = "search_screen.overdue_since" if line.overdue else "search_screen.promised"
        parts.append(tr(key, day=day(line.promised_at)))
    if line.state != "received":
        parts.append(in_words(state_words(line.state)))
    if line.sync != "accepted":
        parts.append(tr(f"dossier.sync.{line.sync}"))
    return " · ".join(parts)


class DossierList(Table):
    """Fetches the rows that are seen; ``typed`` gives the words to mark."""

    def __init__(self, ask: Callable[[int, int], None], parent: QWidget | None = None) -> None:
        self.lines = WindowModel([Column(message("search_screen.list"), spoken)], ask)
        super().__init__(self.lines, message("search_screen.list"), parent=parent)
        self.typed = ""
        self.horizontalHeader().hide()
        self.setItemDelegate(_LineDelegate(self))
        theme().changed.connect(self._size_rows)
        self._size_rows()

    def show_rows(self, total: int, lines: Sequence[DossierLine], row: int | None) -> None:
        """There are ``total`` dossiers now, of which ``lines`` are the first. The cursor goes to
        ``row``; if it was on another row before, what one points at stays where it is."""
        before, bar = self.currentIndex().row(), self.verticalScrollBar()
        top = bar.value()
        self.lines.restart(total)
        self.fill(lines)
        self.executeDelayedItemsLayout()
        if row is None:
            bar.setValue(top)
            return
        self.go_to(row)
        if before >= 0:
            height = self.verticalHeader().defaultSectionSize()
            bar.setValue(top + (row - before) * height)
            self.scrollTo(self.currentIndex())

    def fill(self, lines: Sequence[DossierLine]) -> None:
        """The first rows, as they are now."""
        for first in range(0, len(lines), WINDOW):
            self.lines.fill(first, lines[first : first + WINDOW])

    def _size_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().px(ROW))


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, parent: DossierList) -> None:
        super().__init__(parent)
        self._list = parent

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(option.rect.width(), theme().px(ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        draw_ground(painter, option)
        line = self._list.lines.row(index.row())
        room = option.rect.adjusted(M, S - 2, -M, -(S - 2))
        if line is None:
            painter.setPen(theme().colour("ink_soft"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), tr("ui.table.loading"))
        else:
            self._draw(painter, line, room)
        painter.restore()

    def _draw(self, painter: QPainter, line: DossierLine, room: QRect) -> None:
        half = room.height() // 2
        upper = QRect(room.left(), room.top(), room.width(), half)
        lower = QRect(room.left(), room.top() + half, room.width(), half)
        code_font = theme().font(BASE, tabular=False)
        shown = line.code if room.width() >= theme().px(WHOLE_CODES) else short_code(line.code)
        code_width = QFontMetrics(code_font).horizontalAdvance(shown) + M
        name = upper.adjusted(0, 0, -code_width, 0)
        code = QRect(upper.right() - code_width + M, upper.top(), code_width - M + 1, half)
        ink = theme().colour("ink")
        soft = theme().colour("ink_soft")
        typed = self._list.typed
        draw_marked(painter, name, line.applicant, theme().font(BASE, strong=True), ink, typed)
        draw_marked(painter, code, shown, code_font, soft, typed)
        sign, tone = sign_of(line)
        side = theme().px(_SIGN)
        hint = theme().font(HINT)
        state = state_line(line)
        state_width = QFontMetrics(hint).horizontalAdvance(state) + 1
        place = QRect(lower.right() - state_width + 1, lower.top(), state_width, half)
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(
            place.left() - side - S,
            lower.top() + (half - side) // 2,
            pixmap(sign, tone, _SIGN, ratio),
        )
        colour = theme().colour(tone if tone in ("wrong", "care") else "ink_soft")
        draw_marked(painter, place, state, hint, colour, "")
        rest = QRect(lower.left(), lower.top(), place.left() - side - 2 * S - lower.left(), half)
        draw_marked(painter, rest, in_words(line.procedure_words), hint, soft, "")


def draw_marked(
    painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor, typed: str
) -> None:
    """Draws a line of text that ends with … where it is too long, the words of ``typed`` marked."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.setFont(font)
    for first, length in marks(shown, typed) if typed else ():
        left = room.left() + metrics.horizontalAdvance(shown[:first])
        width = metrics.horizontalAdvance(shown[: first + length]) - metrics.horizontalAdvance(
            shown[:first]
        )
        height = metrics.height()
        mark = QRect(left - 1, room.top() + (room.height() - height) // 2, width + 2, height)
        painter.fillRect(mark, theme().colour("accent_soft"))
        line = QRect(left, mark.bottom() - 1, width, 2)
        painter.fillRect(line, theme().colour("accent"))
    painter.setPen(colour)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
