"""The sync centre: the light, the queue, one entry in detail, the numbers held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.services.outbox_desk import QueueEntry
from desk_app.ui.desk_status import (
    ALONE,
    NOT_ENROLLED,
    READING,
    age_words,
    few_from,
    light,
    line_detail,
    number_help,
    stopped_words,
)
from desk_app.ui.language import Text, day, hour
from desk_app.ui.screen import Screen
from desk_app.ui.screens.sync_centre.files import files_rows, files_waiting_words
from desk_app.ui.screens.sync_centre.state import NOT_READ, DayNumbers, SyncState
from desk_app.ui.screens.sync_centre.stick_panel import StickPanel
from desk_app.ui.theme import XL, XS, L, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fitting import Fitting
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.share_bar import ShareBar
from desk_app.ui.widgets.sign import Sign
from desk_app.ui.widgets.table import Column, Table, WindowModel
from desk_app.wording import message

SIDE = 320
TWO_COLUMNS = 700
LEAST_HIGH = 220  # of the queue: some rows are seen
FILES = 3  # the column with the bar
REASON = 900  # below this width nobody could read it; the details tell it
LISTS = ("unsent", "attention", "sent")
ENTRY_SIGNS = {
    "waiting": ("clock", "accent"),
    "refused": ("triangle-alert", "wrong"),
    "held": ("circle-pause", "care"),
    "accepted": ("check", ""),
}


class SyncCentreView(Screen):
    """``show_state`` in; send now, try again, set aside, open the dossier out."""

    does_all = frozenset({"refresh"})
    refresh_pressed = Signal()
    send_pressed = Signal()
    try_pressed = Signal(str)
    """Send the entry of this id again."""
    set_aside_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = NOT_READ
        self._entry: QueueEntry | None = None
        self.bar = InfoBar()
        self.numbers_bar = InfoBar()
        self.sign = Sign("circle-dashed", "ink_soft", 28)
        self.title = Label("", "section", wrap=True)
        self.meaning = Label("", "soft", wrap=True)
        self.reason = Label("", wrap=True)
        self.reason.set_tone("wrong")
        self.files = Label("", "soft", wrap=True)
        self.last = Label("", "hint", wrap=True)
        self.send = Button(
            message("sync_screen.send_now"), "primary", icon="send", action="refresh"
        )
        self.send.clicked.connect(self.send_pressed)
        self.stick = StickPanel()
        self._has_stick = False
        self._wide: bool | None = None
        self.lists = Segmented(
            [(name, message(f"sync_screen.list.{name}", count=0)) for name in LISTS], wraps=True
        )
        self.lists.chosen.connect(lambda _name: self._show_list())
        self.model = WindowModel(_COLUMNS)
        self.table = Table(self.model, message("sync_screen.queue"))
        self.table.picked.connect(self._show_entry)
        self.table.opened.connect(lambda entry: self._open(entry))
        Fitting(self.table, {2: 670, FILES: 412, 4: 524, 5: REASON})
        bar = ShareBar(lambda entry: entry.files.share if entry.files else None, self.table)
        self.table.setItemDelegateForColumn(FILES, bar)
        self.more = Label("", "hint")
        self.details = KeyValues()
        self.again = Button(message("sync_screen.try_again"), "secondary", icon="refresh-cw")
        self.again.clicked.connect(lambda: self._entry and self.try_pressed.emit(self._entry.id))
        self.aside = Button(message("sync_screen.set_aside"), "quiet", icon="circle-pause")
        self.aside.clicked.connect(
            lambda: self._entry and self.set_aside_pressed.emit(self._entry.id)
        )
        self.copy = Button(message("sync_screen.copy_code"), "quiet", icon="copy")
        self.copy.clicked.connect(self._copy)
        self.open = Button(message("sync_screen.open_dossier"), "quiet", icon="arrow-right")
        self.open.clicked.connect(lambda: self._open(self._entry))
        self.numbers = KeyValues()
        self.more_numbers = Button(
            message("sync_screen.more_numbers"), "quiet", icon="tag", action="numbers"
        )
        self.more_numbers.clicked.connect(lambda: self.open_screen.emit("numbers", None))
        self._queue_pages, self._detail_pages = QStackedWidget(), QStackedWidget()
        self._empty: dict[str, EmptyState] = {}
        self._lay_out()
        self.show_state(self._state)
        self.speak()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(XS)
        for label in (self.title, self.meaning, self.reason, self.files, self.last):
            words.addWidget(label)
        top = Card()
        line = QHBoxLayout()
        line.setSpacing(L)
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        ways = QVBoxLayout()
        ways.setSpacing(XS)
        ways.addWidget(self.send, 0, Qt.AlignmentFlag.AlignRight)
        ways.addWidget(self.stick)
        line.addLayout(ways)
        top.body.addLayout(line)
        top.body.addWidget(self.stick.waiting)

        self._queue_pages.addWidget(self.table)
        for name in LISTS:
            sign = "circle-check" if name != "sent" else "send"
            empty = EmptyState(
                sign,
                message(f"sync_screen.empty.{name}"),
                message(f"sync_screen.empty.{name}_hint"),
            )
            self._empty[name] = empty
            self._queue_pages.addWidget(empty)
        queue = Card(message("sync_screen.queue"))
        queue.body.addWidget(self.lists)
        queue.body.addWidget(self._queue_pages, 1)
        queue.body.addWidget(self.more)

        buttons = QGridLayout()
        buttons.setSpacing(S)
        for number, button in enumerate((self.again, self.open, self.copy, self.aside)):
            buttons.addWidget(button, number, 0, Qt.AlignmentFlag.AlignLeft)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.details)
        column.addLayout(buttons)
        column.addStretch(1)
        self._detail_pages.addWidget(
            EmptyState("inbox", message("sync_screen.choose"), message("sync_screen.choose_hint"))
        )
        self._detail_pages.addWidget(shown)
        details = Card(message("sync_screen.details"))
        details.body.addWidget(self._detail_pages, 1)
        numbers = Card(message("sync_screen.numbers"))
        numbers.body.addWidget(self.numbers)
        numbers.body.addWidget(self.more_numbers, 0, Qt.AlignmentFlag.AlignLeft)

        side = QWidget()
        cards = QVBoxLayout(side)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(L)
        cards.addWidget(details, 1)
        cards.addWidget(numbers)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(side)
        self._area, self._side = area, side
        side.installEventFilter(self)
        queue.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._grid = QGridLayout()
        self._grid.setSpacing(L)
        self._grid.addWidget(queue, 0, 0)
        theme().changed.connect(self._arrange)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(XL, L, XL, L)
        whole.setSpacing(L)
        for part in (self.bar, self.stick.bar, self.numbers_bar, top):
            whole.addWidget(part)
        whole.addLayout(self._grid, 1)
        self._whole = QScrollArea()
        self._whole.setWidgetResizable(True)
        self._whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._whole.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._whole)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes of what stands in it are known only now."""
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Details beside the queue where there is room, else below it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= theme().px(TWO_COLUMNS)
        if wide != self._wide:
            self._wide = wide
            self._grid.removeWidget(self._area)
            self._grid.addWidget(self._area, *((0, 1) if wide else (1, 0)))
            self._grid.setColumnStretch(0, 2)
            self._grid.setColumnStretch(1, 1 if wide else 0)
            self._grid.setRowStretch(0, 1)
        self._grid.setRowMinimumHeight(0, theme().px(LEAST_HIGH))
        needs = self._side.minimumSizeHint().width()
        bar = self._area.verticalScrollBar().sizeHint().width()
        self._area.setMinimumWidth(max(theme().px(SIDE), needs + bar) if wide else 0)
        self._size_side()

    def _size_side(self) -> None:
        """Below the queue the details are as high as they need: one bar scrolls everything."""
        side = self._side
        needs = max(side.minimumSizeHint().height(), side.heightForWidth(side.width()))
        high = 0 if self._wide else needs
        if high != self._grid.rowMinimumHeight(1):
            self._grid.setRowMinimumHeight(1, high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Details have grown or shrunk."""
        if watched is self._side and event.type() == QEvent.Type.LayoutRequest:
            self._size_side()
        return super().eventFilter(watched, event)

    def _follow(self, _before: QWidget | None, focus: QWidget | None) -> None:
        """What has the focus can be seen, however it got it."""
        if focus is not None and self._side.isAncestorOf(focus):
            self._area.ensureWidgetVisible(focus, 0, M)
        if focus is not None and self._whole.isAncestorOf(focus):
            self._whole.ensureWidgetVisible(focus, 0, M)

    # -- what is shown

    def show_state(self, state: SyncState) -> None:
        """Shows ``state``; the cursor stays on its entry."""
        self.bar.hide()
        self._state = state
        self.retranslate()
        self._show_list()

    def show_stick(self) -> None:
        """There is a way without a network."""
        self._has_stick = True
        self.retranslate()

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; the list stays as it was."""
        self.bar.show_error(error)

    def show_list(self, name: str) -> None:
        """Shows the list ``name``: unsent, attention or sent."""
        self.lists.set_value(name)
        self._show_list()

    # -- the screen

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F5 sends now."""
        return {"refresh": self.send_pressed.emit}

    def first_focus(self) -> QWidget:
        """The list, or the button where it is empty."""
        return self.table if self._rows() else self.send

    def retranslate(self) -> None:
        """Words that are put together here."""
        state = self._state
        shown = light(state.line, state.queue) if state.known else READING
        self.sign.show_icon(shown.icon, shown.tone)
        self.title.say(shown.text)
        self.title.set_tone(shown.tone if shown.tone != "ink_soft" else "")
        has_centre = state.line.state not in (ALONE, NOT_ENROLLED)
        self.send.setEnabled(has_centre)
        self.stick.show_enabled(has_centre and self._has_stick)
        stopped = stopped_words(state.line)
        self.reason.setVisible(stopped is not None)
        if stopped is not None:
            self.reason.say(message("sync_screen.reason", title=stopped[0], next=stopped[2]))
        # What stands large over it is not said small once more.
        detail = line_detail(state.line) if stopped is None else None
        self.meaning.say(shown.meaning)
        self._show_files()
        last: Text = message("sync_screen.never")
        if state.line.last_sync is not None:
            at = state.line.last_sync
            last = message("sync_screen.last", time=hour(at), day=day(at))
        if state.line.asking:
            last = message("sync_screen.asking")
        self.last.say(
            last
            if detail is None
            else message("sync_screen.last_and_detail", last=last, detail=detail)
        )
        counts = state.counts
        self.lists.set_options(
            [(name, message(f"sync_screen.list.{name}", count=counts[name])) for name in LISTS]
        )
        self._show_numbers()

    def _show_files(self) -> None:
        words = files_waiting_words(self._state.queue)
        self.files.setVisible(words is not None)
        if words is not None:
            self.files.say(words)

    def _rows(self) -> Sequence[QueueEntry]:
        state = self._state
        return {
            "unsent": state.queue.entries,
            "attention": state.attention,
            "sent": state.sent,
        }[self.lists.value()]

    def _show_list(self) -> None:
        rows = self._rows()
        kept = self._entry.id if self._entry else None
        self.model.show_all(rows)
        unlisted = self._state.counts[self.lists.value()] - len(rows)
        self.more.setVisible(unlisted > 0)
        self.more.say(message("sync_screen.more", count=unlisted))
        place = LISTS.index(self.lists.value()) + 1
        self._queue_pages.setCurrentIndex(0 if rows or not self._state.known else place)
        numbers = [number for number, entry in enumerate(rows) if entry.id == kept]
        if rows:
            self.table.go_to(numbers[0] if numbers else 0)
        else:
            self._show_entry(None)

    def _show_entry(self, entry: QueueEntry | None) -> None:
        self._entry = entry
        self._detail_pages.setCurrentIndex(0 if entry is None else 1)
        if entry is None:
            return
        since = "written" if entry.state == "accepted" else "since"
        rows: list[tuple[Text, Text] | tuple[Text, Text, str]] = [
            (message("sync_screen.column.dossier"), entry.code or "–"),
            (message("sync_screen.column.kind"), entry.kind_words),
            (message(f"sync_screen.{since}"), f"{hour(entry.since)}, {day(entry.since)}"),
            (message("sync_screen.attempts"), str(entry.attempts)),
        ]
        if entry.last_error is not None:
            rows.append((message("sync_screen.column.error"), entry.last_error, "wrong"))
        rows.append((message("sync_screen.next"), entry.what_next))
        rows += files_rows(entry)
        self.details.show_rows(rows)
        self.again.setVisible("try_again" in entry.actions)
        self.aside.setVisible("set_aside" in entry.actions)
        self.copy.setVisible(bool(entry.code))
        self.open.setVisible(bool(entry.code))

    def _show_numbers(self) -> None:
        state = self._state
        few = few_from(state.line)

        def tone(one: DayNumbers) -> str:
            return "wrong" if one.left < few else ""

        rows: list[tuple[Text, Text] | tuple[Text, Text, str]] = [
            (day(one.day), message("sync_screen.left", count=one.left), tone(one))
            for one in state.numbers
        ]
        if state.held_until is not None:
            rows.append((message("sync_screen.held_until"), day(state.held_until)))
        self.numbers.show_rows(rows or [(message("sync_screen.no_numbers"), "")])
        nearly_none = state.few_numbers
        if nearly_none is None:
            self.numbers_bar.hide()
        else:
            self.numbers_bar.say(
                message(
                    "sync_screen.few" if nearly_none.left else "sync_screen.none",
                    count=nearly_none.left,
                    day=day(nearly_none.day),
                ),
                message("sync_screen.few_means"),
                message(f"sync_screen.few_next.{number_help(state.line)}"),
                tone="care",
            )

    def _open(self, entry: QueueEntry | None) -> None:
        if entry is not None and entry.code:
            self.open_screen.emit("search", entry.code)

    def _copy(self) -> None:
        if self._entry is not None:
            QGuiApplication.clipboard().setText(self._entry.code)
            self.said.emit(message("ui.done.copied"), None)


def _files(entry: QueueEntry) -> Text:
    return f"{entry.files.uploaded}/{entry.files.total}" if entry.files else "–"


def _error(entry: QueueEntry) -> Text:
    return entry.last_error or "–"


_COLUMNS = (
    Column(
        message("sync_screen.column.state"),
        lambda entry: entry.state_words,
        128,
        icon=lambda entry: ENTRY_SIGNS[entry.state][0],
        tone=lambda entry: ENTRY_SIGNS[entry.state][1],
    ),
    Column(message("sync_screen.column.dossier"), lambda entry: entry.code, 190, tabular=False),
    Column(message("sync_screen.column.kind"), lambda entry: entry.kind_words, 146),
    Column(message("sync_screen.column.files"), _files, 80),
    Column(message("sync_screen.column.age"), lambda entry: age_words(entry.age_seconds), 112),
    Column(message("sync_screen.column.error"), _error),
)
