"""The receipt screen: the paper left, the code large at the right, one next key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.services.receipts import PAPERS, REPRINT_REASONS
from desk_app.ui.language import amount, day, hour, in_words, tr
from desk_app.ui.screen import Screen
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.receipt.state import PrintSettings, ReceiptState
from desk_app.ui.theme import CONTENT_WIDTH, L, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.page_preview import PagePreview
from desk_app.ui.widgets.pill import Pill
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import Message, message

SIDE = 392
LONGEST_NAME = 90
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
        self._side = QScrollArea()
        self.bar = InfoBar()
        self.preview = PagePreview()
        self.waiting = Waiting()
        self.mark = Pill()
        self.code = Label("", "code")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.promised = Label("", "section")
        self.facts = KeyValues()
        self.sync = Pill()
        self.printed = Pill()
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
        self._lay_out()
        self._connect()
        self.speak()

    def _lay_out(self) -> None:
        inside = QWidget()
        side = self._side
        side.setWidget(inside)
        side.setWidgetResizable(True)
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme().changed.connect(self._dress)
        self._dress()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        print_card = self._print_card()
        column.addWidget(self.reprint_card)  # on top while it asks: there it is seen
        column.addWidget(self._facts_card())
        column.addWidget(print_card)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addWidget(self.preview, 1)
        row.addWidget(side)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.open_dossier)
        foot.addWidget(self.save)
        foot.addWidget(self.waiting, 1)
        foot.addStretch(1)
        for button in (self.scan, self.reprint, self.print, self.next):
            foot.addWidget(button)
        content = QWidget()
        content.setMaximumWidth(CONTENT_WIDTH)
        whole = QVBoxLayout(content)
        whole.setContentsMargins(L, S, L, S)
        whole.setSpacing(M)
        whole.addWidget(self.bar)
        whole.addLayout(row, 1)
        whole.addLayout(foot)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(content)

    def _facts_card(self) -> Card:
        card = Card()
        card.body.setSpacing(S)
        pills = QHBoxLayout()
        pills.setSpacing(S)
        for pill in (self.mark, self.sync, self.printed):
            pills.addWidget(pill)
        pills.addStretch(1)
        card.body.addLayout(pills)
        card.body.addWidget(self.code)
        card.body.addWidget(Label(message("receipt_screen.promised"), "label"))
        card.body.addWidget(self.promised)
        card.body.addWidget(self.facts)
        return card

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
        if not settings.printers:
            self.show_no_printer()

    def show_no_printer(self, *, asked: bool = False) -> None:
        """No printer here: the file is the way to paper, and where the cursor goes if a print was
        ``asked`` for."""
        self.bar.say(
            message("receipt_screen.no_printer"),
            message("receipt_screen.no_printer_hint"),
            tone="wrong" if asked else "care",
        )
        save = self.bar.add_action(message("receipt_screen.save"), self.save_pressed.emit)
        if asked:
            save.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_state(self, state: ReceiptState) -> None:
        """The receipt; its pages only where ``state`` has them."""
        before = self._state
        self._state = state
        if before is None or before.code != state.code:
            self._side.verticalScrollBar().setValue(0)
            self.reprint_card.hide()
            self.preview.show_pages([])
        if state.pages:
            self.preview.show_pages(state.pages)
        if before is None or replace(before, pages=()) != replace(state, pages=()):
            self.retranslate()
        printed = state.print_state != "not_printed"
        self.reprint.setVisible(printed)
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
            self.waiting.begin(message("receipt_screen.printing"))
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
        self.paper.setAccessibleName(tr("receipt_screen.paper"))
        self.printer.setAccessibleName(tr("receipt_screen.printer"))
        self.reason.setAccessibleName(tr("receipt_screen.reprint.reason"))
        state = self._state
        if state is None:
            return
        self.mark.say(message("receipt_screen.received"), "circle-check", "good")
        self.code.say(state.code)
        at = state.promised_at
        self.promised.say(f"{hour(at)} · {day(at)}" if at else message("receipt_screen.no_promise"))
        self.sync.show_state(state.sync)
        icon, tone = _PRINTED[state.print_state]
        key = f"receipt_screen.print_state.{state.print_state}"
        self.printed.say(Message(key), icon, tone)
        fee = "–" if state.fee_vnd is None else amount(state.fee_vnd)
        self.facts.show_rows(
            [
                (message("receipt_screen.fee"), fee),
                (message("receipt_screen.procedure"), _short(in_words(state.procedure))),
                (message("receipt_screen.applicant"), state.applicant),
                (message("receipt_screen.at"), hour(state.received_at)),
                (message("receipt_screen.reprints"), str(state.reprints)),
            ]
        )

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

    def _scan(self) -> None:
        if self._state is not None:
            self.open_screen.emit("digitise", ScanOf(self._state.code))

    def _open_dossier(self) -> None:
        if self._state is not None:
            self.dossier_pressed.emit(self._state.code)


_PRINTED = {
    "not_printed": ("printer", "care"),
    "printed": ("printer", "ink"),
    "unconfirmed": ("printer", "ink_soft"),
}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
