"""The fourth part: when, how much, and why; sets, exemption, note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_app.services.fee_rates import KnownRate
from desk_app.services.fees import Fee
from desk_app.services.intake_form import IntakeForm, ResultAt
from desk_app.ui.language import Spoken, Text, amount, day, hour, in_words, tr
from desk_app.ui.screens.intake.state import Judgement
from desk_app.ui.theme import XL, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.check_box import CheckBox
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.select import Select
from desk_app.wording import Message, message

DIGITS = 15
COUNTED = {"fee_vnd", "pages", "copies"}
"""What the amount is reckoned from: where one is wrong, there is none."""
RESULTS_AT: tuple[ResultAt, ...] = ("counter", "post", "electronic")


class CountInput(LabelledInput):
    """A whole number, or nothing. One that is too large stays as typed: what a field cut off by
    itself was once received, and paid."""

    def __init__(self, name: str, width: int = 110) -> None:
        edit = QLineEdit()
        edit.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), edit))
        super().__init__(message(f"intake_screen.outcome.{name}"), edit=edit, max_length=DIGITS)
        self.setMaximumWidth(width)

    def value(self) -> int | None:
        """The number; None when empty."""
        text = self.text().strip()
        return int(text) if text.isdigit() else None

    def set_value(self, value: int | None) -> None:
        """Shows ``value``."""
        self.set_text("" if value is None else str(value))


class OutcomeCard(Card, Spoken):
    """Promised time and fee large, with their explanation on demand."""

    changed = Signal()
    committed = Signal()

    def __init__(self) -> None:
        super().__init__(message("intake_screen.outcome.title"))
        self.promised = Label("", "section")
        self.limit = Label("", "hint")
        self.fee = Label("", "section")
        self.fee_note = Label("", "hint")
        self.why = Button(message("intake_screen.outcome.why"), "quiet", icon="info")
        self.lines = Label("", "hint", wrap=True)
        self.lines.hide()
        self.result_at = Select([(r, message(f"intake_screen.result_at.{r}")) for r in RESULTS_AT])
        self.result_at_labelled = Labelled(
            message("intake_screen.outcome.result_at"), self.result_at
        )
        self.sets = CountInput("sets")
        self.pages = CountInput("pages")
        self.copies = CountInput("copies")
        self.set_fee = CountInput("set_fee", 170)
        self.rate = Select()
        self.rate_labelled = Labelled(message("intake_screen.outcome.rate"), self.rate)
        self.note = LabelledInput(message("intake_screen.outcome.note"), max_length=2000)
        self.exempt = CheckBox(message("intake_screen.outcome.exempt"))
        self.exemption = LabelledInput(
            message("intake_screen.outcome.exemption"),
            max_length=500,
            help_topic="intake_fee",
        )
        self._judged = Judgement()
        self._lay_out()
        self._connect()
        self.show_form(IntakeForm())
        self.speak()

    def _lay_out(self) -> None:
        self.body.setSpacing(S)
        self.tools.addWidget(self.exempt)
        self.tools.addWidget(self.why)
        figures = QHBoxLayout()
        figures.setSpacing(XL)
        for name, figure, below in (
            ("promised", self.promised, self.limit),
            ("fee", self.fee, self.fee_note),
        ):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(Label(message(f"intake_screen.outcome.{name}"), "label"))
            column.addWidget(figure)
            column.addWidget(below)
            figures.addLayout(column)
        figures.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(S)
        for widget, stretch in (
            (self.set_fee, 2),
            (self.pages, 1),
            (self.copies, 1),
            (self.sets, 1),
            (self.result_at_labelled, 3),
            (self.note, 4),
        ):
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(figures)
        self.body.addWidget(self.lines)
        self.body.addWidget(self.exemption)
        self.body.addWidget(self.rate_labelled)
        self.body.addLayout(row)

    def _connect(self) -> None:
        for field in (
            self.set_fee,
            self.sets,
            self.pages,
            self.copies,
            self.note,
            self.exemption,
        ):
            field.changed.connect(lambda _text: self.changed.emit())
            field.committed.connect(lambda _text: self.committed.emit())
        self.rate.chosen.connect(self._rate_picked)
        self.result_at.chosen.connect(lambda _value: self.committed.emit())
        self.exempt.toggled.connect(self._exempt_toggled)
        self.why.clicked.connect(lambda: self.lines.setVisible(self.lines.isHidden()))

    def retranslate(self) -> None:
        """Amounts and dates in the language in force."""
        self.show_judgement(self._judged)

    def chain(self) -> list[QWidget]:
        """What Enter goes through."""
        fields = (self.set_fee, self.pages, self.copies, self.sets)
        counts: list[QWidget] = [field.edit for field in fields]
        return [self.exemption.edit, self.rate, *counts, self.result_at, self.note.edit]

    def fields(self) -> dict[str, Labelled]:
        """The inputs by name of the field in the form."""
        return {
            "fee_vnd": self.set_fee,
            "sets": self.sets,
            "pages": self.pages,
            "copies": self.copies,
            "exemption": self.exemption,
            "exemption_reason": self.exemption,
            "note": self.note,
            "result_at": self.result_at_labelled,
        }

    def show_form(self, form: IntakeForm) -> None:
        """Fills the inputs."""
        self.sets.set_value(form.sets)
        self.set_fee.set_value(form.fee_vnd)
        self.pages.set_value(form.pages)
        self.copies.set_value(form.copies)
        self.note.set_text(form.note)
        self.exemption.set_text(form.exemption)
        self.exempt.blockSignals(True)
        self.exempt.setChecked(bool(form.exemption))
        self.exempt.blockSignals(False)
        self.exemption.setVisible(bool(form.exemption))
        self.result_at.set_value(form.result_at)
        self.lines.hide()
        for field in self.fields().values():
            field.set_error(None)
        self.show_judgement(Judgement())

    def filled(self, form: IntakeForm) -> IntakeForm:
        """``form`` with what stands here. Pages and copies count only where they are asked for."""
        sets = self.sets.value()
        return replace(
            form,
            sets=1 if sets is None else sets,
            pages=self.pages.value() if self._judged.counts_pages else None,
            copies=self.copies.value() if self._judged.counts_copies else None,
            fee_vnd=self.set_fee.value() if self._judged.asks_fee else None,
            note=self.note.text(),
            exemption=self.exemption.text().strip() if self.exempt.isChecked() else "",
            result_at=self.result_at.value(),
        )

    def complaints(self) -> list[tuple[Message, Labelled]]:
        """An exemption without its reason; several rates and none picked."""
        if self.exempt.isChecked() and not self.exemption.text().strip():
            return [(message("intake_screen.outcome.exemption_missing"), self.exemption)]
        if self._judged.picks_fee and self.set_fee.value() is None and not self.exempt.isChecked():
            return [(message("intake_screen.outcome.rate_missing"), self.set_fee)]
        return []

    def show_judgement(self, judged: Judgement) -> None:
        """The promised time and the fee as they would be now."""
        self._judged = judged
        promise, fee = judged.promise, judged.fee
        self.promised.say(_promised(judged))
        self.limit.say(judged.time_limit if judged.time_limit and promise else "")
        blocked = {problem.field for problem in judged.problems if problem.blocks}
        self.fee.say("–" if blocked & COUNTED else _amount(fee))
        uncertain = fee is not None and fee.uncertain
        self.fee_note.say(message("intake_screen.outcome.fee_uncertain") if uncertain else "")
        self.fee_note.set_tone("care" if uncertain else "")
        self._show_rates(judged)
        self.pages.setVisible(judged.counts_pages)
        self.copies.setVisible(judged.counts_copies)
        self.why.setVisible(promise is not None)
        self.lines.say("\n".join(self._explained()))
        if judged.card is None:
            self.lines.hide()
        for problem in judged.problems:
            field = self.fields().get(problem.field)
            if field is not None and problem.blocks:
                field.set_error(problem.text)
        for name, field in self.fields().items():
            if name not in blocked and field.error is not None:
                field.set_error(None)

    def _show_rates(self, judged: Judgement) -> None:
        self.set_fee.setVisible(judged.asks_fee)
        name = "taken_fee" if judged.picks_fee else "set_fee"
        self.set_fee.set_label(message(f"intake_screen.outcome.{name}"))
        self.rate_labelled.setVisible(bool(judged.rates))
        options: list[tuple[int | None, Text]] = [
            (None, message("intake_screen.outcome.rate_open")),
            *((rate.vnd, _rate_line(rate)) for rate in judged.rates),
        ]
        self.rate.set_options(options)
        typed = self.set_fee.value()
        self.rate.set_value(typed if typed in [rate.vnd for rate in judged.rates] else None)

    def _rate_picked(self, vnd: int | None) -> None:
        self.set_fee.set_value(vnd)
        self.set_fee.set_error(None)
        self.committed.emit()

    def _explained(self) -> Sequence[str]:
        promise, fee = self._judged.promise, self._judged.fee
        lines = [in_words(line) for line in promise.explained] if promise else []
        lines += [in_words(line) for line in fee.explained] if fee else []
        return lines

    def _exempt_toggled(self, on: bool) -> None:
        self.exemption.setVisible(on)
        if on:
            self.exemption.setFocus()
        self.exemption.set_error(None)
        self.committed.emit()


def _amount(fee: Fee | None) -> Message | str:
    """The amount; where none can be stated, who sets it, never 0 đồng."""
    if fee is None or fee.left_open == "unknown":
        return "–"
    if fee.left_open == "set_elsewhere":
        return message("intake_screen.outcome.fee_set_elsewhere")
    return amount(fee.vnd)


def _rate_line(rate: KnownRate) -> Text:
    fee = amount(rate.vnd)
    if not rate.label:
        return fee
    return message("intake_screen.outcome.rate_line", fee=fee, label=rate.label)


def _promised(judged: Judgement) -> str:
    if judged.promise is None:
        return "–"
    at = judged.promise.at
    return tr("intake_screen.outcome.none") if at is None else f"{hour(at)} · {day(at)}"
