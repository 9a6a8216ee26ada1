"""The receipt screen: the paper left, the code large at the right, one next key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.services.receipts import PAPERS, REPRINT_REASONS
from desk_app.ui.language import tr
from desk_app.ui.screen import Screen
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.receipt.facts_card import FactsCard
from desk_app.ui.screens.receipt.state import PrintSettings, ReceiptState
from desk_app.ui.theme import CONTENT_WIDTH, PRIMARY_HEIGHT, L, M, S, theme
from desk_app.ui.widgets.button import Button, saying_less
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.page_preview import PagePreview
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import Message, message

SIDE = 392
OTHER = ""


class ReceiptView(Screen):
    """Shows one receipt; prints it on demand."""

    print_pressed = Signal()
    reprint_pressed = Signal(str)
    """With the reason: one of ``REPRINT_REASONS`` or the officer's own words."""
    save_pressed = Signal()
    paper_chosen = Signal(object)
    next_pressed = Signal()
    dossier_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: ReceiptState | None = None
        self._code = ""
        self._silent = False
        self._side = QScrollArea()
        self._foot = QWidget()
        self.bar = InfoBar()
        self.preview = PagePreview()
        self.waiting = Waiting()
        self.facts = FactsCard()
        self.paper = Segmented([(p, p) for p in PAPERS])
        self.printer = Select()
        self.copies = Stepper(message("receipt_screen.copies"), 1, 9)
        self.reprint_card = Card(message("receipt_screen.reprint.title"))
        reasons: list[tuple[str, Message]] = [
            (reason, Message(f"receipt.reason.{reason}")) for reason in REPRINT_REASONS
        ]
        self.reason = Select([*reasons, (OTHER, message("receipt_screen.reprint.other"))])
        self.own_reason = LabelledInput(message("receipt_screen.reprint.own"), max_length=200)
        self.reprint_now = Button(message("receipt_screen.reprint.now"), icon="printer")
        self.open_dossier = Button(message("receipt_screen.dossier"), "quiet", icon="file-text")
        self.scan = Button(message("receipt_screen.scan"), icon="scan-line", action="scan")
        self.save = Button(message("receipt_screen.save"), "quiet", icon="download")
        self.reprint = Button(message("receipt_screen.reprint.open"), action="reprint")
        self.print = Button(
            message("receipt_screen.print"), icon="printer", action="save_and_print"
        )
        self.next = Button(
            message("receipt_screen.next"), "primary", icon="file-plus-2", action="new_intake"
        )
        self._steady()
        self._lay_out()
        self._connect()
        self.speak()

    def _steady(self) -> None:
        """Nothing at the foot moves while the receipt is read and printed: it is clicked there."""
        self.reprint.setEnabled(False)
        for button in (self.print, self.next):
            button.keep_place()
        # What is being done takes the room that is left, and none from the buttons.
        self.waiting.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def _lay_out(self) -> None:
        self._fill_foot()
        inside = QWidget()
        side = self._side
        side.setWidget(inside)
        side.setWidgetResizable(True)
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme().changed.connect(self._dress)
        theme().changed.connect(self._say_less)
        self._dress()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        print_card = self._print_card()
        column.addWidget(self.reprint_card)  # on top while it asks: there it is seen
        column.addWidget(self.facts)
        column.addStretch(1)
        column.addWidget(print_card)  # at the bottom: long names above do not push it down
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addWidget(self.preview, 1)
        row.addWidget(side)
        content = QWidget()
        content.setMaximumWidth(CONTENT_WIDTH)
        whole = QVBoxLayout(content)
        whole.setContentsMargins(L, S, L, S)
        whole.setSpacing(M)
        whole.addWidget(self.bar)
        whole.addLayout(row, 1)
        whole.addWidget(self._foot)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(content)

    def _fill_foot(self) -> None:
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.open_dossier)
        row.addWidget(self.save)
        row.addWidget(self.waiting, 1)
        row.addStretch(1)
        for button in (self.scan, self.reprint, self.print, self.next):
            row.addWidget(button)

    def _print_card(self) -> Card:
        card = Card()
        card.body.setSpacing(S)
        card.body.addWidget(Labelled(message("receipt_screen.paper"), self.paper))
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(Labelled(message("receipt_screen.printer"), self.printer), 1)
        row.addWidget(Labelled(message("receipt_screen.copies"), self.copies))
        self.printer.setMinimumContentsLength(10)
        self.printer.setSizeAdjustPolicy(
            Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        card.body.addLayout(row)
        self.reprint_card.body.setSpacing(S)
        self.reprint_card.body.addWidget(
            Labelled(message("receipt_screen.reprint.reason"), self.reason)
        )
        self.reprint_card.body.addWidget(self.own_reason)
        self.reprint_card.body.addWidget(self.reprint_now, 0, Qt.AlignmentFlag.AlignRight)
        self.reprint_card.hide()
        return card

    def _connect(self) -> None:
        self.print.clicked.connect(self.print_pressed)
        self.reprint.clicked.connect(self.show_reasons)
        self.reprint_now.clicked.connect(self._reprint)
        self.reason.chosen.connect(self._reason_chosen)
        self.own_reason.edit.returnPressed.connect(self._reprint)
        self.reason.installEventFilter(self)
        self.save.clicked.connect(self.save_pressed)
        self.next.clicked.connect(self.next_pressed)
        self.paper.chosen.connect(self.paper_chosen)
        self.open_dossier.clicked.connect(self._open_dossier)
        self.scan.clicked.connect(self._scan)

    # -- what is shown

    def show_settings(self, settings: PrintSettings) -> None:
        """Printers of this machine and how this desk prints."""
        self.printer.set_options([(name, name) for name in settings.printers])
        if settings.printer:
            self.printer.set_value(settings.printer)
        self.printer.setEnabled(bool(settings.printers))
        self.copies.set_value(settings.copies)
        self.paper.set_value(settings.paper)
        self._silent = settings.silent
        if settings.silent or not settings.printers:
            self.show_no_printer()

    def show_no_printer(self, *, asked: bool = False) -> None:
        """No printer here, or nobody who tells: the file is the way to paper, and where the cursor
        goes if a print was ``asked`` for."""
        why = "silent" if self._silent else "no_printer"
        self.bar.say(
            message(f"receipt_screen.{why}"),
            message(f"receipt_screen.{why}_hint"),
            tone="wrong" if asked else "care",
        )
        save = self.bar.add_action(message("receipt_screen.save"), self.save_pressed.emit)
        if asked:
            save.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin(self, code: str) -> None:
        """Another receipt is being read: its code, and nothing of the one before."""
        self._state, self._code = None, code
        self._side.verticalScrollBar().setValue(0)
        self.reprint_card.hide()
        self.preview.show_pages([])
        self.reprint.setEnabled(False)
        self.retranslate()

    def show_state(self, state: ReceiptState) -> None:
        """The receipt; its pages only where ``state`` has them."""
        if self._code != state.code:
            self.begin(state.code)
        before = self._state
        self._state = state
        if state.pages:
            self.preview.show_pages(state.pages)
        if before is None or replace(before, pages=()) != replace(state, pages=()):
            self.retranslate()
        printed = state.print_state != "not_printed"
        self.reprint.setEnabled(printed)
        self.print.set_kind("secondary" if printed else "primary")
        self.next.set_kind("primary" if printed else "secondary")

    def show_pages(self, pages: tuple[bytes, ...]) -> None:
        """The pages of the receipt shown."""
        if self._state is not None:
            self.show_state(replace(self._state, pages=pages))

    @property
    def state(self) -> ReceiptState | None:
        """What is shown."""
        return self._state

    def show_printing(self, on: bool) -> None:
        """A print is on its way: a second F9 does nothing."""
        for button in (self.print, self.reprint_now):
            button.setEnabled(not on)
        if on:
            self.waiting.begin(message("receipt_screen.printing"), stoppable=False)
        else:
            self.waiting.end()

    def show_trouble(self, reason: Message | None) -> None:
        """The printer says no: the receipt is kept, one key prints it."""
        meaning = reason or message("receipt_screen.trouble.unknown")
        self.bar.say(
            message("receipt_screen.trouble.title"),
            meaning,
            message("receipt_screen.trouble.next"),
            tone="care",
        )

    def show_uncertain(self, reason: Message | None) -> None:
        """The print was handed over, but nobody knows whether it came out."""
        self.bar.say(
            message("receipt_screen.uncertain.title"),
            reason or "",
            message("receipt_screen.uncertain.next"),
            tone="accent",
        )

    def show_not_printed(self) -> None:
        """Received, but no paper came out (a crash in between)."""
        self.bar.say(
            message("receipt_screen.not_printed.title"),
            message("receipt_screen.not_printed.meaning"),
            message("receipt_screen.not_printed.next"),
            tone="care",
        )

    def show_error(self, error: DeskError) -> None:
        """What went wrong, in place."""
        self.bar.show_error(error)

    def _print_again(self) -> None:
        """What never came out of a printer is printed, not printed again."""
        if self._state is None or self._state.print_state == "not_printed":
            self.print_pressed.emit()
        else:
            self.show_reasons()

    def show_reasons(self) -> None:
        """Asks why it is printed again."""
        self.reprint_card.show()
        self.own_reason.setVisible(self.reason.value() == OTHER)
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._side.verticalScrollBar().setValue(0)

    def retranslate(self) -> None:
        """Says all facts in the language in force."""
        self._say_less()
        self.paper.setAccessibleName(tr("receipt_screen.paper"))
        self.printer.setAccessibleName(tr("receipt_screen.printer"))
        self.reason.setAccessibleName(tr("receipt_screen.reprint.reason"))
        self.facts.show_facts(self._code, self._state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow screen with large text says less."""
        super().resizeEvent(event)
        self._say_less()

    def _say_less(self) -> None:
        """As much on the buttons as there is room for: the next key is never cut."""
        seldom = (self.open_dossier, self.save, self.reprint)
        every = (*seldom, self.scan, self.print, self.next)
        room = min(self.width(), CONTENT_WIDTH) - 2 * L - S
        for less in ((), seldom, every):
            if saying_less(every, less) <= room:
                return

    # -- keys

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F9 prints, Ctrl+Shift+P again, F12 scans, F2 goes on; Esc ends the question why."""
        asking = {} if self.reprint_card.isHidden() else {"back": self._ask_no_more}
        return {
            **asking,
            "save_and_print": self.print_pressed.emit,
            "reprint": self._print_again,
            "new_intake": self.next_pressed.emit,
            "preview": self.preview.setFocus,
            "scan": self._scan,
        }

    def first_focus(self) -> QWidget:
        """Enter does what comes next."""
        printed = self._state is not None and self._state.print_state != "not_printed"
        return self.next if printed else self.print

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on the reason prints."""
        if watched is self.reason and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.type() == QEvent.Type.KeyPress:
                if self.reason.value() == OTHER:
                    self.own_reason.setFocus()
                else:
                    self._reprint()
                return True
        return False

    def _reason_chosen(self, reason: str) -> None:
        self.own_reason.setVisible(reason == OTHER)
        if reason == OTHER:
            self.own_reason.setFocus()

    def _reprint(self) -> None:
        own = self.reason.value() == OTHER
        reason = self.own_reason.text().strip() if own else self.reason.value()
        if not reason:
            self.own_reason.set_error(message("receipt_screen.reprint.missing"))
            self.own_reason.setFocus()
            return
        self.own_reason.set_error(None)
        self.reprint_pressed.emit(reason)

    def _ask_no_more(self) -> None:
        self.reprint_card.hide()
        self.reprint.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        self._side.setFixedWidth(theme().px(SIDE))
        self._foot.setFixedHeight(theme().px(PRIMARY_HEIGHT))

    def _scan(self) -> None:
        if self._code:
            self.open_screen.emit("digitise", ScanOf(self._code))

    def _open_dossier(self) -> None:
        if self._code:
            self.dossier_pressed.emit(self._code)
