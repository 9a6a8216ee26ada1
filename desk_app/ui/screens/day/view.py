"""The day: figures on top, charts with their tables, what needs a look below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.services.day_exceptions import KINDS, Exceptional
from desk_app.services.day_review import Day, Part
from desk_app.ui.language import Text, amount, hour
from desk_app.ui.screen import Screen
from desk_app.ui.screens.day.state import hours, listed, place_of
from desk_app.ui.theme import XL, L, S, theme
from desk_app.ui.widgets.bar_chart import BarChart
from desk_app.ui.widgets.button import Button, saying_less
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.date_input import DateInput
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.table import Column, Table, WindowModel
from desk_app.ui.widgets.waiting import Waiting
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import Message, message

KIND_SIGNS = {
    "papers_missing": ("file-warning", "wrong"),
    "papers_later": ("hourglass", "care"),
    "reprint": ("printer", "care"),
    "digitised_without": ("file-warning", "care"),
    "not_printed": ("printer", "wrong"),
    "unsent": ("clock", "accent"),
    "refused_entry": ("triangle-alert", "wrong"),
    "promised_today": ("calendar", "accent"),
    "overdue": ("triangle-alert", "wrong"),
    "deleted_draft": ("trash-2", "ink_soft"),
}
TWO_COLUMNS = 1000
TWO_LINES = 42
DATE = 140
_WIDE = ((0, 0, 1, 1), (1, 0, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1), (0, 1, 2, 1))
_NARROW = ((1, 0, 1, 1), (2, 0, 1, 1), (3, 0, 1, 1), (4, 0, 1, 1), (0, 0, 1, 1))
FORMATS = ("pdf", "xlsx")


class DayView(Screen):
    """``show_day`` in; another day, the register as a file, a dossier out."""

    refresh_pressed = Signal()
    day_chosen = Signal(object)
    """Another ``date``."""
    export_pressed = Signal(str)
    """The register as "pdf" or "xlsx"."""
    stop_pressed = Signal()
    """The register is no longer wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day: Day | None = None
        self._wide: bool | None = None
        self._reading = False
        self._cards: list[Card] = []
        self.bar = InfoBar()
        self.waiting = Waiting()
        self.waiting.stopped.connect(self.stop_pressed)
        self.date = DateInput(message("day_screen.day"))
        self.date.date_changed.connect(self._typed)
        self.before = Button(message("day_screen.day_before"), "quiet", icon="arrow-left")
        self.before.clicked.connect(lambda: self._step(-1))
        self.after = Button(message("day_screen.day_after"), "quiet", icon="arrow-right")
        self.after.clicked.connect(lambda: self._step(1))
        self.exports = {
            kind: Button(message(f"day_screen.export_{kind}"), "secondary", icon="download")
            for kind in FORMATS
        }
        for kind, button in self.exports.items():
            button.clicked.connect(lambda _on=False, name=kind: self.export_pressed.emit(name))
        self.figures = {name: Label("0", "figure") for name in _FIGURES}
        self.as_of = Label("", "hint")
        self.by_hour = BarChart(message("day_screen.by_hour"), _HEADS_HOUR)
        self.by_counter = BarChart(message("day_screen.by_counter"), _HEADS_COUNTER)
        self.procedures = WindowModel(_PROCEDURES)
        self.officers = WindowModel(_OFFICERS)
        self.kind = Select([(None, message("day_screen.all_kinds"))])
        self.kind.chosen.connect(lambda _kind: self._show_exceptions())
        self.exceptions = WindowModel(_EXCEPTIONS)
        self.table = Table(self.exceptions, message("day_screen.exceptions"))
        self.table.opened.connect(self._open)
        self.table.picked.connect(self._say_detail)
        self.detail = Label("", wrap=True)
        self._area = QScrollArea()
        self._pages = QStackedLayout(self)
        self._exception_pages = QStackedLayout()
        self._lay_out()
        theme().changed.connect(self._arrange)
        self.speak()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(L)
        for part in (self.bar, self.waiting):
            column.addWidget(part)
        column.addLayout(self._head())
        column.addLayout(self._figures())
        column.addWidget(self.as_of)
        column.addLayout(self._charts(), 1)
        area = self._area
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        self._pages.addWidget(area)
        self._pages.addWidget(
            EmptyState(
                "lock", message("day_screen.not_yours"), message("day_screen.not_yours_hint")
            )
        )

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.date)
        for button in (self.before, self.after):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        for button in self.exports.values():
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return head

    def _figures(self) -> Wrapping:
        figures = Wrapping(spacing=XL)
        for name, label in self.figures.items():
            figure = QWidget()
            column = QVBoxLayout(figure)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            key = f"day.kind.{name}" if name in KINDS else f"day_screen.{name}"
            column.addWidget(Label(message(key), "label"))
            column.addWidget(label)
            figures.addWidget(figure)
        return figures

    def _charts(self) -> QGridLayout:
        for title, part, height in (
            ("by_hour", self.by_hour, 140),
            ("by_counter", self.by_counter, 110),
            ("by_procedure", Table(self.procedures, message("day_screen.by_procedure")), 170),
            ("by_officer", Table(self.officers, message("day_screen.by_officer")), 170),
        ):
            card = Card(message(f"day_screen.{title}"))
            _no_higher_than_needed(part, height)
            card.body.addWidget(part)
            self._cards.append(card)
        toggle = Button(message("day_screen.as_table"), "quiet", icon="table", action="chart_table")
        toggle.clicked.connect(self.toggle_tables)
        self._cards[0].tools.addWidget(toggle)
        self._cards.append(self._exceptions_card())
        self._grid = QGridLayout()
        self._grid.setSpacing(L)
        return self._grid

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room, else one."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        date = theme().px(DATE)
        self.date.setFixedWidth(date)
        buttons = (self.before, self.after, *self.exports.values())
        room = self.width() - 2 * XL - date - 3 * S
        for less in ((), buttons):
            if saying_less(buttons, less) <= room:
                break
        wide = self.width() >= theme().px(TWO_COLUMNS)
        if wide == self._wide:
            return
        self._wide = wide
        places = _WIDE if wide else _NARROW
        for card, place in zip(self._cards, places, strict=True):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, *place)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 5 if wide else 0)

    def _exceptions_card(self) -> Card:
        card = Card(message("day_screen.exceptions"))
        card.tools.addWidget(self.kind)
        _no_higher_than_needed(self.table, 200)
        self.detail.setMinimumHeight(theme().px(TWO_LINES))  # the list stays as high as it is
        card.body.addLayout(self._exception_pages)  # first: a page alone would flash as a window
        self._exception_pages.addWidget(self._listed())
        self._exception_pages.addWidget(
            EmptyState(
                "circle-check", message("day_screen.nothing"), message("day_screen.nothing_hint")
            )
        )
        return card

    def _listed(self) -> QWidget:
        """The list, and under it in full what its column has no room for."""
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        column.addWidget(Label(message("day_screen.open_hint"), "hint", wrap=True))
        return listed

    # -- what is shown

    def show_day(self, day: Day) -> None:
        """Shows ``day``."""
        self.bar.hide()
        self._day = day
        self._pages.setCurrentIndex(0)
        self.date.set_value(day.day)
        self.by_hour.show_bars(hours(day.by_hour))
        self.by_counter.show_bars([(part.name, part.received) for part in day.by_counter])
        self.procedures.show_all(day.by_procedure)
        self.officers.show_all(day.by_officer)
        options: list[tuple[str | None, Message]] = [(None, message("day_screen.all_kinds"))]
        options += [
            (kind, message("day_screen.kind_count", kind=message(f"day.kind.{kind}"), count=count))
            for kind, count in day.counts.items()
            if count
        ]
        self.kind.set_options(options)
        self._show_exceptions()
        self.retranslate()

    def show_not_yours(self) -> None:
        """The officer's role does not see the day."""
        self._pages.setCurrentIndex(1)

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong."""
        self.bar.show_error(error)

    def show_making(self, on: bool) -> None:
        """The register is being made: one at a time."""
        for button in self.exports.values():
            button.setEnabled(not on)
        if on:
            self.waiting.begin(message("day_screen.making"))
        else:
            self.waiting.end()

    def toggle_tables(self) -> None:
        """Charts or their figures."""
        for chart in (self.by_hour, self.by_counter):
            chart.toggle_table()

    @property
    def shown(self) -> Day | None:
        """The day that is shown."""
        return self._day

    # -- the screen

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """Ctrl+T shows the figures, F5 reads anew."""
        return {"chart_table": self.toggle_tables, "refresh": self.refresh_pressed.emit}

    def first_focus(self) -> QWidget:
        """What needs a look."""
        return self.table if self.exceptions.rowCount() else self.date

    def retranslate(self) -> None:
        """Figures are written in each language's way."""
        day = self._day
        if day is None:
            return
        self.as_of.say(message("day_screen.as_of", time=hour(day.as_of)))
        self.figures["received"].say(str(day.received))
        self.figures["fees"].say(amount(day.fees_vnd))
        for kind in _FIGURES[2:]:
            count = day.counts.get(kind, 0)
            self.figures[kind].say(str(count))
            self.figures[kind].set_tone(KIND_SIGNS[kind][1] if count else "")

    def _show_exceptions(self) -> None:
        if self._day is None:
            return
        before, self._reading = self.table.current(), True
        rows = listed(self._day, self.kind.value())
        self.exceptions.show_all(rows)
        self._exception_pages.setCurrentIndex(0 if rows else 1)
        if rows:  # what is read anew meanwhile takes nobody away from the row she is reading
            self.table.go_to(place_of(before, rows))
        self._reading = False

    def _say_detail(self, row: Exceptional | None) -> None:
        """Why the row under the cursor wants a look."""
        if row is not None:
            key = "detail" if row.code else "detail_no_code"
            kind = message(f"day.kind.{row.kind}")
            self.detail.say(
                message(f"day_screen.{key}", kind=kind, code=row.code or "", about=row.text)
            )
            if not self._reading:  # where text is large it stands below the edge of the window
                self._area.ensureWidgetVisible(self.detail, 0, L)

    def _typed(self, value: date | None) -> None:
        if value is not None:
            self.day_chosen.emit(value)

    def _step(self, days: int) -> None:
        if self._day is not None:
            self.day_chosen.emit(self._day.day + timedelta(days=days))

    def _open(self, row: Exceptional) -> None:
        if row.kind == "refused_entry":  # its reason and what can be done stand there
            self.open_screen.emit("sync_centre", "attention")
        elif row.code is not None:
            self.open_screen.emit("search", row.code)


