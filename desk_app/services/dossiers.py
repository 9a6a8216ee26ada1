"""One dossier with everything the desk knows of it: papers, people, timeline, sync."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import (
    Dossier,
    DossierPerson,
    ProcedureVersion,
    Receipt,
    SubmittedPaper,
)
from desk_app.services.amendment_views import FieldView, fields_of
from desk_app.services.dossier_code import read_code
from desk_app.services.journal import officer_names
from desk_app.services.paper_scans import NO_SCANS, FileView, PageView, PaperScans, scans_of
from desk_app.services.procedure_names import procedure_name
from desk_app.services.scan_checklist import digitised_as
from desk_app.services.search import is_overdue
from desk_app.services.timeline import Step, timeline_of
from desk_app.wording import Message, has_words, message


@dataclass(frozen=True)
class PersonView:
    """Applicant or submitter as taken at intake. Lists and shared screens show
    :attr:`masked_id_number`."""

    role: str
    kind: str
    full_name: str
    id_number: str | None
    old_id_number: str | None
    birth_date: date | None
    sex: str | None
    address: str | None
    phone: str | None
    email: str | None
    identity_method: str
    authorisation: str | None

    @property
    def masked_id_number(self) -> str:
        """The ID number for eyes that need not see it whole."""
        return masked(self.id_number)


@dataclass(frozen=True)
class PaperView:
    """What was handed in for a required paper, and its pages that are kept."""

    number: int
    name: str
    state: str
    state_words: Message
    originals: int
    certified: int
    copies: int
    note: str | None
    pages: tuple[PageView, ...] = ()
    file: FileView | None = None
    digitised: str = "none"
    declared_pages: int | None = None
    reused_from: dict[str, Any] | None = None

    @property
    def here(self) -> bool:
        """Whether it came, with the person or since."""
        return self.state != "later" or bool(self.pages)


@dataclass(frozen=True)
class DossierView:
    """Everything about one dossier. ``sync``: waiting | accepted | refused | held;
    ``print_state`` of the receipt: not_printed | printed | unconfirmed | elsewhere (another desk of
    the unit received the dossier, and has its receipt; ``here`` is False).

    People, note and place of the result are those in force; ``fields`` tells what was printed."""

    id: str
    code: str
    unit: str
    counter: str
    officer: str
    officer_name: str
    procedure: str
    procedure_name: str
    case: str | None
    channel: str
    applicant: PersonView
    submitter: PersonView | None
    received_at: datetime
    promised_at: datetime | None
    promise_explained: tuple[Message, ...]
    calendar_version: str | None
    overdue: bool
    fee_vnd: int
    fee_explained: tuple[Message, ...]
    fee_reason: str | None
    sets: int
    result_at: str
    note: str | None
    state: str
    state_words: Message
    fee_state: str
    delivery_state: str
    sync: str
    print_state: str
    reprints: int
    papers: tuple[PaperView, ...]
    timeline: tuple[Step, ...]
    procedure_name_en: str | None = None
    here: bool = True
    fields: tuple[FieldView, ...] = ()

    @property
    def procedure_words(self) -> str | Message:
        """The procedure's name for people."""
        return procedure_name(self.procedure_name, self.procedure_name_en)

    @property
    def conflicts(self) -> tuple[FieldView, ...]:
        """The fields about which counters disagree."""
        return tuple(one for one in self.fields if one.in_conflict)

    def as_json(self, language: str) -> dict[str, Any]:
        """The answer of ``desk-app show``."""
        return {
            "code": self.code,
            "id": self.id,
            "unit": self.unit,
            "counter": self.counter,
            "officer": self.officer,
            "procedure": self.procedure,
            "procedure_name": self.procedure_name,
            "procedure_name_en": self.procedure_name_en,
            "case": self.case,
            "channel": self.channel,
            "state": self.state,
            "applicant": self.applicant.full_name,
            "submitter": self.submitter.full_name if self.submitter else None,
            "received_at": self.received_at.isoformat(),
            "promised_at": self.promised_at.isoformat() if self.promised_at else None,
            "promise_explained": [line.in_words(language) for line in self.promise_explained],
            "overdue": self.overdue,
            "fee_vnd": self.fee_vnd,
            "fee_explained": [line.in_words(language) for line in self.fee_explained],
            "fee_state": self.fee_state,
            "sets": self.sets,
            "result_at": self.result_at,
            "note": self.note,
            "papers": [_paper_json(paper) for paper in self.papers],
            "timeline": [step.as_json(language) for step in self.timeline],
            "receipt": {"state": self.print_state, "reprints": self.reprints},
            "sync": self.sync,
            "received_here": self.here,
            "amended": [one.as_json(language) for one in self.fields if one.written is not None],
        }


