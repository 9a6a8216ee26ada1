"""Receiving a dossier: check, one commit, number; the heart of the counter.

``receive`` opens one unit of work: dossier, papers, promised time, fee, the next number of the
leased block, journal line, outbox entry, receipt content. One commit, fsynced; nothing is printed
before it. A crash before the commit used no number; a crash after it leaves a dossier whose
receipt is one key away from printing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, update

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import DossierReceived, OutboxChanged
from desk_app.models.base import table_of
from desk_app.models.engine import Store
from desk_app.models.tables import (
    Dossier,
    DossierPerson,
    Draft,
    Procedure,
    Receipt,
    SubmittedPaper,
)
from desk_app.prepared import Prepared, Transaction, inserted
from desk_app.services import intake_rows
from desk_app.services.catalogue_cards import ProcedureCard
from desk_app.services.dossier_code import format_code
from desk_app.services.entries import add_entry
from desk_app.services.fee_rates import picks_rate
from desk_app.services.free_space import refuse_if_nearly_full
from desk_app.services.intake_assess import Assessment, Assessor, channel_of, rows_of
from desk_app.services.intake_check import find_case
from desk_app.services.intake_form import IntakeForm
from desk_app.services.intake_rows import Intake as CheckedIntake
from desk_app.services.journal import write_line
from desk_app.services.merged_units import unit_on
from desk_app.services.numbers import take_number, work_on
from desk_app.services.receipts import Paper
from desk_app.services.search_index import index_words
from desk_app.services.settings import Settings
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.this_desk import ThisDesk, UnitCard, unit_card
from desk_app.wording import Message

_DOSSIER = inserted(table_of(Dossier))
_PERSON = inserted(table_of(DossierPerson))
_PAPER = inserted(table_of(SubmittedPaper))
_RECEIPT = inserted(table_of(Receipt))
_USED = Prepared(
    update(table_of(Procedure))
    .where(table_of(Procedure).c.code == bindparam("used_code"))
    .values(used=table_of(Procedure).c.used + 1)
)
_DRAFT_ENDS = Prepared(delete(table_of(Draft)).where(table_of(Draft).c.id == bindparam("draft")))


@dataclass(frozen=True)
class Received:
    """The committed dossier, as printed and as answered on the command line."""

    code: str
    id: str
    received_at: datetime
    promised_at: datetime | None
    promise_explained: tuple[Message, ...]
    fee_vnd: int
    fee_explained: tuple[Message, ...]
    warnings: tuple[Message, ...]

    def as_json(self, language: str) -> dict[str, Any]:
        """The answer of ``desk-app receive``."""
        return {
            "code": self.code,
            "id": self.id,
            "received_at": self.received_at.isoformat(timespec="seconds"),
            "promised_at": self.promised_at.isoformat(timespec="seconds")
            if self.promised_at
            else None,
            "promise_explained": [line.in_words(language) for line in self.promise_explained],
            "fee_vnd": self.fee_vnd,
            "fee_explained": [line.in_words(language) for line in self.fee_explained],
            "warnings": [line.in_words(language) for line in self.warnings],
            "sync": "waiting",
        }


class Intake:
    """Assesses and receives dossiers at one desk."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bus: EventBus,
        assessor: Assessor,
        this_desk: Callable[[], ThisDesk],
        settings: Settings,
    ) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus
        self._this_desk = this_desk
        self._settings = settings
        self._assessor = assessor
        self._units: dict[str, UnitCard] = {}
        self._unit_of_day: dict[tuple[str, date], str] = {}
        self._worked_on: date | None = None

    def assess(self, form: IntakeForm, officer: OfficerAtDesk) -> Assessment:
        """Judges ``form`` as it stands (see :class:`Assessor`)."""
        return self._assessor.assess(form, officer)

    def receive(
        self, form: IntakeForm, officer: OfficerAtDesk, draft_id: str | None = None
    ) -> Received:
        """Commits the dossier under its code. The draft it came from goes in the same commit.

        Raises:
            Refusal: a field is wrong (``fields`` names each), or no number is left for that day;
                nothing is changed.
            EnvironmentFault: the disk is nearly full or says no; nothing is changed.
        """
        refuse_if_nearly_full(self._store.path.parent)
        intake, warnings = self.prepare(form, officer)
        with self._store.write_rows() as work:
            code = self.record(work, intake)
            if draft_id is not None:
                _DRAFT_ENDS.run(work, {"draft": draft_id})
        self._worked_on = intake.received_at.date()
        self._remember_fee(form, intake.card)
        self._bus.publish(DossierReceived(intake.id, code))
        self._bus.publish(OutboxChanged())
        return Received(
            code,
            intake.id,
            intake.received_at,
            intake.promise.at,
            intake.promise.explained,
            intake.fee.vnd,
            tuple(intake.fee.explained),
            warnings,
        )

    def prepare(
        self, form: IntakeForm, officer: OfficerAtDesk
    ) -> tuple[CheckedIntake, tuple[Message, ...]]:
        """The checked intake, ready to be recorded, and the warnings about it.

        Raises:
            Refusal: a field is wrong; ``fields`` names each.
        """
        assessed = self.assess(form, officer)
        card, promised, due = assessed.card, assessed.promise, assessed.fee
        if assessed.blocking or card is None or promised is None or due is None:
            faults = {problem.field: problem.text for problem in assessed.blocking}
            raise Refusal("intake.not_received", fields=faults, count=len(faults))
        channel = channel_of(card, form.channel)
        received_at = form.received_at or self._assessor.now()
        officer = self._placed(officer, received_at.date())
        intake = CheckedIntake(
            id=self._clock.new_id(),
            form=replace(form, case=find_case(card, form.case)),
            card=card,
            papers=assessed.papers,
            promise=promised,
            fee=due,
            received_at=received_at,
            officer=officer,
            desk=self._this_desk(),
            unit=self._unit(officer.unit),
            look_up_token=secrets.token_urlsafe(16),
            time_limit=channel.time_limit_words if channel else None,
        )
        return intake, tuple(problem.text for problem in assessed.warnings)

    def preview(self, form: IntakeForm, officer: OfficerAtDesk, paper: Paper = "A5") -> bytes:
        """The receipt this form would give, as PDF: without a code, marked as a preview. Nothing
        is written, no number is used.

        Raises:
            Refusal: a field is wrong; ``fields`` names each.
        """
        # Drawing loads when first needed.
        from desk_app.paper.receipt_preview import receipt_preview

        intake, _ = self.prepare(form, officer)
        return receipt_preview(intake_rows.receipt_content(intake, code=""), paper)

    def record(self, work: Transaction, intake: CheckedIntake) -> str:
        """Writes the intake and all that belongs to it within the caller's unit of work;
        returns its code.

        Raises:
            Refusal: no number is left for that day.
        """
        day = intake.received_at.date()
        code = format_code(intake.officer.unit, day, take_number(work, intake.officer.unit, day))
        if not intake.desk.training and day != self._worked_on:
            work_on(work, day)
        self._write(work, intake, code)
        return code

    def _write(self, work: Transaction, intake: CheckedIntake, code: str) -> None:
        seq = _DOSSIER.run(work, intake_rows.dossier_row(intake, code)).lastrowid
        people = intake_rows.person_rows(intake)
        _PERSON.run(work, people)
        if intake.handed_in:
            _PAPER.run(work, intake.handed_in)
        now = self._clock.now()
        receipt = {
            "dossier_id": intake.id,
            "content": intake_rows.pack_content(intake_rows.receipt_content(intake, code)),
            "issued_at": now,
            "print_state": "not_printed",
            "reprints": 0,
        }
        _RECEIPT.run(work, receipt)
        index_words(
            work,
            seq,
            code=code,
            procedure=intake.card.code,
            names=[person["full_name"] for person in people],
            id_numbers=[person["id_number"] for person in people],
            phones=[person["phone"] for person in people],
            counter=intake.officer.counter,
        )
        officer = intake.officer
        write_line(
            work, now, officer.login, officer.counter, intake.id, "dossier.received", code=code
        )
        payload = intake_rows.entry_payload(intake, code)
        add_entry(work, self._clock, intake.id, "dossier.received", payload, position=1)
        _USED.run(work, {"used_code": intake.card.code})

    def _placed(self, officer: OfficerAtDesk, day: date) -> OfficerAtDesk:
        """The officer at the unit that stands for the desk's on ``day``: a merger takes effect at
        midnight, not at the next sign-in."""
        asked = (officer.unit, day)
        if asked not in self._unit_of_day:
            with self._store.read() as session:
                self._unit_of_day = {asked: unit_on(session, officer.unit, day)}
        return replace(officer, unit=self._unit_of_day[asked])

    def _unit(self, code: str) -> UnitCard:
        if code not in self._units:
            with self._store.read() as session:
                self._units[code] = unit_card(session, code)
        return self._units[code]

    def _remember_fee(self, form: IntakeForm, card: ProcedureCard) -> None:
        if form.fee_vnd is None or picks_rate(rows_of(card, form.channel)):
            return
        fees: dict[str, int] = self._settings.get("unit_fees")
        name = f"{card.code}/{form.channel}"
        if fees.get(name) != form.fee_vnd:
            self._settings.set("unit_fees", {**fees, name: form.fee_vnd})
