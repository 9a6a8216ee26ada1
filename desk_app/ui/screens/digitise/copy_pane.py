"""Copies of earlier dossiers in the place of a paper's own pages: to be looked at and chosen from,
or the one that is used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from desk_app.services.page_views import PageCard, PaperScan, ReusableFile
from desk_app.ui.language import Text, day, tr
from desk_app.ui.screens.digitise.state import reused_words, strip_pages
from desk_app.ui.screens.search.dossier_list import short_code
from desk_app.ui.theme import ROW_HEIGHT, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.choices import CHOICE_ROLE, Choice, ChoiceDelegate
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.page_strip import PageStrip
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import message

MOST_ROWS = 4


class CopyPane(QWidget):
    """Copies that fit the paper come alone; the person's others when they are asked for."""

    looked_at = Signal(object)
    """The :class:`ReusableFile` under the cursor: its pages are wanted."""
    used = Signal(object)
    closed = Signal()
    ended = Signal()
    """The copy that is used is used no longer."""

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[ReusableFile, ...] = ()
        self.title = Label("", "strong", wrap=True)
        self.hint = Label("", "hint", wrap=True)
        self.list = QListView()
        self.list.setModel(QStandardItemModel(self))
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.strip = PageStrip(message("digitise.copy.pages"))
        self.strip.setDragEnabled(False)
        self.strip.setAcceptDrops(False)
        self.use = Button(message("digitise.copy.use"), icon="circle-check")
        self.close_it = Button(message("ui.close"), "quiet", icon="x", action="back")
        self.others = Button("", "quiet", icon="history")
        self.end = Button(message("digitise.copy.end"), "quiet", icon="undo-2")
        buttons = Wrapping()
        for button in (self.use, self.close_it, self.others, self.end):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for part in (self.title, self.hint, self.list):
            column.addWidget(part)
        column.addWidget(self.strip, 1)
        column.addLayout(buttons)
        self._connect()

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(lambda *_: self._look())
        self.list.activated.connect(lambda _index: self._use())
        self.strip.opened.connect(lambda _page: self._use())
        self.use.clicked.connect(self._use)
        self.close_it.clicked.connect(self.closed)
        self.others.clicked.connect(self._show_others)
        self.end.clicked.connect(self.ended)
        theme().changed.connect(self._size_list)

    @property
    def offers(self) -> bool:
        """Whether there is a choice to be made."""
        return bool(self._found)

    def offer(self, found: Sequence[ReusableFile]) -> None:
        """Copies to choose from, those that fit the paper first."""
        self._found = tuple(found)
        fitting = [one for one in self._found if one.fits]
        key = "offer" if fitting else "offer_others"
        self._say(message(f"digitise.copy.{key}"), message("digitise.copy.offer_hint"))
        self._show(fitting or self._found)

    def say_less(self, less: bool) -> None:
        """Large text takes room from the pages."""
        self.hint.setHidden(less)

    def show_used(self, paper: PaperScan, pages: Sequence[PageCard]) -> None:
        """The copy that stands for a paper, from where, and its pages if they are at hand."""
        self._found = ()
        doubt = "" if paper.warning is None else "doubtful_"
        hint = f"{doubt}used_hint" if pages else f"{doubt}no_pictures"
        self._say(reused_words(paper), message(f"digitise.copy.{hint}"))
        self._show(())
        self.show_pages(pages)

    def show_pages(self, pages: Sequence[PageCard]) -> None:
        """The pages of the copy under the cursor."""
        self.strip.show_pages(strip_pages(tuple(pages)))

    def forget(self) -> None:
        """There is nothing to choose from any more."""
        self._found = ()
        self.show_pages(())

    def chosen(self) -> ReusableFile | None:
        """The copy under the cursor."""
        found = self.list.currentIndex().data(CHOICE_ROLE)
        return found.value if isinstance(found, Choice) else None

    def _say(self, title: Text, hint: Text) -> None:
        self.title.say(title)
        self.hint.say(hint)

    def _show(self, shown: Sequence[ReusableFile]) -> None:
        rows = self.list.model()
        assert isinstance(rows, QStandardItemModel)
        rows.clear()
        for one in shown:
            choice = _line(one)
            row = QStandardItem()
            row.setData(choice, CHOICE_ROLE)
            row.setData(choice.searched(), Qt.ItemDataRole.AccessibleTextRole)
            row.setToolTip(f"{one.paper_name}\n{one.code}")
            rows.appendRow(row)
        self.list.setAccessibleName(tr("digitise.copy.list"))
        more = len(self._found) - len(shown)
        self.others.say(message("digitise.copy.others", count=more))
        self.others.setVisible(more > 0)
        for part in (self.list, self.use, self.close_it):
            part.setVisible(bool(shown))
        self.end.setVisible(not shown)
        self._size_list()
        if shown:
            self.list.setCurrentIndex(rows.index(0, 0))

    def _show_others(self) -> None:
        self._show(self._found)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _size_list(self) -> None:
        rows = min(self.list.model().rowCount(), MOST_ROWS)
        self.list.setFixedHeight(rows * theme().px(ROW_HEIGHT) + 2)

    def _look(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.looked_at.emit(chosen)

    def _use(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.used.emit(chosen)


def _line(one: ReusableFile) -> Choice:
    """What tells a copy apart: one of the very paper its dossier, another one its name. Both codes
    begin alike and have the day in them."""
    code = short_code(one.code)
    if one.fits:
        about = message("digitise.copy.detail", count=one.pages, day=day(one.digitised_at))
        return Choice(one, code, about)
    about = message("digitise.copy.detail_other", code=code, count=one.pages)
    return Choice(one, one.paper_name, about)
