"""What a reader sends while an intake is open: an ID card fills the person it is meant for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from desk_app.errors import DeskError
from desk_app.services.card_qr import Card, read_card
from desk_app.services.dossier_code import what_is
from desk_app.services.intake_form import PersonForm
from desk_app.ui.screens.intake.person import PersonSection
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.wording import message


class Cards:
    """Args:
    typed: what follows when fields were filled: judge and save.
    """

    def __init__(self, view: IntakeView, typed: Callable[[], None]) -> None:
        self._view, self._typed = view, typed

    def take_scan(self, text: str) -> bool:
        """A barcode was read while the screen is open: all but dossiers is meant for it."""
        if what_is(text).kind in ("dossier_code", "look_up", "cover"):
            return False
        self.fill_from(text)
        return True

    def fill_from(self, text: str) -> None:
        """Fills in the card of this text, or says why it cannot be read."""
        view = self._view
        try:
            card = read_card(text)
        except DeskError as error:
            view.show_card_error(error)
            return
        view.show_card_error(None)
        section = view.people.wanted_by_card()
        before = section.person()
        section.show_person(_filled(before, card))
        view.people.retranslate()
        if before.id_number and before.id_number != card.id_number:
            undo = partial(self._take_back, section, before)
            view.said.emit(message("intake_screen.done.card"), undo)
        self._typed()
        if not view.procedure.code:
            view.go_to_procedure()

    def _take_back(self, section: PersonSection, before: PersonForm) -> None:
        section.show_person(before)
        self._view.people.retranslate()
        self._typed()


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
