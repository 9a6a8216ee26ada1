"""Who the dossier belongs to, and who brings it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.services.intake_form import PERSON_KINDS, PersonForm
from desk_app.services.people_checks import body_words
from desk_app.ui.language import Text
from desk_app.ui.theme import S
from desk_app.ui.widgets.date_input import DateInput
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.select import Select
from desk_app.wording import message

LEAST_BARS = 4
PASTED = 8
LONGEST_CARD = 4000
SEXES = (None, "female", "male")


class PersonSection(QWidget):
    """The fields of one person.

    A QR text pasted or typed into the field of the number or the name is taken out again and told
    by ``card_typed``.

    Args:
        submitter: shows what a submitter needs (no address, but the authorisation).
    """

    changed = Signal()
    committed = Signal()
    card_typed = Signal(str)

    def __init__(self, *, submitter: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._submitter = submitter
        self._kept = PersonForm()  # what no field shows: old number, date of issue, rest of the QR
        self.id_number = _input("id_number", LONGEST_CARD, "intake_applicant")
        self.full_name = _input("full_name", 500, "intake_applicant", required=True)
        self.birth_date = DateInput(
            message("intake_screen.person.birth_date"), help_topic="intake_applicant"
        )
        sexes = [(s, message(f"intake_screen.sex.{s or 'unknown'}")) for s in SEXES]
        self.sex = Select(sexes)
        self.sex_labelled = Labelled(message("intake_screen.person.sex"), self.sex)
        self.phone = _input("phone", 40)
        self.address = _input("address", 1000)
        self.email = _input("email", 254)
        self.authorisation = _input("authorisation", 1000, "intake_submitter")
        self.kind = Select([(k, message(f"intake_screen.kind.{k}")) for k in PERSON_KINDS])
        self._takes_cards = {self.id_number: "", self.full_name: ""}  # what stood there before
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addLayout(_row((self.id_number, 2), (self.full_name, 3)))
        if self._submitter:
            column.addLayout(_row((self.phone, 2), (self.authorisation, 3)))
            unused: tuple[QWidget, ...] = (
                self.birth_date,
                self.sex_labelled,
                self.address,
                self.email,
                self.kind,
            )
        else:
            parts = ((self.birth_date, 5), (self.sex_labelled, 4), (self.phone, 6))
            column.addLayout(_row(*parts))
            column.addLayout(_row((self.address, 3), (self.email, 2)))
            unused = (self.authorisation,)
        for widget in unused:
            widget.setParent(self)
            widget.hide()

    def _connect(self) -> None:
        for field in self.inputs():
            field.changed.connect(lambda _text: self.changed.emit())
            field.committed.connect(lambda _text: self._committed())
        self.sex.chosen.connect(lambda _value: self._committed())
        self.kind.chosen.connect(lambda _value: self._kind_chosen())
        for field in self._takes_cards:
            field.edit.installEventFilter(self)
            field.edit.textChanged.connect(partial(self._text_changed, field))
            field.changed.connect(lambda _text: self._typed_by_hand())

    def inputs(self) -> Sequence[LabelledInput]:
        """The lines of text, in order."""
        if self._submitter:
            return (self.id_number, self.full_name, self.phone, self.authorisation)
        return (
            self.id_number,
            self.full_name,
            self.birth_date,
            self.phone,
            self.address,
            self.email,
        )

    def chain(self) -> list[QWidget]:
        """What Enter goes through."""
        chain: list[QWidget] = [field.edit for field in self.inputs()]
        if not self._submitter:
            chain.insert(3, self.sex)
        return chain

    def fields(self) -> dict[str, Labelled]:
        """The inputs by name of the field in the form."""
        return {
            "id_number": self.id_number,
            "full_name": self.full_name,
            "birth_date": self.birth_date,
            "sex": self.sex_labelled,
            "phone": self.phone,
            "address": self.address,
            "email": self.email,
            "authorisation": self.authorisation,
            "old_id_number": self.id_number,
        }

    def person(self) -> PersonForm:
        """The person as it stands on the screen."""
        number = self.id_number.text().strip()
        return replace(
            self._kept,
            kind=self.kind.value(),
            id_number="".join(number.split()) if self._is_a_person else number,
            full_name=self.full_name.text(),
            birth_date=self.birth_date.value() if self._is_a_person else None,
            birth_text=self.birth_date.unread() if self._is_a_person else "",
            sex=self.sex.value() if self._is_a_person else None,
            address=self.address.text(),
            phone=self.phone.text().strip(),
            email=self.email.text().strip(),
            authorisation=self.authorisation.text(),
        )

    def show_person(self, person: PersonForm) -> None:
        """Fills all fields."""
        self._kept = person
        self.kind.set_value(person.kind)
        self.id_number.set_text(person.id_number)
        self.full_name.set_text(person.full_name)
        self.birth_date.set_value(person.birth_date)
        if person.birth_text:
            self.birth_date.set_text(person.birth_text)
        self.sex.set_value(person.sex)
        self.address.set_text(person.address)
        self.phone.set_text(person.phone)
        self.email.set_text(person.email)
        self.authorisation.set_text(person.authorisation)
        for field in self.inputs():
            field.edit.setCursorPosition(0)
        self._show_kind()
        self.clear_complaints()
        for text, labelled in self.complaints():
            labelled.set_error(text)

    def complaints(self) -> list[tuple[Text, Labelled]]:
        """What cannot even be read as typed."""
        wrong = self.birth_date.complaint() if self._is_a_person else None
        return [(wrong, self.birth_date)] if wrong else []

    def clear_complaints(self) -> None:
        """No field is marked."""
        for field in self.fields().values():
            field.set_error(None)
            field.set_hint("")

    @property
    def _is_a_person(self) -> bool:
        return bool(self.kind.value() == "citizen")

    @property
    def from_card(self) -> bool:
        """Whether number and name are as the card said."""
        return self._kept.identity_method == "card_qr"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter behind a QR text in a field: a reader without the usual filter, or one on a machine
        that is too busy to tell it from typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            here = (field for field in self._takes_cards if field.edit is watched)
            return enter and any(self._take_typed_card(field) for field in here)
        return False

    def _take_typed_card(self, field: LabelledInput) -> bool:
        """Typed over what stood there, or behind it: that comes back."""
        settled = field.settled if "|" not in field.settled else ""
        behind = field.text().removeprefix(settled)
        return self._take_card(field, behind if behind[:1].isdigit() else field.text(), settled)

    def _text_changed(self, field: LabelledInput, text: str) -> None:
        before, self._takes_cards[field] = self._takes_cards[field], text
        if len(text) - len(before) >= PASTED:
            self._take_card(field, text, before if "|" not in before else "")

    def _take_card(self, field: LabelledInput, text: str, leave: str) -> bool:
        if text.count("|") < LEAST_BARS:
            return False
        field.set_text(leave)
        self.card_typed.emit(text)
        return True

    def _committed(self) -> None:
        for field in self._takes_cards:
            self._take_card(field, field.text(), "")
        self.changed.emit()
        self.committed.emit()

    def _typed_by_hand(self) -> None:
        empty: dict[str, Any] = {"old_id_number": "", "id_issued_on": None, "qr_rest": ""}
        if self._kept.identity_method != "typed":
            self._kept = replace(self._kept, identity_method="typed", **empty)

    def _kind_chosen(self) -> None:
        self._show_kind()
        self._committed()

    def _show_kind(self) -> None:
        citizen = self._is_a_person
        for name, field in (("id_number", self.id_number), ("full_name", self.full_name)):
            field.set_label(
                message(f"intake_screen.person.{name}")
                if citizen
                else message(
                    f"intake_screen.person.unit_{name}", body=body_words(self.kind.value())
                )
            )
        if not self._submitter:
            self.birth_date.setVisible(citizen)
            self.sex_labelled.setVisible(citizen)


def _input(
    name: str, longest: int, help_topic: str = "", *, required: bool = False
) -> LabelledInput:
    return LabelledInput(
        message(f"intake_screen.person.{name}"),
        max_length=longest,
        required=required,
        help_topic=help_topic,
    )


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(S)
    for widget, stretch in parts:
        row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
    return row
