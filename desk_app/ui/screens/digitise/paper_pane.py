"""The middle of the scan screen: one paper, its pages, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_app.services.page_views import PageCard, ReusableFile
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.copy_pane import CopyPane
from desk_app.ui.screens.digitise.page_buttons import PageButtons
from desk_app.ui.screens.digitise.state import (
    TITLE_LETTERS,
    DigitiseState,
    cut_short_words,
    recipe_words,
    short,
    strip_pages,
)
from desk_app.ui.theme import M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.page_strip import PageStrip
from desk_app.ui.widgets.stepper import Stepper
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import message

CRAMPED_LETTERS = 22


class PaperPane(QWidget):
    """In the place of the pages: why there are none, or copies of earlier dossiers."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Label("", "strong", wrap=True)
        self.counted = Label("", "strong")
        self.recipe = Label("", "hint")
        self.declared_pages = Stepper(message("digitise.declared"), 0, 999)
        self._declared_of = ("", 0)
        self.cut_short = Label("", "strong", tone="care", wrap=True)
        self.whole = Button(message("digitise.whole"), icon="check")
        self.strip = PageStrip(message("digitise.strip.name"))
        self.copies = CopyPane()
        self.acts = PageButtons()
        self._no_pages = EmptyState(
            "scan-line", message("digitise.no_pages"), message("digitise.no_pages_hint")
        )
        self._counting = QWidget()
        self._room = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self.name, 1)
        top.addWidget(self.counted)
        beside = QHBoxLayout(self._counting)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(M)
        beside.addWidget(Label(message("digitise.declared"), "hint"))
        beside.addWidget(self.declared_pages)
        second = Wrapping(spacing=M)
        for part in (self.recipe, self._counting):
            second.addWidget(part)
        stopped = QHBoxLayout()
        stopped.setSpacing(M)
        stopped.addWidget(self.cut_short, 1)
        stopped.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignTop)
        for room in (self.strip, self._no_pages, self.copies):
            self._room.addWidget(room)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addLayout(top)
        column.addLayout(second)
        column.addLayout(stopped)
        column.addWidget(self._room, 1)
        column.addWidget(self.acts)

    # -- what is shown

    def show_pages(self, state: DigitiseState, *, other: bool) -> None:
        """The pages of the current paper; ``other``: it was not this one before."""
        self.strip.show_pages(strip_pages(state.pages))
        if other or (state.paper and state.paper.pages):
            self.copies.forget()
        self.show_room(state)

    def show_room(self, state: DigitiseState | None) -> None:
        """The pages of the paper; in their place the copies to choose from, or the one used."""
        paper = state.paper if state is not None else None
        offers, pages = self.copies.offers, bool(self.strip.pages.pages)
        used = paper is not None and paper.digitised == "reused"
        if paper is not None and state is not None and used and not offers:
            self.copies.show_used(paper, state.lent)
        instead = self.copies if used else self._no_pages
        why_not = paper.why_not if paper is not None else None
        self._no_pages.title.say(
            message("digitise.not_scanned" if why_not else "digitise.no_pages")
        )
        self._no_pages.text.say(why_not or message("digitise.no_pages_hint"))
        self._room.setCurrentWidget(self.copies if offers else self.strip if pages else instead)
        self.acts.setHidden(offers)

    def offer_copies(self, found: Sequence[ReusableFile], state: DigitiseState | None) -> None:
        """Copies of earlier dossiers of this person, in the place of the pages."""
        self.copies.offer(found)
        self.show_room(state)
        self.copies.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def pages_here(self) -> PageStrip:
        """The strip that is seen: the paper's own pages, or those of a copy."""
        return self.copies.strip if self._room.currentWidget() is self.copies else self.strip

    def say(self, state: DigitiseState, *, cramped: bool) -> None:
        """Name, counts and way of scanning in the language in force. Large text takes room from the
        pages: where it is ``cramped``, what the list says already does not stand twice."""
        paper = state.paper
        letters = CRAMPED_LETTERS if cramped else TITLE_LETTERS * 3 // 2
        self.name.say(short(f"{paper.number}. {paper.name}", letters) if paper else "")
        self.name.setToolTip(paper.name if paper else "")
        self.recipe.say(recipe_words(paper.recipe) if paper else "")
        closed = paper is not None and paper.why_not is not None and not paper.pages
        self.recipe.setHidden(cramped or closed)
        self._counting.setHidden(closed)
        self.acts.say_less(cramped)
        self.copies.say_less(cramped)
        pages = (paper.pages or len(state.lent)) if paper is not None else 0
        self.counted.say(message("digitise.pages", count=pages) if paper else "")
        stopped = paper.cut_short if paper is not None else None
        where = cut_short_words(stopped) if stopped and cramped else None
        self.cut_short.say(where or (stopped.words if stopped else ""))
        self.cut_short.setToolTip(in_words(stopped.words) if stopped else "")
        for part in (self.cut_short, self.whole):
            part.setVisible(stopped is not None)
        self._say_declared(state)

    def _say_declared(self, state: DigitiseState) -> None:
        paper = state.paper
        self.declared_pages.setVisible(paper is not None)
        if paper is not None:
            same = self._declared_of == (state.checklist.dossier_id, paper.number)
            show = self.declared_pages.set_value if same else self.declared_pages.begin_at
            show(paper.declared_pages or 0)
            self._declared_of = (state.checklist.dossier_id, paper.number)

    def say_acts(self, state: DigitiseState | None, *, busy: bool) -> dict[str, PageCard]:
        """What can be done with the chosen pages; answers with all pages of the paper, by id."""
        pages = {page.id: page for page in state.pages} if state else {}
        chosen = [pages[one] for one in self.strip.chosen() if one in pages]
        self.acts.offer(chosen, state.paper if state else None, busy=busy)
        return pages
