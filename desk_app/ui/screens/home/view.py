"""The home screen: dumb, ``show_state`` in, signals out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.ui.language import amount, day, hour
from desk_app.ui.screen import Screen
from desk_app.ui.screens.home.bars import HomeBars
from desk_app.ui.screens.home.state import (
    NOT_READ,
    FavouriteProcedure,
    HomeState,
    LatestDossier,
    OpenDraft,
)
from desk_app.ui.screens.intake.state import NewIntake
from desk_app.ui.theme import CONTENT_WIDTH, XL, XS, L, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.few_lines import FewLines
from desk_app.ui.widgets.fitting import Fitting
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.pill import STATES
from desk_app.ui.widgets.table import Column, Table, WindowModel
from desk_app.ui.widgets.waiting import Waiting
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import Message, message

SHOWN_DRAFTS = 30
WITH_KEYS = 5
"""So many drafts have a key; the favourites have the ones after."""
SHOWN_PROMISED = 5
SIDE = 300
LEAST_HIGH = 200  # of the lists: some rows at least are seen
FIGURES = ("received", "fees", "promised_today", "overdue", "waiting", "attention")
TONES = {"attention": "wrong", "overdue": "care"}


class HomeView(Screen):
    """Figures of today on top, what was received below, what waits for a hand at the right."""

    does_all = frozenset({"refresh"})
    refresh_pressed = Signal()
    draft_pressed = Signal(str)
    """Go on with the draft of this id."""
    dossier_pressed = Signal(str)
    """Open the dossier of this code."""
    favourite_pressed = Signal(str)
    """Begin an intake of the procedure of this code."""
    print_pressed = Signal()
    """Print all receipts that never came out."""
    send_pressed = Signal()
    """Ask the centre now."""
    print_stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = NOT_READ
        self.bar = InfoBar()
        self.bars = HomeBars()
        self.bars.open_screen.connect(self.open_screen)
        self.bars.dossier_pressed.connect(self.dossier_pressed)
        self.bars.print_pressed.connect(self.print_pressed)
        self.bars.send_pressed.connect(self.send_pressed)
        self.waiting = Waiting()
        self.waiting.stopped.connect(self.print_stopped)
        self.start = Button(
            message("ui.home.start"), "primary", icon="file-plus-2", action="new_intake"
        )
        self.start.clicked.connect(lambda: self.open_screen.emit("intake", NewIntake()))
        self.figures = {name: Label("0", "figure") for name in FIGURES}
        self.model = WindowModel(_COLUMNS)
        self.table = Table(self.model, message("ui.home.latest"))
        self.table.opened.connect(lambda row: self.dossier_pressed.emit(row.code))
        Fitting(self.table, {3: 920, 4: 660, 5: 500, 2: 340})
        self._drafts = Card(message("ui.home.drafts"))
        self._promised = Card(message("home.promised"))
        self._favourites = Card(message("home.favourites"))
        self._rows: dict[Card, list[QWidget]] = {}
        self._lay_out()
        self.show_state(self._state)
        self.speak()

    def _lay_out(self) -> None:
        figures = Wrapping(spacing=XL)
        for name, label in self.figures.items():
            figure = QWidget()
            column = QVBoxLayout(figure)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(Label(_FIGURE_WORDS[name], "label"))
            column.addWidget(label)
            figures.addWidget(figure)

        latest = Card(message("ui.home.latest"))
        self._latest = QStackedLayout()
        latest.body.addLayout(self._latest)  # first: a page without a parent would flash alone
        self._latest.addWidget(self.table)
        self._latest.addWidget(
            EmptyState("inbox", message("ui.home.latest_none"), message("ui.home.latest_hint"))
        )

        side = QWidget()
        cards = QVBoxLayout(side)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(L)
        for card in (self._drafts, self._favourites, self._promised):
            cards.addWidget(card)
        cards.addStretch(1)
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setWidget(side)
        self._side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        latest.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._lists = grid = QGridLayout()
        grid.setSpacing(L)
        grid.addWidget(latest, 0, 0)
        grid.addWidget(self._side, 0, 1)
        grid.setColumnStretch(0, 1)
        theme().changed.connect(self._size_side)
        self._size_side()
        content = QWidget()
        content.setMaximumWidth(CONTENT_WIDTH)
        column = QVBoxLayout(content)
        column.setContentsMargins(XL - S, L, XL - S, L)
        column.setSpacing(L)
        column.addWidget(self._scrolling(figures, grid), 1)
        column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignRight)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(content)

    def _scrolling(self, figures: QLayout, grid: QLayout) -> QScrollArea:
        """Large text and many bars need more than the window has: what stands there is never
        squeezed, it scrolls."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(S, 0, S, 0)
        column.setSpacing(L)
        for part in (self.bar, self.bars, self.waiting):
            column.addWidget(part)
        column.addWidget(Label(message("ui.home.today"), "title"))
        column.addLayout(figures)
        column.addLayout(grid, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def show_state(self, state: HomeState) -> None:
        """Shows ``state``."""
        self.bar.hide()
        self._state = state
        for name in FIGURES:
            value = getattr(state, name)
            self.figures[name].say(self._figure(name))
            self.figures[name].set_tone(TONES.get(name, "") if value else "")
        self.model.show_all(state.latest)
        self._latest.setCurrentIndex(0 if state.latest or not state.known else 1)
        self.bars.show_state(state)
        self._show_lists(state)

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; the figures stay as they were."""
        self.waiting.end()
        self.bar.show_error(error)
        self.bar.add_action(message("ui.keys.refresh"), self.refresh_pressed.emit, "refresh")

    def show_trouble(self, words: Message) -> None:
        """A print that did not come out."""
        self.bars.show_trouble(words)

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F5 asks the centre and reads anew, F9 prints what was not printed, Alt and a figure opens
        what it marks."""
        state = self._state
        actions: dict[str, Callable[[], Any]] = {"refresh": self._send_and_refresh}
        if state.unprinted:
            actions["save_and_print"] = self.print_pressed.emit
        for number, draft in enumerate(state.drafts[:WITH_KEYS], 1):
            actions[f"section_{number}"] = partial(self.draft_pressed.emit, draft.draft_id)
        for number, favourite in enumerate(state.favourites, WITH_KEYS + 1):
            actions[f"section_{number}"] = partial(self.favourite_pressed.emit, favourite.code)
        return actions

    def _send_and_refresh(self) -> None:
        self.send_pressed.emit()
        self.refresh_pressed.emit()

    def leads_to(self, name: str) -> object:
        """What was begun is among the drafts here: F2 begins anew."""
        return NewIntake() if name == "intake" else None

    def first_focus(self) -> QWidget:
        """Enter begins an intake."""
        return self.start

    def retranslate(self) -> None:
        """Amounts and names are written in each language's way."""
        self.figures["fees"].say(self._figure("fees"))
        self._show_lists(self._state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side gives way before the list does."""
        super().resizeEvent(event)
        self._size_side()

    def _size_side(self) -> None:
        widest = max(SIDE, min(self.width(), CONTENT_WIDTH) * 2 // 5)
        self._side.setFixedWidth(min(theme().px(SIDE), widest))
        # Of the row, not of what stands in it: what wraps above is squeezed for the latter.
        self._lists.setRowMinimumHeight(0, theme().px(LEAST_HIGH))

    def _figure(self, name: str) -> str:
        if not self._state.known:
            return "–"
        value = getattr(self._state, name)
        return amount(value) if name == "fees" else str(value)

    def _show_lists(self, state: HomeState) -> None:
        drafts = [
            self._draft_row(draft, number)
            for number, draft in enumerate(state.drafts[:SHOWN_DRAFTS], 1)
        ]
        if len(state.drafts) > SHOWN_DRAFTS:
            more = len(state.drafts) - SHOWN_DRAFTS
            drafts.append(Label(message("home.more_drafts", count=more), "hint"))
        none = message("ui.home.drafts_none") if state.known else "–"
        self._fill(self._drafts, drafts or [Label(none, "soft", wrap=True)])
        self._favourites.setVisible(bool(state.favourites))
        self._fill(
            self._favourites,
            [
                self._favourite_row(favourite, number)
                for number, favourite in enumerate(state.favourites, WITH_KEYS + 1)
            ],
        )
        self._promised.setVisible(bool(state.promised))
        promised = [_promised_row(self, code, at) for code, at in state.promised[:SHOWN_PROMISED]]
        self._fill(self._promised, promised)

    def _fill(self, card: Card, rows: Sequence[QWidget]) -> None:
        for row in self._rows.get(card, []):
            row.hide()
            row.deleteLater()
        self._rows[card] = list(rows)
        for row in rows:
            card.body.addWidget(row)

    def _draft_row(self, draft: OpenDraft, number: int) -> QWidget:
        key = f"section_{number}" if number <= WITH_KEYS else ""
        go_on = Button(message("ui.home.continue"), "quiet", action=key)
        go_on.clicked.connect(lambda: self.draft_pressed.emit(draft.draft_id))
        procedure = draft.procedure or message("home.untitled")
        words = [FewLines(procedure, most=1 if draft.applicant else 2)]
        if draft.applicant:
            words.insert(0, FewLines(draft.applicant, "strong", most=1))
        saved = Label(message("ui.home.saved_at", time=hour(draft.saved_at)), "hint")
        return _below(words, saved, go_on)

    def _favourite_row(self, favourite: FavouriteProcedure, number: int) -> QWidget:
        begin = Button(message("home.begin"), "quiet", action=f"section_{number}")
        begin.clicked.connect(lambda: self.favourite_pressed.emit(favourite.code))
        return _row([FewLines(favourite.name, most=3)], begin)


def _promised_row(view: HomeView, code: str, at: Any) -> QWidget:
    show = Button(message("home.show"), "quiet")
    show.clicked.connect(lambda: view.dossier_pressed.emit(code))
    return _row([Label(code), Label(hour(at), "hint")], show)


def _below(words: Sequence[QWidget], hint: QWidget, button: Button) -> QWidget:
    """Words over the whole width, and below them what can be done: beside each other a name of a
    few words took a dozen lines."""
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for label in words:
        column.addWidget(label)
    line = QHBoxLayout()
    line.addWidget(hint, 1)
    line.addWidget(button)
    column.addLayout(line)
    return row


def _row(words: Sequence[QWidget], button: Button) -> QWidget:
    row = QWidget()
    column = QVBoxLayout()
    column.setSpacing(XS)
    for label in words:
        column.addWidget(label)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(M)
    line.addLayout(column, 1)
    line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    return row


def _promised_at(row: LatestDossier) -> str:
    return f"{hour(row.promised_at)} {day(row.promised_at)}" if row.promised_at else "–"


_FIGURE_WORDS = {
    **{name: message(f"ui.home.{name}") for name in ("received", "fees", "waiting", "attention")},
    **{name: message(f"home.{name}") for name in ("promised_today", "overdue")},
}
_COLUMNS = (
    Column(message("ui.home.at"), lambda row: hour(row.received_at), 64),
    Column(message("ui.home.code"), lambda row: row.code, 182, tabular=False),
    Column(message("home.applicant"), lambda row: row.applicant or "–"),
    Column(message("ui.home.procedure"), lambda row: row.procedure, 220),
    Column(message("ui.home.promised"), _promised_at, 152),
    Column(
        message("ui.home.state"),
        lambda row: message(f"ui.state.{row.state}"),
        152,
        icon=lambda row: STATES[row.state][0],
        tone=lambda row: STATES[row.state][1],
    ),
)
