"""The scan screen: the checklist at the left, the pages of one paper, one page large."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.services.page_views import ReusableFile
from desk_app.ui.background import Advance
from desk_app.ui.document_camera import Frames
from desk_app.ui.language import Text, in_words, tr
from desk_app.ui.program_commands import bind_keys
from desk_app.ui.screen import Screen
from desk_app.ui.screens.digitise.copy_pane import CopyPane
from desk_app.ui.screens.digitise.page_buttons import PageButtons
from desk_app.ui.screens.digitise.paper_list import PaperList
from desk_app.ui.screens.digitise.refused_words import RefusedWords, tell_trouble
from desk_app.ui.screens.digitise.state import (
    CRAMPED_WIDTH,
    DigitiseState,
    Source,
    cut_short_words,
    paper_row,
    recipe_words,
    short,
    strip_pages,
    worst_finding,
)
from desk_app.ui.theme import XL, L, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.camera_view import CameraView
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.page_strip import PageStrip
from desk_app.ui.widgets.page_view import PageView
from desk_app.ui.widgets.rows import surface
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.ui.widgets.waiting import Waiting
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import Message, message

LEAST = (210, 250, 190)
TITLE_LETTERS = 60
CRAMPED_LETTERS = 22


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
        self.paper_name = Label("", "strong", wrap=True)
        self.recipe = Label("", "hint")
        self.counted = Label("", "strong")
        self._declared_of = ("", 0)
        self.declared_pages = Stepper(message("digitise.declared"), 0, 999)
        self.cut_short = Label("", "strong", tone="care", wrap=True)
        self.strip = PageStrip(message("digitise.strip.name"))
        self.copies = CopyPane()
        self.page = PageView(message("digitise.no_page"))
        self.camera = CameraView()
        self.finding = Label("", "strong", tone="care", wrap=True)
        self.source = Select()
        self.waiting = Waiting(counts=True)
        self.reason = LabelledInput(message("digitise.finish_reason"), max_length=200)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        bind_keys(self, self._act, "digitise")
        self.speak()

    def _make_buttons(self) -> None:
        self.acts = PageButtons()
        self.whole = Button(message("digitise.whole"), icon="check")
        self.backs = Button(message("digitise.backs"), icon="copy", action="scan_backs")
        self.finish = Button(message("digitise.finish"), icon="file-check", action="finish")
        self.scan = Button(message("digitise.scan"), "primary", icon="scan-line", action="scan")
        self.finish_anyway = Button(message("digitise.finish_anyway"), icon="file-check")

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.about)
        self._sides = (
            surface(self.papers, air=1),
            surface(self._middle()),
            surface(self._large()),
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
        column.addWidget(self._missing_row())
        self._rest = QWidget()
        self._rest.hide()
        column.addWidget(self._rest, 1)
        column.addLayout(self._foot())
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

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self.paper_name, 1)
        top.addWidget(self.counted)
        second = Wrapping(spacing=M)
        self._counting = QWidget()
        beside = QHBoxLayout(self._counting)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(M)
        beside.addWidget(Label(message("digitise.declared"), "hint"))
        beside.addWidget(self.declared_pages)
        for part in (self.recipe, self._counting):
            second.addWidget(part)
        column.addLayout(top)
        column.addLayout(second)
        column.addLayout(self._cut_short_row())
        self._strip_room = QStackedWidget()
        self._strip_room.addWidget(self.strip)
        self._no_pages = EmptyState(
            "scan-line", message("digitise.no_pages"), message("digitise.no_pages_hint")
        )
        self._strip_room.addWidget(self._no_pages)
        self._strip_room.addWidget(self.copies)
        column.addWidget(self._strip_room, 1)
        column.addWidget(self.acts)
        return middle

    def _cut_short_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.cut_short, 1)
        row.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _large(self) -> QWidget:
        large = QWidget()
        column = QVBoxLayout(large)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.finding)
        self._seen = QStackedWidget()
        self._seen.addWidget(self.page)
        self._seen.addWidget(self.camera)
        column.addWidget(self._seen, 1)
        column.addWidget(Label(message("digitise.zoom_hint"), "hint", wrap=True))
        return large

    def _missing_row(self) -> QWidget:
        self._missing = QFrame()
        self._missing.setProperty("role", "card")
        row = QHBoxLayout(self._missing)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        row.addWidget(self.reason, 1)
        row.addWidget(self.finish_anyway, 0, Qt.AlignmentFlag.AlignBottom)
        self._missing.hide()
        return self._missing

    def _foot(self) -> QVBoxLayout:
        buttons = Wrapping(right=True)
        for button in (self.backs, self.finish, self.scan):
            buttons.addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(Label(message("digitise.source"), "label"))
        row.addWidget(self.source)
        row.addLayout(buttons, 1)
        foot = QVBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.waiting)
        foot.addLayout(row)
        return foot

    def _connect(self) -> None:
        self.papers.picked.connect(self.paper_picked)
        self.papers.papers.pages_dropped.connect(self.moved_to_paper)
        self.strip.pages.pages_dropped.connect(self.moved)
        for strip in (self.strip, self.copies.strip):
            strip.pages.picture_wanted.connect(self.picture_wanted)
            strip.current_changed.connect(self._page_changed)
        self.copies.closed.connect(self.close_copies)
        self.strip.selectionModel().selectionChanged.connect(lambda *_: self._say_acts())
        self.source.chosen.connect(self.source_chosen)
        self.declared_pages.changed.connect(self.declared)
        self.scan.clicked.connect(self.scan_pressed)
        self.backs.clicked.connect(self.backs_pressed)
        self.acts.covers.clicked.connect(self.covers_pressed)
        self.finish.clicked.connect(lambda: self.finish_pressed.emit(""))
        self.finish_anyway.clicked.connect(self._finish_anyway)
        self.reason.edit.returnPressed.connect(self._finish_anyway)
        self.waiting.stopped.connect(self.stop_pressed)
        self.camera.taken.connect(self.shot)
        self.left.connect(lambda: self.show_camera(None, on=False))
        self.acts.turn_right.clicked.connect(partial(self._turn, 90))
        self.acts.remove.clicked.connect(self._remove)
        self.acts.rescan.clicked.connect(self._rescan)
        self.acts.unhide.clicked.connect(self._unhide)
        self.acts.merge.clicked.connect(lambda: self.merge_pressed.emit(self.strip.chosen()))
        self.acts.note.clicked.connect(lambda: self.note_pressed.emit(self.strip.chosen()))
        self.acts.reuse.clicked.connect(self.reuse_pressed)
        self.whole.clicked.connect(self.whole_pressed)
        self.left.connect(self.bar.leave)
        self.find_dossier.clicked.connect(lambda: self.open_screen.emit("search", None))

    def _size_sides(self) -> None:
        for side, least in zip(self._sides, LEAST, strict=True):
            side.setMinimumWidth(least)  # text may grow, the window does not
        self.source.setMinimumWidth(200)

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
        self.strip.show_pages(strip_pages(state.pages))
        if other or before != state.current or (state.paper and state.paper.pages):
            self.copies.forget()
        self._show_room()
        self.retranslate()
        self._page_changed(self._pages_here().current_page())

    @property
    def state(self) -> DigitiseState | None:
        """What is shown."""
        return self._state

    def show_sources(self, sources: Sequence[Source], chosen: str) -> None:
        """The ways in that there are."""
        self.source.set_options([(source.value, source.text) for source in sources])
        if chosen in [source.value for source in sources]:
            self.source.set_value(chosen)

    def show_camera(self, frames: Frames | None, *, on: bool) -> None:
        """Looks through a camera in the place of the large page, or no longer."""
        if on:
            self.camera.begin(frames)
        elif self.camera.looks:
            self.camera.end()
        self._seen.setCurrentWidget(self.camera if on else self.page)

    def show_picture(self, page_id: str, picture: bytes) -> None:
        """A thumbnail, as asked for."""
        for strip in (self.strip, self.copies.strip):
            strip.pages.show_picture(page_id, picture)

    def show_page(self, page_id: str, picture: bytes) -> None:
        """The page under the cursor, large."""
        strip = self._pages_here()
        if page_id == strip.current_page():
            self.page.show_page(picture, strip.current_words())

    def go_to_page(self, page_id: str) -> None:
        """The cursor goes to a page."""
        self.strip.go_to(page_id)

    def show_working(self, what: Text | None) -> None:
        """Something is being read, perhaps said in other words than before; None: it is over."""
        busy, self._busy = self._busy, what is not None
        if what is None:
            self.waiting.end()
        elif busy:
            self.waiting.say(what)
        else:
            self._show_missing(False)  # what is scanned now is no longer asked for
            self.bar.dismiss()
            self.waiting.begin(what)
        self._say_acts()

    def advance(self, advance: Advance) -> None:
        """How far it is."""
        self.waiting.advance(advance)

    def ask_reason(self, lacking: Sequence[Text]) -> None:
        """Papers are not whole: finishing anyway needs a reason."""
        self.bar.say(
            message("digitise.missing_papers", count=len(lacking)),
            " · ".join(map(in_words, lacking)),
            message("digitise.missing_next"),
            tone="care",
        )
        self._show_missing(True)
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_copies(self, found: Sequence[ReusableFile]) -> None:
        """Copies of earlier dossiers of this person, in the place of the pages."""
        self.copies.offer(found)
        self._show_room()
        self.copies.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_copies(self) -> None:
        """Nothing is chosen from them any more."""
        self.copies.forget()
        self._show_room()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trouble(self, trouble: DeskError | None, refused: RefusedWords | None) -> None:
        """Why reading ended early, or which files were not taken; pages that were read stay."""
        tell_trouble(self.bar, trouble, refused)

    def show_note(self, note: Text) -> None:
        """Something odd about what was read all the same."""
        self.bar.say(note, tone="care", passing=True)

    def show_only_blank(self, name: str, count: int) -> None:
        """There is nothing on any side that was just scanned."""
        self.bar.say(
            message("digitise.only_blank", name=name, count=count),
            next_step=message("digitise.only_blank_next"),
            tone="care",
        )

    def show_no_printer(self) -> None:
        """No printer here: a file is the way to paper."""
        self.bar.say(
            message("digitise.covers_no_printer"),
            message("digitise.covers_no_printer_next"),
            tone="care",
        )
        save = self.bar.add_action(message("digitise.covers_save"), self.covers_saved.emit)
        save.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_covers_failed(self, reason: Message | None) -> None:
        """The printer says no."""
        self.bar.say(
            message("digitise.covers_failed"),
            reason or "",
            message("digitise.covers_failed_next"),
            tone="care",
        )

    def show_finished(self, cut_short: Sequence[int] = ()) -> None:
        """All is asked for, but for papers whose reading was ``cut_short``."""
        self._show_missing(False)
        if cut_short:
            self.bar.say(
                message("digitise.finished_in_part"),
                message("digitise.finished_in_part_meaning", numbers=list(cut_short)),
                message("digitise.finished_in_part_next"),
                tone="care",
            )
            return
        self.bar.say(
            message("digitise.finished"), message("digitise.finished_meaning"), tone="good"
        )

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; pages that were read stay."""
        self.bar.show_error(error)

    def retranslate(self) -> None:
        """Says title, paper and counts in the language in force."""
        self.source.setAccessibleName(tr("digitise.source"))
        state = self._state
        if state is None:
            return
        check = state.checklist
        self.title.say(check.code)
        name = in_words(check.procedure)
        self.about.say(f"{short(name, TITLE_LETTERS)} · {check.applicant_name}")
        self.about.setToolTip(name)
        paper = state.paper
        # Large text takes room from the pages: what the list says already need not stand twice.
        cramped = self._cramped = self._is_cramped()
        letters = CRAMPED_LETTERS if cramped else TITLE_LETTERS * 3 // 2
        self.paper_name.say(short(f"{paper.number}. {paper.name}", letters) if paper else "")
        self.paper_name.setToolTip(paper.name if paper else "")
        self.recipe.say(recipe_words(paper.recipe) if paper else "")
        closed = paper is not None and paper.why_not is not None and not paper.pages
        self.recipe.setHidden(cramped or closed)
        self._counting.setHidden(closed)
        self.acts.say_less(cramped)
        self.copies.say_less(cramped)
        self.backs.say_less(cramped)
        self._make_room()
        pages = (paper.pages or len(state.lent)) if paper is not None else 0
        self.counted.say(message("digitise.pages", count=pages) if paper else "")
        stopped = paper.cut_short if paper is not None else None
        where = cut_short_words(stopped) if stopped and cramped else None
        self.cut_short.say(where or (stopped.words if stopped else ""))
        self.cut_short.setToolTip(in_words(stopped.words) if stopped else "")
        for part in (self.cut_short, self.whole):
            part.setVisible(stopped is not None)
        self.declared_pages.setVisible(paper is not None)
        if paper is not None:
            same = self._declared_of == (state.checklist.dossier_id, paper.number)
            show = self.declared_pages.set_value if same else self.declared_pages.begin_at
            show(paper.declared_pages or 0)
            self._declared_of = (state.checklist.dossier_id, paper.number)
        self.scan.say(
            message("digitise.scan_into", name=short(paper.name, 18))
            if paper and not cramped
            else message("digitise.scan")
        )
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
            "scan_backs": self._press(self.backs),
            "finish": self._press(self.finish),
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
            **({} if self._missing.isHidden() else {"back": self._ask_no_more}),
            **({"back": self.close_copies} if self.copies.offers else {}),
        }

    def first_focus(self) -> QWidget:
        """The pages; up and down go through them, Alt+1 … 9 through the papers."""
        if self._state is None:
            return self.find_dossier
        here = self._pages_here()
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
            self.said.emit(message("digitise.still_reading", what=self.waiting.what), None)
        elif paper is not None and paper.why_not is not None:
            self.said.emit(paper.why_not, None)
        else:
            self.scan.click()

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
        if self.strip.current_page() and self.acts.rescan.isEnabled():
            self.rescan_pressed.emit(self.strip.current_page())

    def _show_room(self) -> None:
        """The pages of the paper; in their place the copies to choose from, or the one used."""
        paper = self._state.paper if self._state is not None else None
        offers, pages = self.copies.offers, bool(self.strip.pages.pages)
        used = paper is not None and paper.digitised == "reused"
        if paper is not None and self._state is not None and used and not offers:
            self.copies.show_used(paper, self._state.lent)
        instead = self.copies if used else self._no_pages
        why_not = paper.why_not if paper is not None else None
        self._no_pages.title.say(
            message("digitise.not_scanned" if why_not else "digitise.no_pages")
        )
        self._no_pages.text.say(why_not or message("digitise.no_pages_hint"))
        self._strip_room.setCurrentWidget(
            self.copies if offers else self.strip if pages else instead
        )
        self.acts.setHidden(offers)

    def _pages_here(self) -> PageStrip:
        shown = self._strip_room.currentWidget()
        return self.copies.strip if shown is self.copies else self.strip

    def _show_missing(self, on: bool) -> None:
        asked = self._missing.isAncestorOf(QApplication.focusWidget() or self)
        self._missing.setVisible(on)
        if asked and not on:  # Qt gives the focus to whatever comes next: «Dừng» ends a scan
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        self._make_room()

    def _make_room(self) -> None:
        """Where text is large there is room for the question or for the pages, not for both."""
        asks = self._cramped and not self._missing.isHidden()
        self.split.setHidden(asks)
        self._rest.setVisible(asks)

    def _ask_no_more(self) -> None:
        self._show_missing(False)
        self.bar.dismiss()

    def _finish_anyway(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.reason.set_error(message("digitise.reason_missing"))
            return
        self.reason.set_error(None)
        self.finish_pressed.emit(reason)

    def _page_changed(self, _page_id: str) -> None:
        page_id = self._pages_here().current_page()
        self._say_finding(page_id)
        self._say_acts()
        if page_id:
            self.page_wanted.emit(page_id)
        else:
            self.page.show_page(None)

    def _say_finding(self, page_id: str) -> None:
        found = None
        if self._state is not None:
            page = next((page for page in self._state.pages if page.id == page_id), None)
            found = worst_finding(page) if page is not None else None
        self.finding.setVisible(found is not None)
        self.finding.say(found or "")

    def _say_acts(self) -> None:
        state = self._state
        pages = {page.id: page for page in state.pages} if state else {}
        paper = state.paper if state else None
        chosen = [pages[one] for one in self.strip.chosen() if one in pages]
        self.acts.offer(chosen, paper, busy=self._busy)
        open_ = paper is not None and paper.why_not is None
        self.scan.setEnabled(open_ and not self._busy)
        self.backs.setEnabled(open_ and bool(pages) and not self._busy)
