"""The rows of the checklist: a model, and how a row is drawn. 55 papers stay as quick as five."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desk_app.services.catalogue import RequiredPaperCard
from desk_app.services.intake_check import is_conditional
from desk_app.services.intake_form import PaperForm
from desk_app.ui.icons import pixmap
from desk_app.ui.language import tr
from desk_app.ui.matching import matches
from desk_app.ui.screens.intake.checklist_rules import as_asked, is_short, moved
from desk_app.ui.theme import BASE, HINT, S, theme
from desk_app.ui.widgets.check_box import BOX, draw_box
from desk_app.ui.widgets.few_lines import in_few_lines

PAPER_ROLE = Qt.ItemDataRole.UserRole + 1
TICK_ROLE = Qt.ItemDataRole.UserRole + 2
LINES = 2
LINES_OF_CURRENT = 14
PADDING = 7
RIGHT = 118
NUMBER = 26
Index = QModelIndex | QPersistentModelIndex


class ChecklistModel(QAbstractListModel):
    """Required papers with what was handed in; rows can be filtered by words."""

    def __init__(self) -> None:
        super().__init__()
        self.papers: tuple[RequiredPaperCard, ...] = ()
        self._ticks: dict[int, PaperForm] = {}
        self._names: dict[int, str] = {}  # of the papers answered; none for a draft just opened
        self._shown: list[RequiredPaperCard] = []
        self._filter = ""

    def show_papers(self, papers: Sequence[RequiredPaperCard]) -> int:
        """Another checklist. An answer stays with the paper of the same name, whatever its number;
        returns how many have none any more. An empty list keeps them for the next one."""
        if tuple(papers) == self.papers:
            return 0
        self.papers = tuple(papers)
        dropped = self._answer_anew() if papers else 0
        self._arrange()
        return dropped

    def _answer_anew(self) -> int:
        before = {n: tick for n, tick in self._ticks.items() if n in self._names}
        if self._names:
            self._ticks = moved(before, self._names, self.papers)
        self._names = {paper.number: paper.name for paper in self.papers}
        return len(before) - len(self._ticks) if before else 0

    def show_ticks(self, ticks: Mapping[int, PaperForm]) -> None:
        """What was handed in, by number of the paper."""
        self._ticks = dict(ticks)
        self._names = {paper.number: paper.name for paper in self.papers}
        self._tell_all()

    def filter(self, text: str) -> None:
        """Shows only papers with these words."""
        self._filter = text
        self._arrange()

    @property
    def ticks(self) -> dict[int, PaperForm]:
        """What was handed in for papers of this checklist."""
        numbers = {paper.number for paper in self.papers}
        return {number: tick for number, tick in self._ticks.items() if number in numbers}

    def paper_at(self, row: int) -> RequiredPaperCard | None:
        """The paper of a shown row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def tick_of(self, number: int) -> PaperForm | None:
        """What was handed in for paper ``number``."""
        return self._ticks.get(number)

    def row_of(self, number: int) -> int:
        """The row of paper ``number``; -1 if it is not shown."""
        return next((n for n, paper in enumerate(self._shown) if paper.number == number), -1)

    def set_tick(self, number: int, tick: PaperForm | None) -> None:
        """Another answer for paper ``number``."""
        if tick is None:
            self._ticks.pop(number, None)
        else:
            self._ticks[number] = tick
        row = self.row_of(number)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    def tick_all(self, *, presented: bool = False) -> None:
        """All shown papers are here, as asked for; what was answered already stays, and so does
        what is asked for in some cases only."""
        for paper in self._shown:
            if is_conditional(paper):
                continue
            tick = self._ticks.get(paper.number)
            if tick is None or tick.state == "later":
                self._ticks[paper.number] = as_asked(paper, presented=presented)
        self._tell_all()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The paper, its answer, and what is read aloud."""
        paper = self.paper_at(index.row())
        if paper is None:
            return None
        tick = self._ticks.get(paper.number)
        if role == Qt.ItemDataRole.DisplayRole:
            return paper.name
        if role == PAPER_ROLE:
            return paper
        if role == TICK_ROLE:
            return tick
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{paper.number}. {paper.name}: {state_words(tick)}, {count_words(tick)}"
        if role == Qt.ItemDataRole.ToolTipRole and paper.uncertain:
            return tr("intake_screen.papers.uncertain")
        return None

    def _arrange(self) -> None:
        self.beginResetModel()
        self._shown = [
            paper for paper in self.papers if matches(self._filter, f"{paper.number} {paper.name}")
        ]
        self.endResetModel()

    def _tell_all(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))


def state_words(tick: PaperForm | None) -> str:
    """The state of a paper in a few words."""
    return tr(f"intake_screen.short.{tick.state}") if tick else tr("intake_screen.short.none")


def count_words(tick: PaperForm | None) -> str:
    """How many of which kind: "1 chính · 2 sao"."""
    if tick is None or tick.state != "submitted":
        return ""
    counts = {"originals": tick.originals, "certified": tick.certified, "copies": tick.copies}
    return " · ".join(
        tr(f"intake_screen.counted.{kind}", n=count) for kind, count in counts.items() if count
    )


@lru_cache(maxsize=2000)
def _lines(text: str, pixels: int, width: int, most: int) -> tuple[str, ...]:
    """``text`` in lines of ``width``, at most so many; the last one ends with dots if cut.

    ``pixels`` is the size of the font (it makes the memory of this function right).
    """
    return in_few_lines(text, _font(pixels), width, most)


def _font(pixels: int) -> QFont:
    font = theme().font(BASE)
    font.setPixelSize(pixels)
    return font


class ChecklistDelegate(QStyledItemDelegate):
    """Box, number, name in as many lines as it needs (few while it is not the current one), and
    at the right what was handed in."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the name."""
        count = len(self._name_lines(index))
        tick: PaperForm | None = index.data(TICK_ROLE)
        least = 2 if tick is not None and count_words(tick) else 1
        height = max(count, least) * self._line_height() + 2 * PADDING
        return QSize(200, max(height, theme().px(34)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draws one row."""
        paper: RequiredPaperCard = index.data(PAPER_ROLE)
        tick: PaperForm | None = index.data(TICK_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, option, index)
        rect = QRect(option.rect)
        self._draw_box(painter, rect, paper, tick)
        x = rect.left() + S + theme().px(BOX) + S
        painter.setFont(theme().font(BASE))
        painter.setPen(theme().colour("ink_soft"))
        height = self._line_height()
        top = rect.top() + PADDING
        number = QRect(x, top, theme().px(NUMBER) - 4, height)
        painter.drawText(number, int(Qt.AlignmentFlag.AlignRight), str(paper.number))
        painter.setPen(theme().colour("ink"))
        x += theme().px(NUMBER) + 4
        for place, line in enumerate(self._name_lines(index)):
            painter.drawText(QPoint(x, top + place * height + self._ascent()), line)
        self._draw_answer(painter, rect, paper, tick)
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme().colour("accent_soft"))
        painter.setPen(theme().colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme().colour("accent"))

    def _draw_box(
        self, painter: QPainter, rect: QRect, paper: RequiredPaperCard, tick: PaperForm | None
    ) -> None:
        state = Qt.CheckState.Unchecked
        if tick is not None:
            short = is_short(paper, tick)
            state = Qt.CheckState.PartiallyChecked if short else Qt.CheckState.Checked
        painter.save()
        painter.translate(0, rect.top() + PADDING - (theme().px(BOX) - self._line_height()) // 2)
        draw_box(painter, rect.left() + S, theme().px(BOX), state, False)
        painter.restore()

    def _draw_answer(
        self, painter: QPainter, rect: QRect, paper: RequiredPaperCard, tick: PaperForm | None
    ) -> None:
        painter.setFont(theme().font(HINT, strong=tick is not None))
        tone = "ink_soft" if tick is None else ("care" if is_short(paper, tick) else "ink")
        painter.setPen(theme().colour(tone))
        height = self._line_height()
        right = QRect(rect.right() - self._right() - S, rect.top() + PADDING, self._right(), height)
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = tr("intake_screen.short.optional")
        if tick is not None or paper.required:
            words = state_words(tick)
        painter.drawText(right, flags, words)
        painter.setFont(theme().font(HINT))
        painter.setPen(theme().colour("ink_soft"))
        painter.drawText(right.translated(0, height), flags, count_words(tick))
        if paper.uncertain:
            side = theme().px(14)
            sign = pixmap("triangle-alert", "care", 14, self._view.devicePixelRatioF())
            painter.drawPixmap(right.left(), right.top() + (height - side) // 2, sign)

    def _name_lines(self, index: Index) -> tuple[str, ...]:
        paper: RequiredPaperCard = index.data(PAPER_ROLE)
        left = S + theme().px(BOX) + S + theme().px(NUMBER) + 4
        width = self._view.viewport().width() - left - self._right() - 3 * S
        most = LINES_OF_CURRENT if index == self._view.currentIndex() else LINES
        return _lines(paper.name, theme().px(BASE), width, most)

    def _right(self) -> int:
        return theme().px(RIGHT)

    def _line_height(self) -> int:
        return round(QFontMetrics(theme().font(BASE)).height() * 1.15)

    def _ascent(self) -> int:
        metrics = QFontMetrics(theme().font(BASE))
        return metrics.ascent() + (self._line_height() - metrics.height()) // 2
