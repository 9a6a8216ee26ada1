"""The unmatched tray: the stacks at the left, their pages, and where they go at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.services.page_views import PileReport
from desk_app.ui.background import Advance
from desk_app.ui.language import Text, tr
from desk_app.ui.screen import Screen
from desk_app.ui.screens.digitise.state import Source, strip_pages
from desk_app.ui.screens.unmatched.stack_list import StackList
from desk_app.ui.screens.unmatched.state import FilingState, TrayState
from desk_app.ui.theme import XL, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.page_strip import PageStrip
from desk_app.ui.widgets.page_view import PageView
from desk_app.ui.widgets.rows import surface
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.waiting import Waiting
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import Message, message

LEAST = (220, 250, 240)
MOST_CANDIDATES = 3
LONGEST_NAME = 24
LARGE_NAME = 16


class UnmatchedView(Screen):
    """Shows what waits; files it where a person or a code says."""

    stack_picked = Signal(str)
    pile_pressed = Signal()
    files_given = Signal(object)
    source_chosen = Signal(object)
    devices_pressed = Signal()
    dossier_named = Signal(str)
    """A code, typed, read, or of a candidate."""
    paper_chosen = Signal(object)
    file_pressed = Signal()
    discard_pressed = Signal()
    stop_pressed = Signal()
    picture_wanted = Signal(str)
    page_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = TrayState()
        self._filing = FilingState()
        self.bar = InfoBar()
        self.stacks = StackList()
        self.strip = PageStrip(message("unmatched.pages"))
        self.page = PageView(message("digitise.no_page"))
        self.code = LabelledInput(
            message("unmatched.code"), hint=message("unmatched.code_hint"), max_length=200
        )
        self.dossier = Label("", "strong", wrap=True)
        self.about = Label("", "soft", wrap=True)
        self.paper = Select()
        self.source = Select()
        self.waiting = Waiting()
        self.discard = Button(message("unmatched.discard"), "danger", icon="trash-2")
        self.file = Button(message("unmatched.file"), icon="folder", action="finish")
        self.pile = Button(message("unmatched.pile"), "primary", icon="scan-line", action="scan")
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.speak()

    def _lay_out(self) -> None:
        self._sides = (
            surface(self.stacks, air=1),
            surface(self._middle()),
            surface(self._right()),
        )
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(M)
        self.split.setStyleSheet("QSplitter::handle { background: transparent; }")
        for number, (side, stretch) in enumerate(zip(self._sides, (3, 5, 3), strict=True)):
            self.split.addWidget(side)
            self.split.setStretchFactor(number, stretch)
        self.split.setSizes([300, 520, 330])
        theme().changed.connect(self._size_sides)
        theme().changed.connect(self._show_candidates)
        self._size_sides()
        empty = EmptyState("inbox", message("unmatched.empty"), message("unmatched.empty_hint"))
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(self.split)
        buttons = Wrapping(right=True)
        for button in (self.discard, self.file, self.pile):
            buttons.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(Label(message("digitise.source"), "label"))
        foot.addWidget(self.source)
        foot.addLayout(buttons, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(XL, M, XL, M)
        whole.setSpacing(M)
        whole.addWidget(Label(message("unmatched.title"), "title"))
        whole.addWidget(self.bar)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self.waiting)
        whole.addLayout(foot)

    def _middle(self) -> QWidget:
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.page)
        middle.addWidget(self.strip)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 2)
        middle.setSizes([320, 200])
        return middle

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self.why = Label("", "section", wrap=True)
        self.cover = Label("", "hint", wrap=True)
        column.addWidget(self.why)
        column.addWidget(self.cover)
        self._candidates = QVBoxLayout()
        self._candidates.setSpacing(S)
        self._maybe = Label(message("unmatched.maybe"), "label")
        column.addWidget(self._maybe)
        column.addLayout(self._candidates)
        column.addWidget(self.code)
        column.addWidget(self.dossier)
        column.addWidget(self.about)
        self._paper_field = Labelled(message("unmatched.paper"), self.paper)
        self.paper.setMinimumContentsLength(12)
        self.paper.setSizeAdjustPolicy(
            Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        column.addWidget(self._paper_field)
        column.addStretch(1)
        return right

    def _connect(self) -> None:
        self.stacks.picked.connect(self.stack_picked)
        self.strip.pages.picture_wanted.connect(self.picture_wanted)
        self.strip.current_changed.connect(self._page_changed)
        self.code.edit.returnPressed.connect(lambda: self.dossier_named.emit(self.code.text()))
        self.paper.chosen.connect(self.paper_chosen)
        self.source.chosen.connect(self.source_chosen)
        self.pile.clicked.connect(self.pile_pressed)
        self.file.clicked.connect(self.file_pressed)
        self.discard.clicked.connect(self.discard_pressed)
        self.waiting.stopped.connect(self.stop_pressed)

    def _size_sides(self) -> None:
        for side, least in zip(self._sides, LEAST, strict=True):
            side.setMinimumWidth(least)  # text may grow, the window does not
        self.source.setMinimumWidth(200)

    # -- what is shown

    def show_state(self, state: TrayState) -> None:
        """The stacks, and the pages of the chosen one."""
        self._state = state
        self._pages.setCurrentIndex(1 if state.stacks else 0)
        self.stacks.show_stacks(state.stacks, state.chosen)
        self.strip.show_pages(strip_pages(state.pages))
        self._show_candidates()
        self.retranslate()
        self._page_changed(self.strip.current_page())

    def show_filing(self, filing: FilingState) -> None:
        """The dossier that was named, and its papers."""
        self._filing = filing
        check = filing.checklist
        if check is not None:
            self.code.set_text(check.code)
            self.code.set_error(None)
            open_ = [paper for paper in check.papers if paper.why_not is None]
            self.paper.set_options([(p.number, f"{p.number}. {p.name}") for p in open_])
            if filing.number in [paper.number for paper in open_]:
                self.paper.set_value(filing.number)
        else:
            self.code.set_text("")
        self.retranslate()

    @property
    def state(self) -> TrayState:
        """What is shown."""
        return self._state

    @property
    def filing(self) -> FilingState:
        """Where the chosen stack would go."""
        return self._filing

    def show_sources(self, sources: Sequence[Source], chosen: str) -> None:
        """The ways in that there are."""
        self.source.set_options([(source.value, source.text) for source in sources])
        if chosen in [source.value for source in sources]:
            self.source.set_value(chosen)

    def show_picture(self, page_id: str, picture: bytes) -> None:
        """A thumbnail, as asked for."""
        self.strip.pages.show_picture(page_id, picture)

    def show_page(self, page_id: str, picture: bytes) -> None:
        """The page under the cursor, large."""
        if page_id == self.strip.current_page():
            self.page.show_page(picture)

    def show_working(self, what: Text | None) -> None:
        """A pile is being read; None: it is over."""
        self.pile.setEnabled(what is None)
        if what is None:
            self.waiting.end()
        else:
            self.waiting.begin(what)

    def advance(self, advance: Advance) -> None:
        """How far it is."""
        self.waiting.advance(advance)

    def show_pile(self, report: PileReport) -> None:
        """Where the stacks of a pile went."""
        filed = [stack for stack in report.stacks if stack.code is not None]
        left = len(report.stacks) - len(filed)
        lines = "\n".join(
            tr("unmatched.went", code=stack.code, number=stack.number, count=stack.pages)
            for stack in filed[:8]
        )
        title = message("unmatched.pile_done", filed=len(filed), left=left, pages=report.pages)
        short = report.expected is not None and report.expected > report.found
        after: Text = (
            message("unmatched.too_few", expected=report.expected, found=report.found)
            if short
            else ""
        )
        after = after or (report.notes[0] if report.notes else "")
        self.bar.say(title, lines, after, tone="care" if left or short else "good")

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong."""
        self.bar.show_error(error)

    def show_trouble(self, error: DeskError, notes: Sequence[Text]) -> None:
        """Why reading ended early, or which files were not taken; what was read stays."""
        self.bar.show_error(error)
        if notes:
            self.bar.title.say(notes[0])

    def show_code_error(self, error: DeskError) -> None:
        """The code leads nowhere."""
        self.code.set_error(Message(f"{error.key}.title", dict(error.values)))

    def retranslate(self) -> None:
        """Says what is chosen in the language in force."""
        self.source.setAccessibleName(tr("digitise.source"))
        self.paper.setAccessibleName(tr("unmatched.paper"))
        stack = self._state.stack
        self.why.say(stack.reason_words if stack else "")
        cover = stack.cover if stack else None
        self.cover.say(message("unmatched.cover", text=cover) if cover else "")
        self.cover.setVisible(bool(cover))
        check = self._filing.checklist
        self.dossier.say(check.applicant_name if check else "")
        self.about.say(check.procedure_name if check else "")
        for part in (self.dossier, self.about, self._paper_field):
            part.setVisible(check is not None)
        ready = stack is not None and check is not None
        self.file.setEnabled(ready)
        self.file.set_kind("primary" if ready else "secondary")
        self.pile.set_kind("secondary" if ready else "primary")
        self.discard.setEnabled(stack is not None)
        self.code.setEnabled(stack is not None)

    # -- keys

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F12 scans a pile, Ctrl+Enter files the stack."""
        return {
            "scan": self._press(self.pile),
            "finish": self._press(self.file),
            "refresh": self.devices_pressed.emit,
        }

    def first_focus(self) -> QWidget:
        """The stacks, or the key that brings some."""
        return self.stacks if self._state.stacks else self.pile

    def scanned(self, text: str) -> bool:
        """With a stack chosen, a code that is read says where it goes."""
        if self._state.stack is None:
            return False
        self.dossier_named.emit(text)
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files of piles may be dropped anywhere on the screen."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files are read as a pile."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_given.emit(paths)

    # -- inside

    def _press(self, button: Button) -> Callable[[], None]:
        return lambda: button.click() if button.isEnabled() else None

    def _page_changed(self, page_id: str) -> None:
        if page_id:
            self.page_wanted.emit(page_id)
        else:
            self.page.show_page(None)

    def _show_candidates(self) -> None:
        while (item := self._candidates.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        stack = self._state.stack
        candidates = (stack.candidates if stack else ())[:MOST_CANDIDATES]
        self._maybe.setVisible(bool(candidates))
        large = theme().percent > 110  # then there is room for the name only
        for candidate in candidates:
            number = candidate.code.rpartition("-")[2]
            name = _short(candidate.applicant_name, LARGE_NAME if large else LONGEST_NAME)
            button = Button(f"{number} · {name}", icon="" if large else "file-text")
            button.setToolTip(f"{candidate.code} · {candidate.applicant_name}")
            button.clicked.connect(
                lambda _=False, code=candidate.code: self.dossier_named.emit(code)
            )
            self._candidates.addWidget(button)


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"
