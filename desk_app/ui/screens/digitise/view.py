"""The scan screen: the checklist at the left, the pages of one paper, one page large."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.services.page_views import ReusableFile
from desk_app.ui.background import Advance
from desk_app.ui.document_camera import Frames
from desk_app.ui.language import Text, in_words
from desk_app.ui.program_commands import bind_keys
from desk_app.ui.screen import Screen
from desk_app.ui.screens.digitise.bar_words import (
    tell_covers_failed,
    tell_finished,
    tell_lacking,
    tell_no_printer,
    tell_only_blank,
)
from desk_app.ui.screens.digitise.foot import Foot
from desk_app.ui.screens.digitise.large_page import LargePage
from desk_app.ui.screens.digitise.paper_list import PaperList
from desk_app.ui.screens.digitise.paper_pane import PaperPane
from desk_app.ui.screens.digitise.reason_row import ReasonRow
from desk_app.ui.screens.digitise.refused_words import RefusedWords, tell_trouble
from desk_app.ui.screens.digitise.state import (
    CRAMPED_WIDTH,
    TITLE_LETTERS,
    DigitiseState,
    Source,
    paper_row,
    short,
)
from desk_app.ui.theme import XL, M, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.rows import surface
from desk_app.wording import Message, message

LEAST = (210, 250, 190)


class DigitiseView(Screen):
    """Shows one dossier's papers and pages; every act of the officer is a signal."""

    paper_picked = Signal(int)
    scan_pressed = Signal()
    backs_pressed = Signal()
    files_given = Signal(object)
    """Paths that were chosen or dropped."""
    choose_files_pressed = Signal()
    source_chosen = Signal(object)
    devices_pressed = Signal()
    covers_pressed = Signal()
    covers_saved = Signal()
    """The sheets are wanted as a file."""
    finish_pressed = Signal(str)
    """With the reason why papers are still missing; empty: none is."""
    turn_pressed = Signal(object, int)
    remove_pressed = Signal(object)
    unhide_pressed = Signal(object)
    rescan_pressed = Signal(str)
    merge_pressed = Signal(object)
    note_pressed = Signal(object)
    moved = Signal(object, int)
    """Ids of pages and the row before which they go."""
    moved_to_paper = Signal(object, int)
    declared = Signal(int)
    reuse_pressed = Signal()
    whole_pressed = Signal()
    """What is there of a paper whose reading was cut short is all of it."""
    undo_pressed = Signal()
    redo_pressed = Signal()
    picture_wanted = Signal(str)
    page_wanted = Signal(str)
    stop_pressed = Signal()
    shot = Signal(bytes)
    """The JPEG of a page under the document camera."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: DigitiseState | None = None
        self._busy = False
        self._cramped = False
        self.bar = InfoBar()
        self.title = Label("", "title")
        self.about = Label("", "soft")
        self.papers = PaperList()
        self.paper_pane = PaperPane()
        self.strip, self.copies = self.paper_pane.strip, self.paper_pane.copies
        self.large = LargePage()
        self.asked_why = ReasonRow()
        self.foot = Foot()
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        bind_keys(self, self._act, "digitise")
        self.speak()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.about)
        self._sides = (
            surface(self.papers, air=1),
            surface(self.paper_pane),
            surface(self.large),
        )
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(M)
        self.split.setStyleSheet("QSplitter::handle { background: transparent; }")
        for side, stretch in zip(self._sides, (2, 5, 4), strict=True):
            self.split.addWidget(side)
            self.split.setStretchFactor(self.split.count() - 1, stretch)
        self.split.setSizes([320, 430, 340])
        theme().changed.connect(self._size_sides)
        theme().changed.connect(self.retranslate)
        self._size_sides()
        self._work = QWidget()
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addLayout(head)
        column.addWidget(self.split, 1)
        column.addWidget(self.asked_why)
        self._rest = QWidget()
        self._rest.hide()
        column.addWidget(self._rest, 1)
        column.addWidget(self.foot)
        self.find_dossier = Button(message("digitise.find"), icon="search", action="search")
        self.empty = EmptyState(
            "scan-line",
            message("digitise.none"),
            message("digitise.none_hint"),
            button=self.find_dossier,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._work)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(XL, M, XL, M)
        whole.setSpacing(M)
        whole.addWidget(self.bar)
        whole.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.papers.picked.connect(self.paper_picked)
        self.papers.papers.pages_dropped.connect(self.moved_to_paper)
        self.strip.pages.pages_dropped.connect(self.moved)
        for strip in (self.strip, self.copies.strip):
            strip.pages.picture_wanted.connect(self.picture_wanted)
            strip.current_changed.connect(self._page_changed)
        self.copies.closed.connect(self.close_copies)
        self.strip.selectionModel().selectionChanged.connect(lambda *_: self._say_acts())
        self.paper_pane.declared_pages.changed.connect(self.declared)
        self.paper_pane.whole.clicked.connect(self.whole_pressed)
        self.foot.source.chosen.connect(self.source_chosen)
        self.foot.scan.clicked.connect(self.scan_pressed)
        self.foot.backs.clicked.connect(self.backs_pressed)
        self.foot.finish.clicked.connect(lambda: self.finish_pressed.emit(""))
        self.foot.waiting.stopped.connect(self.stop_pressed)
        self.asked_why.given.connect(self.finish_pressed)
        self.large.camera.taken.connect(self.shot)
        self._connect_acts()
        self.find_dossier.clicked.connect(lambda: self.open_screen.emit("search", None))
        self.left.connect(lambda: self.show_camera(None, on=False))
        self.left.connect(self.bar.leave)

    def _connect_acts(self) -> None:
        acts = self.paper_pane.acts
        acts.covers.clicked.connect(self.covers_pressed)
        acts.turn_right.clicked.connect(partial(self._turn, 90))
        acts.remove.clicked.connect(self._remove)
        acts.rescan.clicked.connect(self._rescan)
        acts.unhide.clicked.connect(self._unhide)
        acts.merge.clicked.connect(lambda: self.merge_pressed.emit(self.strip.chosen()))
        acts.note.clicked.connect(lambda: self.note_pressed.emit(self.strip.chosen()))
        acts.reuse.clicked.connect(self.reuse_pressed)

    def _size_sides(self) -> None:
        for side, least in zip(self._sides, LEAST, strict=True):
            side.setMinimumWidth(least)  # text may grow, the window does not

    # -- what is shown

    def show_state(self, state: DigitiseState | None) -> None:
        """The dossier, its papers, the pages of the current one; None: no dossier is chosen."""
        other = (
            state is None
            or self._state is None
            or (self._state.checklist.dossier_id != state.checklist.dossier_id)
        )
        before = self._state.current if self._state is not None else None
        self._state = state
        self._pages.setCurrentIndex(0 if state is None else 1)
        if state is None:
            return
        if other:
            self._show_missing(False)
            self.bar.hide()
        rows = [paper_row(paper) for paper in state.checklist.papers]
        self.papers.show_papers(rows, state.current)
        self.paper_pane.show_pages(state, other=other or before != state.current)
        self.retranslate()
        self._page_changed(self.paper_pane.pages_here.current_page())

    @property
    def state(self) -> DigitiseState | None:
        """What is shown."""
        return self._state

    def show_sources(self, sources: Sequence[Source], chosen: str) -> None:
        """The ways in that there are."""
        self.foot.show_sources(sources, chosen)

    def show_camera(self, frames: Frames | None, *, on: bool) -> None:
        """Looks through a camera in the place of the large page, or no longer."""
        self.large.show_camera(frames, on=on)

    def show_picture(self, page_id: str, picture: bytes) -> None:
        """A thumbnail, as asked for."""
        for strip in (self.strip, self.copies.strip):
            strip.pages.show_picture(page_id, picture)

    def show_page(self, page_id: str, picture: bytes) -> None:
        """The page under the cursor, large."""
        strip = self.paper_pane.pages_here
        if page_id == strip.current_page():
            self.large.page.show_page(picture, strip.current_words())

    def go_to_page(self, page_id: str) -> None:
        """The cursor goes to a page."""
        self.strip.go_to(page_id)

    def show_working(self, what: Text | None) -> None:
        """Something is being read, perhaps said in other words than before; None: it is over."""
        busy, self._busy = self._busy, what is not None
        if what is None:
            self.foot.waiting.end()
        elif busy:
            self.foot.waiting.say(what)
        else:
            self._show_missing(False)  # what is scanned now is no longer asked for
            self.bar.dismiss()
            self.foot.waiting.begin(what)
        self._say_acts()

    def advance(self, advance: Advance) -> None:
        """How far it is."""
        self.foot.waiting.advance(advance)

    def ask_reason(self, lacking: Sequence[Text]) -> None:
        """Papers are not whole: finishing anyway needs a reason."""
        tell_lacking(self.bar, lacking)
        self._show_missing(True)

    def offer_copies(self, found: Sequence[ReusableFile]) -> None:
        """Copies of earlier dossiers of this person, in the place of the pages."""
        self.paper_pane.offer_copies(found, self._state)

    def close_copies(self) -> None:
        """Nothing is chosen from them any more."""
        self.copies.forget()
        self.paper_pane.show_room(self._state)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trouble(self, trouble: DeskError | None, refused: RefusedWords | None) -> None:
        """Why reading ended early, or which files were not taken; pages that were read stay."""
        tell_trouble(self.bar, trouble, refused)

    def show_note(self, note: Text) -> None:
        """Something odd about what was read all the same."""
        self.bar.say(note, tone="care", passing=True)

    def show_only_blank(self, name: str, count: int) -> None:
        """There is nothing on any side that was just scanned."""
        tell_only_blank(self.bar, name, count)

    def show_no_printer(self) -> None:
        """No printer here: a file is the way to paper."""
        tell_no_printer(self.bar, self.covers_saved.emit)

    def show_covers_failed(self, reason: Message | None) -> None:
        """The printer says no."""
        tell_covers_failed(self.bar, reason)

    def show_finished(self, cut_short: Sequence[int] = ()) -> None:
        """All is asked for, but for papers whose reading was ``cut_short``."""
        self._show_missing(False)
        tell_finished(self.bar, cut_short)

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; pages that were read stay."""
        self.bar.show_error(error)

    def retranslate(self) -> None:
        """Says title, paper and counts in the language in force."""
        self.foot.say_name()
        state = self._state
        if state is None:
            return
        check = state.checklist
        self.title.say(check.code)
        name = in_words(check.procedure)
        self.about.say(f"{short(name, TITLE_LETTERS)} · {check.applicant_name}")
        self.about.setToolTip(name)
        self._cramped = self._is_cramped()
        self.paper_pane.say(state, cramped=self._cramped)
        self.foot.say(state, cramped=self._cramped)
        self._make_room()
        self._say_acts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow screen with large text says less."""
        super().resizeEvent(event)
        if self._cramped != self._is_cramped():
            self.retranslate()

    def _is_cramped(self) -> bool:
        return theme().percent > 110 and self.width() < CRAMPED_WIDTH

    # -- keys

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F12 scans, the other keys act on the pages under the cursor."""
        papers = {
            f"section_{number}": partial(self.papers.go_to_place, number - 1)
            for number in range(1, 10)
        }
        return {
            **papers,
            "scan": self._scan,
            "scan_backs": self._press(self.foot.backs),
            "finish": self._press(self.foot.finish),
            "turn_left": partial(self._turn, 270),
            "turn_right": partial(self._turn, 90),
            "remove_page": self._remove,
            "rescan_page": self._rescan,
            "unhide_page": self._unhide,
            "next_paper": partial(self.papers.step, 1),
            "previous_paper": partial(self.papers.step, -1),
            "undo": self.undo_pressed.emit,
            "redo": self.redo_pressed.emit,
            "refresh": self.devices_pressed.emit,
            **self.bar.actions_here(),
            **({} if self.asked_why.isHidden() else {"back": self._ask_no_more}),
            **({"back": self.close_copies} if self.copies.offers else {}),
        }

    def first_focus(self) -> QWidget:
        """The pages; up and down go through them, Alt+1 … 9 through the papers."""
        if self._state is None:
            return self.find_dossier
        here = self.paper_pane.pages_here
        return here if here.pages.pages else self.papers

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the screen."""
        if self._state is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files are scanned into the current paper."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_given.emit(paths)

    # -- inside

    def _act(self, action: str) -> None:
        self.actions_here()[action]()

    def _press(self, button: Button) -> Callable[[], None]:
        return lambda: button.click() if button.isEnabled() else None

    def _scan(self) -> None:
        paper = self._state.paper if self._state is not None else None
        if self._busy:
            self.said.emit(message("digitise.still_reading", what=self.foot.waiting.what), None)
        elif paper is not None and paper.why_not is not None:
            self.said.emit(paper.why_not, None)
        else:
            self.foot.scan.click()

    def _turn(self, degrees: int) -> None:
        if self.strip.chosen():
            self.turn_pressed.emit(self.strip.chosen(), degrees)

    def _remove(self) -> None:
        if self.strip.chosen():
            self.remove_pressed.emit(self.strip.chosen())

    def _unhide(self) -> None:
        if self.strip.chosen():
            self.unhide_pressed.emit(self.strip.chosen())

    def _rescan(self) -> None:
        if self.strip.current_page() and self.paper_pane.acts.rescan.isEnabled():
            self.rescan_pressed.emit(self.strip.current_page())

    def _show_missing(self, on: bool) -> None:
        asked = self.asked_why.has_cursor()
        if on:
            self.asked_why.ask()
        else:
            self.asked_why.hide()
        if asked and not on:  # Qt gives the focus to whatever comes next: «Dừng» ends a scan
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        self._make_room()

    def _make_room(self) -> None:
        """Where text is large there is room for the question or for the pages, not for both."""
        asks = self._cramped and not self.asked_why.isHidden()
        self.split.setHidden(asks)
        self._rest.setVisible(asks)

    def _ask_no_more(self) -> None:
        self._show_missing(False)
        self.bar.dismiss()

    def _page_changed(self, _page_id: str) -> None:
        page_id = self.paper_pane.pages_here.current_page()
        pages = self._state.pages if self._state is not None else ()
        self.large.say_finding(next((page for page in pages if page.id == page_id), None))
        self._say_acts()
        if page_id:
            self.page_wanted.emit(page_id)
        else:
            self.large.page.show_page(None)

    def _say_acts(self) -> None:
        pages = self.paper_pane.say_acts(self._state, busy=self._busy)
        self.foot.offer(self._state, busy=self._busy, pages=bool(pages))
