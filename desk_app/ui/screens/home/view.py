"""The home screen: dumb, ``show_state`` in, signals out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.ui.language import amount, day, hour
from desk_app.ui.screen import Screen
from desk_app.ui.screens.home.state import HomeState, LatestDossier, OpenDraft
from desk_app.ui.theme import CONTENT_WIDTH, XL, XS, L
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.pill import STATES
from desk_app.ui.widgets.table import Column, Table, WindowModel
from desk_app.wording import message

SHOWN_DRAFTS = 5


class HomeView(Screen):
    """Figures of today on top, what was received below, drafts at the right."""

    refresh_pressed = Signal()
    draft_pressed = Signal(str)
    """Go on with the draft of this id."""
    dossier_pressed = Signal(str)
    """Open the dossier of this id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = InfoBar()
        self.start = Button(
            message("ui.home.start"), "primary", icon="file-plus-2", action="new_intake"
        )
        self.start.clicked.connect(lambda: self.open_screen.emit("intake", None))
        self.figures = {name: Label("0", "figure") for name in ("received", "fees", "waiting")}
        self.figures["attention"] = Label("0", "figure")
        self.model = WindowModel(_COLUMNS)
        self.table = Table(self.model, message("ui.home.latest"))
        self.table.opened.connect(lambda row: self.dossier_pressed.emit(row.dossier_id))
        self._drafts = Card(message("ui.home.drafts"))
        self._draft_rows: list[QWidget] = []
        self._fees = 0
        self._lay_out()
        self.show_state(HomeState())
        self.speak()

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(XL)
        for name, label in self.figures.items():
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(Label(message(f"ui.home.{name}"), "label"))
            column.addWidget(label)
            figures.addLayout(column)
        figures.addStretch(1)

        latest = Card(message("ui.home.latest"))
        self._latest = QStackedLayout()
        self._latest.addWidget(self.table)
        self._latest.addWidget(
            EmptyState("inbox", message("ui.home.latest_none"), message("ui.home.latest_hint"))
        )
        latest.body.addLayout(self._latest)

        grid = QGridLayout()
        grid.setSpacing(L)
        grid.addWidget(latest, 0, 0)
        grid.addWidget(self._drafts, 0, 1)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 2)
        content = QWidget()
        content.setMaximumWidth(CONTENT_WIDTH)
        column = QVBoxLayout(content)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(L)
        column.addWidget(self.bar)
        column.addWidget(Label(message("ui.home.today"), "title"))
        column.addLayout(figures)
        column.addLayout(grid, 1)
        column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignRight)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(content)

    def show_state(self, state: HomeState) -> None:
        """Shows ``state``."""
        self.bar.hide()
        self._fees = state.fees
        self.figures["received"].say(str(state.received))
        self.figures["fees"].say(amount(state.fees))
        self.figures["waiting"].say(str(state.waiting))
        self.figures["attention"].say(str(state.attention))
        self.figures["attention"].set_tone("wrong" if state.attention else "")
        self.model.show_all(state.latest)
        self._latest.setCurrentIndex(0 if state.latest else 1)
        self._show_drafts(state.drafts)

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; the figures stay as they were."""
        self.bar.show_error(error)
        self.bar.add_action(message("ui.keys.refresh"), self.refresh_pressed.emit, "refresh")

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F5 reads anew."""
        return {"refresh": self.refresh_pressed.emit}

    def first_focus(self) -> QWidget:
        """Enter begins an intake."""
        return self.start

    def retranslate(self) -> None:
        """Amounts are written in each language's way."""
        self.figures["fees"].say(amount(self._fees))

    def _show_drafts(self, drafts: tuple[OpenDraft, ...]) -> None:
        for row in self._draft_rows:
            row.hide()
            row.deleteLater()
        self._draft_rows = [self._draft_row(draft) for draft in drafts[:SHOWN_DRAFTS]]
        if not drafts:
            none = EmptyState(
                "file-text", message("ui.home.drafts_none"), message("ui.home.drafts_hint")
            )
            self._draft_rows = [none]
        else:
            rest = QWidget()
            self._draft_rows.append(rest)
        for number, row in enumerate(self._draft_rows):
            self._drafts.body.addWidget(row, 1 if number == len(self._draft_rows) - 1 else 0)

    def _draft_row(self, draft: OpenDraft) -> QWidget:
        row = QWidget()
        go_on = Button(message("ui.home.continue"), "quiet", icon="arrow-right")
        go_on.clicked.connect(lambda: self.draft_pressed.emit(draft.draft_id))
        words = QVBoxLayout()
        words.setSpacing(XS)
        words.addWidget(Label(draft.procedure, wrap=True))
        words.addWidget(Label(message("ui.home.saved_at", time=hour(draft.saved_at)), "hint"))
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(words)
        column.addWidget(go_on, 0, Qt.AlignmentFlag.AlignLeft)
        return row


def _promised(row: LatestDossier) -> str:
    return f"{hour(row.promised_at)} {day(row.promised_at)}" if row.promised_at else "–"


_COLUMNS = (
    Column(message("ui.home.at"), lambda row: hour(row.received_at), 64),
    Column(message("ui.home.code"), lambda row: row.code, 190, tabular=False),
    Column(message("ui.home.procedure"), lambda row: row.procedure),
    Column(message("ui.home.promised"), _promised, 150),
    Column(
        message("ui.home.state"),
        lambda row: message(f"ui.state.{row.state}"),
        124,
        icon=lambda row: STATES[row.state][0],
        tone=lambda row: STATES[row.state][1],
    ),
)