def suggested_name(day: date, kind: str) -> str:
    """What the file of the register is called unless the supervisor says otherwise."""
    return f"so-theo-doi-{day:%Y-%m-%d}.{kind}"


def _no_higher_than_needed(part: QWidget, height: int) -> None:
    """At least ``height``, and what the window has left: a low window shows more than one card."""
    part.setMinimumHeight(theme().px(height))
    part.setSizePolicy(part.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)


def _label(part: Part) -> Text:
    return part.label or part.name


_FIGURES = (
    "received",
    "fees",
    "papers_missing",
    "papers_later",
    "not_printed",
    "unsent",
    "reprint",
    "overdue",
)
_HEADS_HOUR = (message("day_screen.hour"), message("day_screen.received"))
_HEADS_COUNTER = (message("day_screen.counter"), message("day_screen.received"))
_PROCEDURES = (
    Column(message("day_screen.procedure"), _label),
    Column(message("day_screen.received"), lambda part: str(part.received), 110, True),
)
_OFFICERS = (
    Column(message("day_screen.officer"), _label),
    Column(message("day_screen.received"), lambda part: str(part.received), 100, True),
    Column(message("day_screen.fees"), lambda part: amount(part.fees_vnd), 130, True),
)
_EXCEPTIONS = (
    Column(
        message("day_screen.what"),
        lambda one: message(f"day.kind.{one.kind}"),
        196,
        icon=lambda one: KIND_SIGNS[one.kind][0],
        tone=lambda one: KIND_SIGNS[one.kind][1],
    ),
    Column(message("day_screen.dossier"), lambda one: one.code or "–", 196, tabular=False),
    Column(message("day_screen.about"), lambda one: one.text),
)
