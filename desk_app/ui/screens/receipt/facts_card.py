"""The code, large, and what the receipt says beside it; its rows stand before they are read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.ui.language import Text, amount, day, hour, in_words
from desk_app.ui.screens.receipt.state import ReceiptState
from desk_app.ui.theme import S
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.pill import Pill
from desk_app.wording import Message, message

LONGEST_NAME = 90
ROWS = ("fee", "procedure", "applicant", "at", "reprints")
PRINTED = {
    "not_printed": ("printer", "care"),
    "printed": ("printer", "ink"),
    "unconfirmed": ("printer", "ink_soft"),
}


class FactsCard(Card):
    """Shows one receipt by :meth:`show_facts`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.mark, self.sync, self.printed = Pill(), Pill(), Pill()
        self.code = Label("", "code")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.promised = Label("", "section")
        self.rows = KeyValues()
        pills = QHBoxLayout()
        pills.setSpacing(S)
        for pill in self._pills:
            policy = pill.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            pill.setSizePolicy(policy)
            pills.addWidget(pill)
        pills.addStretch(1)
        self.body.setSpacing(S)
        self.body.addLayout(pills)
        self.body.addWidget(self.code)
        self.body.addWidget(Label(message("receipt_screen.promised"), "label"))
        self.body.addWidget(self.promised)
        self.body.addWidget(self.rows)

    def show_facts(self, code: str, state: ReceiptState | None) -> None:
        """The receipt of ``code``; None: it is still being read, and only the code is known."""
        self.code.say(code)
        for pill in self._pills:
            pill.setVisible(state is not None)
        self.rows.show_rows(_rows(state))
        if state is None:
            self.promised.say("")
            return
        self.mark.say(message("receipt_screen.received"), "circle-check", "good")
        at = state.promised_at
        self.promised.say(f"{hour(at)} · {day(at)}" if at else message("receipt_screen.no_promise"))
        self.sync.show_state(state.sync)
        icon, tone = PRINTED[state.print_state]
        self.printed.say(Message(f"receipt_screen.print_state.{state.print_state}"), icon, tone)

    @property
    def _pills(self) -> tuple[Pill, ...]:
        return self.mark, self.sync, self.printed


def _rows(state: ReceiptState | None) -> list[tuple[Text, Text]]:
    said: tuple[Text, ...] = ("",) * len(ROWS)
    if state is not None:
        said = (
            "–" if state.fee_vnd is None else amount(state.fee_vnd),
            _short(in_words(state.procedure)),
            state.applicant,
            hour(state.received_at),
            str(state.reprints),
        )
    return [(message(f"receipt_screen.{n}"), words) for n, words in zip(ROWS, said, strict=True)]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
