"""Judging an intake as it stands: what is wrong, when it is promised for, what it costs.

Fast enough to follow typing; nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, literal_column, select

from desk_app.clock import Clock
from desk_app.models.base import table_of
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier
from desk_app.prepared import Prepared
from desk_app.services.calendar import WorkingCalendar
from desk_app.services.catalogue import Catalogue
from desk_app.services.catalogue_cards import (
    ChannelCard,
    ProcedureCard,
    RequiredPaperCard,
    checklist,
)
from desk_app.services.clock_check import clock_warning_in
from desk_app.services.fee_rates import picks_rate
from desk_app.services.fees import Fee, fee, unit_fee_for
from desk_app.services.intake_check import (
    Problem,
    fee_problems,
    find_case,
    form_problems,
    people_problems,
    rest_problems,
)
from desk_app.services.intake_form import IntakeForm
from desk_app.services.promised_time import Promise, TimeLimit, promise
from desk_app.services.settings import Settings
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.this_desk import ThisDesk
from desk_app.wording import Message, message

OPEN_STATES = ("received", "processing", "supplement")
_DOSSIER = table_of(Dossier).c
_OPEN = Prepared(
    select(_DOSSIER.code, _DOSSIER.received_at, _DOSSIER.state)
    .where(
        _DOSSIER.id_number == bindparam("person"),
        _DOSSIER.procedure == bindparam("wanted"),
        _DOSSIER.state.in_([literal_column(f"'{state}'") for state in OPEN_STATES]),
    )
    .order_by(_DOSSIER.seq.desc())
    .limit(3)
)
CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True)
class OpenDossier:
    """Another dossier of the same person and procedure that has not ended."""

    code: str
    received_at: datetime
    state: str


@dataclass(frozen=True)
class Assessment:
    """What the screen shows while the officer types: nothing of it is saved.

    ``promise`` and ``fee`` are None as long as no procedure is chosen.
    """

    card: ProcedureCard | None
    papers: tuple[RequiredPaperCard, ...]
    problems: tuple[Problem, ...]
    promise: Promise | None
    fee: Fee | None
    open_dossiers: tuple[OpenDossier, ...]

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that keep the dossier from being received."""
        return tuple(problem for problem in self.problems if problem.blocks)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that the officer may overrule."""
        return tuple(problem for problem in self.problems if not problem.blocks)


class Assessor:
    """Judges forms at one desk."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        catalogue: Catalogue,
        calendar: WorkingCalendar,
        this_desk: Callable[[], ThisDesk],
        settings: Settings,
    ) -> None:
        self._store = store
        self._clock = clock
        self._catalogue = catalogue
        self._calendar = calendar
        self._this_desk = this_desk
        self._settings = settings

    def assess(self, form: IntakeForm, officer: OfficerAtDesk) -> Assessment:
        """Judges ``form`` as it stands; fast enough to follow typing, writes nothing."""
        now = self.now()
        received_at = form.received_at or now
        card = self._catalogue.find(form.procedure.strip()) if form.procedure.strip() else None
        if card is None:
            unknown = Problem("procedure", self._no_procedure(form))
            found = (unknown, *people_problems(form, now), *rest_problems(form))
            return Assessment(None, (), found, None, None, ())
        case = find_case(card, form.case)
        papers = tuple(checklist(card, case))
        channel = channel_of(card, form.channel)
        several = picks_rate(rows_of(card, form.channel))
        promised = promise(
            received_at,
            channel.time_limit if channel else TimeLimit(None, None, unknown=True),
            self._calendar.for_unit(officer.unit),
        )
        due = fee(
            channel,
            pages=form.pages,
            copies=form.copies,
            exemption=form.exemption or None,
            unit_fee=self._unit_fee(form, card, several=several),
            several=several,
        )
        problems = form_problems(form, card, papers, now)
        problems += self._time_problems(form, now)
        problems += fee_problems(form, due)
        with self._store.read_rows() as look:
            off = clock_warning_in(look) if form.received_at is None else None
            others = tuple(_open_dossiers(look, form, card))
        if off is not None:
            problems.append(Problem("received_at", off, blocks=False))
        problems += [Problem("promised_at", text, blocks=False) for text in promised.warnings]
        problems += [Problem("fee", text, blocks=False) for text in due.warnings]
        problems += [
            Problem(
                "procedure",
                message("intake.open_dossier", code=other.code, at=other.received_at),
                blocks=False,
            )
            for other in others
        ]
        return Assessment(card, papers, tuple(problems), promised, due, others)

    def now(self) -> datetime:
        """The present second."""
        return self._clock.now().replace(microsecond=0)

    def _unit_fee(self, form: IntakeForm, card: ProcedureCard, *, several: bool) -> int | None:
        """What the province has set: as typed now, else as typed the last time. One rate of
        several is picked for each dossier anew."""
        if form.fee_vnd is not None:
            return max(0, form.fee_vnd)
        if several:
            return None
        return unit_fee_for(self._settings.get("unit_fees"), card.code, form.channel)

    def _no_procedure(self, form: IntakeForm) -> Message:
        if not form.procedure.strip():
            return message("intake.no_procedure")
        return message("intake.unknown_procedure", code=form.procedure.strip()[:50])

    def _time_problems(self, form: IntakeForm, now: datetime) -> list[Problem]:
        """A real desk receives now; a training desk on any day for which it holds numbers."""
        if form.received_at is None or self._this_desk().training:
            return []
        if form.received_at.date() != now.date() or form.received_at > now + CLOCK_SLACK:
            return [Problem("received_at", message("intake.not_today", at=form.received_at))]
        return []


def _open_dossiers(look: Connection, form: IntakeForm, card: ProcedureCard) -> list[OpenDossier]:
    if not form.applicant.id_number:
        return []
    found = _OPEN.run(look, {"person": form.applicant.id_number, "wanted": card.code})
    return [
        OpenDossier(row.code, datetime.fromisoformat(row.received_at), row.state) for row in found
    ]


def channel_of(card: ProcedureCard, name: str) -> ChannelCard | None:
    """The channel's time and fee; where the catalogue has none for it, the first there is."""
    rows = rows_of(card, name)
    return rows[0] if rows else None


def rows_of(card: ProcedureCard, name: str) -> tuple[ChannelCard, ...]:
    """All rows of a channel; where the catalogue has none for it, those of the first there is."""
    named = {row.channel for row in card.channels}
    taken = name if name in named else next((row.channel for row in card.channels), None)
    return tuple(row for row in card.channels if row.channel == taken)
