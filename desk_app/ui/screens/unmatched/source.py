"""The tray as the screen needs it, and where a code that is read leads."""

from __future__ import annotations

from desk_app.services.desk import Desk
from desk_app.services.dossier_code import what_is
from desk_app.services.page_views import (
    PageCard,
    PaperTarget,
    ScanChecklist,
    SettledCard,
    StackCard,
)
from desk_app.services.sign_in import OfficerAtDesk


class TraySource:
    """``services.unmatched.UnmatchedTray`` with the names of dossiers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def stacks(self) -> tuple[StackCard, ...]:
        """What waits, the newest first."""
        return self._desk.unmatched.stacks()

    def pages(self, stack_id: str) -> tuple[PageCard, ...]:
        """The pages of a stack."""
        return self._desk.unmatched.pages(stack_id)

    def file(self, stack_id: str, target: PaperTarget, officer: OfficerAtDesk) -> bool:
        """Puts a stack where it belongs; whether a damaged sheet went along, hidden."""
        return self._desk.unmatched.file(stack_id, target, officer)

    def discard(self, stack_id: str, officer: OfficerAtDesk, reason: str) -> None:
        """Takes a stack out of sight; its pages stay."""
        self._desk.unmatched.discard(stack_id, officer, reason)

    def put_back(self, stack_id: str, officer: OfficerAtDesk) -> None:
        """Undoes filing or discarding."""
        self._desk.unmatched.put_back(stack_id, officer)

    def last_settled(self, officer: OfficerAtDesk) -> SettledCard | None:
        """What the officer filed or discarded last and can still put back."""
        return self._desk.unmatched.last_settled(officer)

    def checklist_of(self, text: str) -> tuple[ScanChecklist, int | None]:
        """The dossier that a cover sheet, a receipt or what one would type into the search names,
        and the paper if it does.

        Raises:
            Refusal: it names none, or several.
        """
        seen = what_is(text)
        if seen.cover is not None:
            return self._desk.scanning.checklist(seen.cover.dossier), seen.cover.paper
        return self._desk.scanning.checklist(self._desk.search.the_one(text).code), None
