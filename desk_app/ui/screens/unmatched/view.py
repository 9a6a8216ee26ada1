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
from desk_app.ui.program_commands import bind_keys
from desk_app.ui.screen import Screen
from desk_app.ui.screens.digitise.foot import source_row
from desk_app.ui.screens.digitise.state import CRAMPED_WIDTH, Source, strip_pages
from desk_app.ui.screens.unmatched.filing_pane import FilingPane
from desk_app.ui.screens.unmatched.pile_words import pile_words
from desk_app.ui.screens.unmatched.stack_list import StackList
from desk_app.ui.screens.unmatched.state import FilingState, TrayState, last_words
from desk_app.ui.theme import XL, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.page_strip import PageStrip
from desk_app.ui.widgets.page_view import PageView
from desk_app.ui.widgets.rows import surface
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import message

LEAST = (220, 250, 240)
LEAST_HIGH = 60
LIST, STRIP_HIGH = 245, 180


class UnmatchedView(Screen):
    """Shows what waits; files it where a person or a code says."""

    stack_picked = Signal(str)
    pile_pressed = Signal()
    files_given = Signal(object)
    source_chosen = Signal(object)
    devices_pressed = Signal()
    dossier_named = Signal(str)
    """A code, typed or read."""
    candidate_picked = Signal(object)
    paper_chosen = Signal(object)
    file_pressed = Signal()
    discard_pressed = Signal()
    put_back_pressed = Signal()
    stop_pressed = Signal()
    picture_wanted = Signal(str)
    page_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = TrayState()
        self._pile: PileReport | None = None
        self._error_shown = False  # over what the pile came to
        self.bar = InfoBar()
        self.stacks = StackList()
        self.strip = PageStrip(message("unmatched.pages"))
        self.page = PageView(message("digitise.no_page"))
        self.filing_pane = FilingPane()
        self.last = Label("", "hint")
        self.put_back = Button(message("ui.keys.undo"), "quiet", icon="undo-2", action="undo")
        self.source = Select()
        self.waiting = Waiting(counts=True)
        self.discard = Button(
            message("unmatched.discard"), "danger", icon="trash-2", action="discard_stack"
        )
        self.file = Button(message("unmatched.file"), icon="folder", action="finish")
        self.pile = Button(message("unmatched.pile"), "primary", icon="scan-line", action="scan")
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        bind_keys(self, self._act, "unmatched")
        self.speak()

    def _lay_out(self) -> None:
        self._pages_split = QSplitter(Qt.Orientation.Vertical)
        self._sides = (
            surface(self.stacks, air=1),
            surface(self._middle()),
            surface(self.filing_pane),
        )
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(M)
        self.split.setStyleSheet("QSplitter::handle { background: transparent; }")
        for number, (side, stretch) in enumerate(zip(self._sides, (3, 5, 3), strict=True)):
            self.split.addWidget(side)
            self.split.setStretchFactor(number, stretch)
        theme().changed.connect(self._size_sides)
        self._size_sides()
        empty = EmptyState("inbox", message("unmatched.empty"), message("unmatched.empty_hint"))
        self._pages = QStackedWidget()
        self._pages.setMinimumHeight(3 * LEAST_HIGH)  # also where the text is large
        self._pages.addWidget(empty)
        self._pages.addWidget(self.split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(XL, M, XL, M)
        whole.setSpacing(M)
        whole.addLayout(self._head())
        whole.addWidget(self.bar)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self.waiting)
        whole.addLayout(source_row(self.source, (self.discard, self.file, self.pile)))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(Label(message("unmatched.title"), "title"))
        head.addStretch(1)
        head.addWidget(self.last)
        head.addWidget(self.put_back)
        return head

    def _middle(self) -> QWidget:
        middle = self._pages_split
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.page)
        middle.addWidget(self.strip)
        self.page.setMinimumHeight(LEAST_HIGH)  # the bar above may need the room
        self.strip.setMinimumHeight(LEAST_HIGH)
        middle.setStretchFactor(0, 1)
        return middle

    def _connect(self) -> None:
        self.stacks.picked.connect(self.stack_picked)
        self.stacks.activated.connect(lambda _index: self.filing_pane.go_in())
        self.strip.pages.picture_wanted.connect(self.picture_wanted)
        self.strip.current_changed.connect(self._page_changed)
        self.filing_pane.dossier_named.connect(self.dossier_named)
        self.filing_pane.candidate_picked.connect(self.candidate_picked)
        self.filing_pane.paper_chosen.connect(self.paper_chosen)
        self.source.chosen.connect(self.source_chosen)
        self.pile.clicked.connect(self.pile_pressed)
        self.file.clicked.connect(self.file_pressed)
        self.discard.clicked.connect(self.discard_pressed)
        self.put_back.clicked.connect(self.put_back_pressed)
        self.waiting.stopped.connect(self.stop_pressed)
        self.bar.closed.connect(self._bar_closed)

    def _size_sides(self) -> None:
        for side, least in zip(self._sides, LEAST, strict=True):
            side.setMinimumWidth(least)  # text may grow, the window does not
        # Neither hour and day of a stack nor a code are cut, and a row of pages is seen whole.
        self.split.setSizes([theme().px(LIST), 430, theme().px(330)])
        high = max(self._pages_split.height() - theme().px(STRIP_HIGH), LEAST_HIGH)
        self._pages_split.setSizes([high, theme().px(STRIP_HIGH)])
        self.source.setMinimumWidth(200)

    # -- what is shown

    def show_state(self, state: TrayState) -> None:
        """The stacks, and the pages of the chosen one."""
        self._state = state
        self._pages.setCurrentIndex(1 if state.stacks else 0)
        self.stacks.show_stacks(state.stacks, state.chosen)
        pages = strip_pages(state.pages)
        self.strip.show_pages(pages)
        self.strip.setHidden(len(pages) == 1)  # a page alone is seen large already
        self.filing_pane.show_stack(state.stack)
        self._say_state()
        self._page_changed(self.strip.current_page())

    def show_filing(self, filing: FilingState) -> None:
        """The dossier that was named, and its papers."""
        self.filing_pane.show_filing(filing)
        self._say_state()

    def show_what_lacks(self) -> None:
        """Says at its place what has to be said before the stack can be filed."""
        self.filing_pane.show_what_lacks()

    def go_on(self) -> None:
        """One stack is done with: the focus goes to the next, or to the key that brings some."""
        if self.isVisible():
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        self.filing_pane.verticalScrollBar().setValue(0)

    def go_to_filing(self) -> None:
        """The focus goes where one says where the stack belongs."""
        if self.isVisible():
            self.filing_pane.go_in()

    @property
    def state(self) -> TrayState:
        """What is shown."""
        return self._state

    @property
    def filing(self) -> FilingState:
        """Where the chosen stack would go."""
        return self.filing_pane.filing

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
            self.page.show_page(picture, self.strip.current_words())

    def show_working(self, what: Text | None) -> None:
        """A pile is being read; None: it is over."""
        if what is not None and self.pile.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else it went to the first of the rail
        self.pile.setEnabled(what is None)
        if what is None:
            self.waiting.end()
        else:
            self._pile, self._error_shown = None, False  # the last one is past
            self._show_stacks(True)
            self.bar.hide()
            self.waiting.begin(what)

    def advance(self, advance: Advance) -> None:
        """How far it is."""
        self.waiting.advance(advance)

    def show_pile(self, report: PileReport) -> None:
        """Where the stacks of a pile went; it stays until the officer has read it."""
        self._pile = report
        self._say_pile()

    def _say_pile(self, *, whole: bool = False) -> None:
        assert self._pile is not None
        self._error_shown = False
        said = pile_words(self._pile)
        if self._is_cramped() and not whole and "\n" in said.next_step:
            self.bar.say(said.title, tone=said.tone)
            self.bar.add_action(message("unmatched.read_all"), self._read_all)
        else:
            self.bar.say(said.title, said.meaning, said.next_step, tone=said.tone)

    def _read_all(self) -> None:
        """Where text is large there is room for all words or for the stacks, not for both."""
        self._say_pile(whole=True)
        self._show_stacks(False)
        self.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_stacks(self, on: bool) -> None:
        self._pages.setVisible(on)
        self._say_state()

    def _is_cramped(self) -> bool:
        return theme().percent > 110 and self.width() < CRAMPED_WIDTH

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; what the last pile came to can be read again after it."""
        self._error_shown = True
        self._show_stacks(True)
        self.bar.show_error(error)

    def clear_error(self) -> None:
        """What was wrong is past."""
        if self._error_shown:
            self.bar.dismiss()

    def _bar_closed(self) -> None:
        self._show_stacks(True)
        if self._error_shown and self._pile is not None:
            self._say_pile()
        else:
            self._pile, self._error_shown = None, False

    def show_code_error(self, error: DeskError) -> None:
        """The code leads nowhere."""
        self.filing_pane.show_code_error(error)

    def retranslate(self) -> None:
        """Says what is chosen in the language in force."""
        self.source.setAccessibleName(tr("digitise.source"))
        self._say_state()
        if self._pile is not None and not self._error_shown:
            self._say_pile()

    def _say_state(self) -> None:
        state = self._state
        ready = state.stack is not None and self.filing.number is not None
        self.file.set_kind("primary" if ready else "secondary")
        self.pile.set_kind("secondary" if ready else "primary")
        for button in (self.file, self.discard):  # without a stack there is nothing to press
            button.setVisible(state.stack is not None and not self._pages.isHidden())
        self.last.say("" if state.last is None else last_words(state.last))
        self.put_back.setVisible(state.last is not None)

    # -- keys

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F12 scans a pile, Ctrl+Enter files the stack, Ctrl+Z puts back the last one."""
        return {
            "scan": self._press(self.pile),
            "finish": self._press(self.file),
            "discard_stack": self._press(self.discard),
            "refresh": self.devices_pressed.emit,
            **self.bar.actions_here(),
            **({} if self._state.last is None else {"undo": self.put_back_pressed.emit}),
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

    def _act(self, action: str) -> None:
        self.actions_here()[action]()

    def _press(self, button: Button) -> Callable[[], None]:
        return lambda: button.click() if button.isEnabled() and not button.isHidden() else None

    def _page_changed(self, page_id: str) -> None:
        if page_id:
            self.page_wanted.emit(page_id)
        else:
            self.page.show_page(None)
