"""The checklist: what was handed in, ticked with Space, all at once with Ctrl+A."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStackedLayout,
    QWidget,
)

from desk_app.services.catalogue import RequiredPaperCard
from desk_app.services.intake_form import PaperForm
from desk_app.ui.language import Spoken, tr
from desk_app.ui.screens.intake.checklist_list import ChecklistDelegate, ChecklistModel, Index
from desk_app.ui.screens.intake.checklist_rules import as_asked, count_words
from desk_app.ui.screens.intake.paper_editor import PaperEditor
from desk_app.ui.theme import S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.check_box import BOX
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.label import Label
from desk_app.wording import message

FILTER_FROM = 10
LEAST_LIST = 130


class ChecklistView(QListView, Spoken):
    """Keys: Space ticks, Ctrl+A all, Enter goes on."""

    toggled = Signal(int)
    all_wanted = Signal()
    passed = Signal(bool)
    """Enter (True) or Shift+Enter (False)."""
    row_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(ChecklistDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        theme().changed.connect(self.scheduleDelayedItemsLayout)
        self.speak()

    def retranslate(self) -> None:
        """Its name for those who listen."""
        self.setAccessibleName(tr("intake_screen.papers.name"))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ticks, all, or goes on."""
        key, held = event.key(), event.modifiers()
        if key == Qt.Key.Key_Space:
            self.toggled.emit(self.currentIndex().row())
        elif key == Qt.Key.Key_A and held == Qt.KeyboardModifier.ControlModifier:
            self.all_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.passed.emit(not held & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters do nothing here: Vietnamese typing programs send more than one."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the box ticks, elsewhere it shows the paper."""
        super().mousePressEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and place.x() <= S + theme().px(BOX) + S:
            self.toggled.emit(index.row())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The current paper shows its whole name."""
        super().currentChanged(current, previous)
        self.scheduleDelayedItemsLayout()
        self.row_changed.emit(current.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names wrap anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """There is always a current paper."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to(0)

    def go_to(self, row: int) -> None:
        """Makes ``row`` the current one."""
        model = self.model()
        index = model.index(row, 0) if model is not None else QModelIndex()
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)


class ChecklistCard(Card, Spoken):
    """The third part of the screen."""

    changed = Signal()
    passed = Signal(bool)
    dropped = Signal(int)
    """So many answers were given for papers that the new list does not have."""

    def __init__(self) -> None:
        super().__init__(message("intake_screen.papers.title"))
        self.model = ChecklistModel()
        self.list = ChecklistView()
        self.list.setModel(self.model)
        self.list.setProperty("help_topic", "intake_papers")
        self.editor = PaperEditor()
        self.count = Label("", "soft")
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(170)
        self.every = Button(message("intake_screen.papers.all"), action="all_received")
        self.hint = Label("", "hint", wrap=True)
        self._all_when_known = False
        self._presented = False
        self._lay_out()
        self._connect()
        self.show_papers(())
        self.speak()

    def _lay_out(self) -> None:
        self.tools.addWidget(self.count)
        self.tools.addWidget(self.filter)
        self.tools.addWidget(self.every)
        room = QWidget()
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        room.setMinimumHeight(theme().px(LEAST_LIST))
        self._pages = QStackedLayout(room)
        self.body.setSpacing(S)
        self.body.addWidget(room, 1)
        self._pages.addWidget(self.list)
        self._pages.addWidget(
            EmptyState(
                "list-checks",
                message("intake_screen.papers.none"),
                message("intake_screen.papers.none_hint"),
            )
        )
        self.body.addWidget(self.hint)
        self.body.addWidget(self.editor)
        self.hint.hide()

    def _connect(self) -> None:
        self.list.toggled.connect(self._toggle)
        self.list.all_wanted.connect(self.tick_all)
        self.list.passed.connect(self.passed)
        self.list.row_changed.connect(lambda _row: self._show_current())
        self.every.clicked.connect(self.tick_all)
        self.editor.changed.connect(self._edited)
        self.filter.textChanged.connect(self._filter)
        self.model.dataChanged.connect(lambda *_: self._show_current())

    def retranslate(self) -> None:
        """Says the words of the filter."""
        self.filter.setPlaceholderText(tr("intake_screen.papers.filter"))
        self.filter.setAccessibleName(tr("intake_screen.papers.filter"))
        self.list.viewport().update()

    def show_papers(
        self, papers: Sequence[RequiredPaperCard], *, certified_copies: bool = False
    ) -> None:
        """The checklist of the chosen procedure and case.

        Args:
            certified_copies: originals are shown and given back, so they are ticked at once.
        """
        before, answers = self.model.papers, self.model.ticks
        self._presented = certified_copies
        dropped = self.model.show_papers(papers)
        if self.model.papers != before:
            self.list.go_to(0)
        if dropped:
            self.dropped.emit(dropped)
        if before and papers and answers != self.model.ticks:
            self.changed.emit()
        if papers and (self._all_when_known or (certified_copies and not self.model.ticks)):
            self._all_when_known = False
            self.model.tick_all(presented=certified_copies)
            self.changed.emit()
        self._pages.setCurrentIndex(0 if papers else 1)
        self.filter.setVisible(len(papers) >= FILTER_FROM)
        self.every.setVisible(bool(papers))
        self.editor.setVisible(bool(papers))
        self.hint.say(message("intake_screen.papers.certified"))
        self.hint.setVisible(certified_copies and bool(papers))
        self._show_current()

    def show_ticks(self, ticks: Sequence[PaperForm]) -> None:
        """What was handed in (of a draft, or nothing)."""
        self._all_when_known = False
        self.filter.clear()
        self.model.show_ticks({tick.number: tick for tick in ticks})
        self._show_current()

    def ticks(self) -> tuple[PaperForm, ...]:
        """What was handed in, by number."""
        return tuple(tick for _, tick in sorted(self.model.ticks.items()))

    def tick_all(self) -> None:
        """All papers are here; as soon as they are known."""
        if not self.model.papers:
            self._all_when_known = True
            return
        self.model.tick_all(presented=self._presented)
        self.changed.emit()

    def go_to_paper(self, number: int) -> bool:
        """Puts the focus on paper ``number``; False if there is none."""
        row = self.model.row_of(number)
        if row < 0:
            return False
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.go_to(row)
        return True

    def has_focus_inside(self) -> bool:
        """Whether the keys of the checklist are in force."""
        focus = self.focusWidget()
        return focus is not None and focus.hasFocus()

    def _toggle(self, row: int) -> None:
        paper = self.model.paper_at(row)
        if paper is None:
            return
        here = self.model.tick_of(paper.number) is not None
        tick = None if here else as_asked(paper, presented=self._presented)
        self.model.set_tick(paper.number, tick)
        self.changed.emit()

    def _edited(self, tick: PaperForm | None) -> None:
        paper = self.model.paper_at(self.list.currentIndex().row())
        if paper is not None:
            self.model.set_tick(paper.number, tick)
            self.changed.emit()

    def _filter(self, text: str) -> None:
        self.model.filter(text)
        self.list.go_to(0)

    def _show_current(self) -> None:
        paper = self.model.paper_at(self.list.currentIndex().row())
        tick = self.model.tick_of(paper.number) if paper else None
        self.editor.show_paper(paper, tick)
        self.list.scheduleDelayedItemsLayout()
        papers, ticks = self.model.papers, self.model.ticks
        count, lacking = count_words(papers, ticks)
        self.count.say(count)
        self.count.set_tone("care" if lacking and ticks else "")
        self.count.setVisible(bool(papers))
