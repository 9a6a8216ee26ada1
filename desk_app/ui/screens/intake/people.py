"""The first part of the screen: the applicant, and a submitter where another person comes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.services.intake_form import PersonForm
from desk_app.ui.language import Spoken, Text, day, tr
from desk_app.ui.screens.intake.person import PersonSection
from desk_app.ui.screens.intake.state import Judgement
from desk_app.ui.theme import S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.check_box import CheckBox
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled
from desk_app.ui.widgets.pill import Pill
from desk_app.wording import message


class PeopleCard(Card, Spoken):
    """Applicant, submitter, and what a reader says about them."""

    changed = Signal()
    committed = Signal()
    card_typed = Signal(str)
    dossier_pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__(message("intake_screen.applicant.title"))
        self.applicant = PersonSection()
        self.submitter = PersonSection(submitter=True)
        self.source = Pill()
        self.by_another = CheckBox(message("intake_screen.submitter.toggle"))
        self.by_another.setProperty("help_topic", "intake_submitter")
        self.other = Label("", "hint", tone="care", wrap=True)
        self.see_other = Button(message("intake_screen.other.see"), "quiet")
        self._other_code = ""
        self._tried = False
        self._lay_out()
        self._connect()
        self.show_people(PersonForm(), None)
        self.speak()

    def _lay_out(self) -> None:
        self.body.setSpacing(S)
        self.tools.addWidget(self.source)
        self.tools.addWidget(self.applicant.kind)
        other = QHBoxLayout()
        other.addWidget(self.other, 1)
        other.addWidget(self.see_other)
        self.body.addWidget(self.applicant)
        self.body.addLayout(other)
        self.body.addWidget(self.by_another)
        self.body.addWidget(self.submitter)

    def _connect(self) -> None:
        for section in (self.applicant, self.submitter):
            section.changed.connect(self._changed)
            section.committed.connect(self.committed)
            section.card_typed.connect(self.card_typed)
        self.by_another.toggled.connect(self._toggled)
        self.see_other.clicked.connect(lambda: self.dossier_pressed.emit(self._other_code))

    def retranslate(self) -> None:
        """Names for those who listen."""
        self.applicant.kind.setAccessibleName(tr("intake_screen.person.kind"))
        self._show_source()

    def show_people(self, applicant: PersonForm, submitter: PersonForm | None) -> None:
        """Fills both."""
        self._tried = False
        self.applicant.show_person(applicant)
        self.submitter.show_person(submitter or PersonForm())
        self.by_another.blockSignals(True)
        self.by_another.setChecked(submitter is not None)
        self.by_another.blockSignals(False)
        self.submitter.setVisible(submitter is not None)
        self.show_judgement(Judgement())
        self._show_source()

    def people(self) -> tuple[PersonForm, PersonForm | None]:
        """Applicant and, where another person comes, submitter."""
        by_another = self.by_another.isChecked()
        return self.applicant.person(), self.submitter.person() if by_another else None

    def wanted_by_card(self, number: str) -> PersonSection:
        """Whom the card of this ID number belongs to, read now: the submitter once the applicant
        has a number."""
        if self.by_another.isChecked():
            if number == self.submitter.id_number.text():
                return self.submitter
            inside = self.submitter.focusWidget()
            if inside is not None and inside.hasFocus():
                return self.submitter
            if self.applicant.id_number.text() and not self.submitter.id_number.text():
                return self.submitter
        return self.applicant

    def chain(self) -> list[QWidget]:
        """What Enter goes through."""
        chain = self.applicant.chain()
        return chain + (self.submitter.chain() if self.by_another.isChecked() else [])

    def field(self, path: str) -> Labelled | None:
        """The input of ``applicant.phone`` or ``submitter.full_name``."""
        who, _, name = path.partition(".")
        section = {"applicant": self.applicant, "submitter": self.submitter}.get(who)
        return section.fields().get(name) if section else None

    def complaints(self) -> list[tuple[Text, Labelled]]:
        """What cannot be read as typed."""
        found = self.applicant.complaints()
        return found + (self.submitter.complaints() if self.by_another.isChecked() else [])

    def mark_all(self) -> None:
        """From now on, empty fields are marked too (the officer tried to receive)."""
        self._tried = True

    def show_judgement(self, judged: Judgement) -> None:
        """Sentences below the fields: what blocks as an error, doubts as hints."""
        said: dict[Labelled, tuple[Text, bool]] = {}
        for problem in judged.problems:
            field = self.field(problem.field)
            if field is not None and (field not in said or problem.blocks):
                said[field] = (problem.text, problem.blocks)
        for section in (self.applicant, self.submitter):
            for name, field in section.fields().items():
                text, blocks = said.get(field, ("", False))
                quiet = _is_empty(section, name) and name != "authorisation"
                if not self._tried and (quiet or field.editor.hasFocus()):
                    text, blocks = "", False
                unread = section.complaints() if name == "birth_date" else []
                if unread:
                    text, blocks = unread[0][0], True
                field.set_error(text if blocks else None)
                field.set_hint("" if blocks else text)
        self._show_others(judged)

    def _show_others(self, judged: Judgement) -> None:
        others = judged.others
        if others:
            self._other_code = others[0].code
            self.other.say(
                message(
                    "intake_screen.other.open",
                    count=len(others),
                    code=others[0].code,
                    day=day(others[0].received_at),
                )
            )
        for widget in (self.other, self.see_other):
            widget.setVisible(bool(others))

    def _changed(self) -> None:
        self._show_source()
        self.changed.emit()

    def _toggled(self, on: bool) -> None:
        self.submitter.setVisible(on)
        if on:
            self.submitter.id_number.setFocus()
        self.changed.emit()
        self.committed.emit()

    def _show_source(self) -> None:
        self.source.setVisible(self.applicant.from_card)
        self.source.say(message("intake_screen.applicant.from_card"), "check", "good")


def _is_empty(section: PersonSection, name: str) -> bool:
    field = section.fields()[name]
    text = getattr(field, "text", None)
    return callable(text) and not str(text()).strip()