class Dossiers:
    """Dossiers by code or id."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, code_or_id: str) -> DossierView | None:
        """The dossier, or None; a code may come from a reader, in lower case or with spaces."""
        wanted = code_or_id.strip()
        code = read_code(wanted)
        with self._store.read() as session:
            row = session.scalar(
                select(Dossier).where(
                    or_(Dossier.code == (code.text if code else wanted), Dossier.id == wanted)
                )
            )
            return None if row is None else _view(session, row, self._clock.now())

    def get(self, code_or_id: str) -> DossierView:
        """The dossier.

        Raises:
            Refusal: there is none.
        """
        found = self.find(code_or_id)
        if found is None:
            raise Refusal("dossier.unknown", code=code_or_id.strip()[:50])
        return found


def masked(id_number: str | None) -> str:
    """An ID number for screens: its first three and last four digits, ``079***1234``."""
    if not id_number:
        return ""
    if len(id_number) < 9:
        return "***"
    return f"{id_number[:3]}***{id_number[-4:]}"


def state_words(state: str) -> Message:
    """The business state in words; states of a newer centre stand as they are."""
    key = f"dossier.state.{state}"
    return message(key) if has_words(key) else message("dossier.state.other", state=state)


def _view(session: Session, row: Dossier, now: datetime) -> DossierView:
    fields = fields_of(session, row)
    values = {one.name: one.value for one in fields if one.written is not None}
    people = {
        person.role: _in_force(_person(person), values)
        for person in session.scalars(
            select(DossierPerson).where(DossierPerson.dossier_id == row.id)
        )
    }
    papers = session.scalars(
        select(SubmittedPaper)
        .where(SubmittedPaper.dossier_id == row.id)
        .order_by(SubmittedPaper.number)
    )
    receipt = session.get(Receipt, row.id)
    scans = scans_of(session, row.id)
    return DossierView(
        id=row.id,
        code=row.code,
        unit=row.unit,
        counter=row.counter,
        officer=row.officer,
        officer_name=officer_names(session, [row.officer]).get(row.officer, row.officer),
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        case=row.case_name,
        channel=row.channel,
        applicant=people["applicant"],
        submitter=people.get("submitter"),
        received_at=row.received_at,
        promised_at=row.promised_at,
        promise_explained=tuple(Message.from_json(line) for line in row.promise_explained),
        calendar_version=row.calendar_version,
        overdue=is_overdue(row.promised_at, row.state, now),
        fee_vnd=row.fee_vnd,
        fee_explained=tuple(Message.from_json(line) for line in row.fee_explained),
        fee_reason=row.fee_reason,
        sets=row.sets,
        result_at=values.get("result_at") or row.result_at,
        note=values.get("note", row.note),
        state=row.state,
        state_words=state_words(row.state),
        fee_state=row.fee_state,
        delivery_state=row.delivery_state,
        sync=row.sync_state,
        print_state=_print_state(row, receipt),
        reprints=receipt.reprints if receipt else 0,
        papers=tuple(_paper(paper, scans.get(paper.number, NO_SCANS)) for paper in papers),
        timeline=tuple(timeline_of(session, row.id)),
        procedure_name_en=session.scalar(
            select(ProcedureVersion.name_en).where(ProcedureVersion.id == row.procedure_version)
        ),
        here=row.origin_desk is None,
        fields=fields,
    )


def _print_state(row: Dossier, receipt: Receipt | None) -> str:
    if row.origin_desk is not None:
        return "elsewhere"
    return receipt.print_state if receipt else "not_printed"


def _in_force(person: PersonView, values: dict[str, str | None]) -> PersonView:
    """A person with what was amended since the receipt."""
    changed: dict[str, Any] = {}
    for name, value in values.items():
        role, _, part = name.rpartition(".")
        if role == person.role:
            changed[part] = date.fromisoformat(value) if part == "birth_date" and value else value
    return replace(person, **changed) if changed else person


def _person(row: DossierPerson) -> PersonView:
    return PersonView(
        role=row.role,
        kind=row.kind,
        full_name=row.full_name,
        id_number=row.id_number,
        old_id_number=row.old_id_number,
        birth_date=row.birth_date,
        sex=row.sex,
        address=row.address,
        phone=row.phone,
        email=row.email,
        identity_method=row.identity_method,
        authorisation=row.authorisation,
    )


def _paper(row: SubmittedPaper, scans: PaperScans) -> PaperView:
    digitised, reused_from = digitised_as(row, scans.own)
    return PaperView(
        number=row.number,
        name=row.name,
        state=row.state,
        state_words=message(
            f"dossier.paper.{'came' if row.state == 'later' and scans.pages else row.state}"
        ),
        originals=row.originals,
        certified=row.certified,
        copies=row.copies,
        note=row.note,
        pages=scans.pages,
        file=scans.file,
        digitised=digitised,
        declared_pages=row.declared_pages,
        reused_from=reused_from,
    )


def _paper_json(paper: PaperView) -> dict[str, Any]:
    return {
        "number": paper.number,
        "name": paper.name,
        "state": paper.state,
        "originals": paper.originals,
        "certified": paper.certified,
        "copies": paper.copies,
        "note": paper.note,
        "digitised": paper.digitised,
        "declared_pages": paper.declared_pages,
        "reused_from": paper.reused_from,
        "pages": [page.as_json() for page in paper.pages],
        "file": paper.file.as_json() if paper.file else None,
    }
