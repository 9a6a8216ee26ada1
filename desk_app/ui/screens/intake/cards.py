"""What a reader sends while an intake is open: an ID card fills the person it is meant for, or
begins the next dossier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from desk_app.errors import DeskError
from desk_app.folding import words
from desk_app.services.card_qr import Card, read_card
from desk_app.services.dossier_code import what_is
from desk_app.services.intake_form import IntakeForm, PersonForm
from desk_app.ui.screens.intake.person import PersonSection
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.wording import message

WayBack = Callable[[IntakeForm], None]
"""Brings the dossier before back; what is still as the form given is no dossier of its own."""


class Cards:
    """Args:
    typed: what follows when fields were filled: judge and save.
    put_aside: makes what is typed a draft and begins anew; None while that cannot be.
    """

    def __init__(
        self,
        view: IntakeView,
        typed: Callable[[], None],
        put_aside: Callable[[], WayBack | None],
    ) -> None:
        self._view, self._typed, self._put_aside = view, typed, put_aside
        self._taken_back = ""  # the number of a card that began a dossier nobody wanted

    def take_scan(self, text: str) -> bool:
        """A barcode was read while the screen is open: all but dossiers is meant for it."""
        if what_is(text).kind in ("dossier_code", "look_up", "cover"):
            return False
        self.fill_from(text)
        return True

    def fill_from(self, text: str) -> None:
        """Fills in the card of this text, or says why it cannot be read. The card of somebody else
        than the applicant is the next dossier's: phone and papers of one person once went onto the
        receipt of another."""
        view = self._view
        try:
            card = read_card(text)
        except DeskError as error:
            view.show_card_error(error)
            return
        section = view.people.wanted_by_card(card.id_number)
        before = section.person()
        another = is_another(before, card)
        insists, self._taken_back = card.id_number == self._taken_back, ""
        way_back = None
        if another and not insists and section is view.people.applicant:
            way_back = self._put_aside()
            if way_back is None:
                view.said.emit(message("intake_screen.card_waits"), None)
                return
            before, another = PersonForm(), False
        view.show_card_error(None)
        section.show_person(_filled(PersonForm() if another else before, card))
        view.people.retranslate()
        if way_back is not None:
            undo = partial(self._begin_not, card, way_back, view.form())
            view.said.emit(message("intake_screen.done.other_card"), undo)
        elif before.id_number and before.id_number != card.id_number:
            view.said.emit(
                message("intake_screen.done.card"), partial(self._take_back, section, before)
            )
        self._typed()
        if not view.procedure.code:
            view.go_to_procedure()

    def _begin_not(self, card: Card, way_back: WayBack, filled: IntakeForm) -> None:
        """The way back; the same card once more is meant for the dossier that came back."""
        way_back(filled)
        self._taken_back = card.id_number

    def _take_back(self, section: PersonSection, before: PersonForm) -> None:
        section.show_person(before)
        self._view.people.retranslate()
        self._typed()


def is_another(person: PersonForm, card: Card) -> bool:
    """Whether the card is of somebody else. A number or a name that is only begun is still hers."""
    number = person.id_number
    if number:
        return number != card.old_id_number and not card.id_number.startswith(number)
    return not set(words(person.full_name)) <= set(words(card.full_name))


def _filled(person: PersonForm, card: Card) -> PersonForm:
    return replace(
        person,
        kind="citizen",
        id_number=card.id_number,
        old_id_number=card.old_id_number or "",
        full_name=card.full_name,
        birth_date=card.birth_date,
        birth_text="",
        sex=card.sex,
        address=card.address,
        id_issued_on=card.issued_on,
        identity_method="card_qr",
        qr_rest=card.rest or "",
    )
