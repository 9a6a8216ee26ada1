"""Dossiers of the other desks of this unit, as the centre tells of them.

What this desk has stays as it is: a dossier it knows is not written anew, and what was amended
elsewhere stands beside what was amended here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desk_app.models.base import table_of
from desk_app.models.tables import (
    Dossier,
    DossierPerson,
    NumberBlock,
    ProcedureVersion,
    SubmittedPaper,
)
from desk_app.prepared import inserted
from desk_app.services.amendment_rows import settle, take_in
from desk_app.services.journal import write_line
from desk_app.services.search_index import index_words
from desk_app.sync.protocol import AmendmentV1, DossierToldV1, SharedDossierV1, parse_code

NOTHING_NEW = ""
_DOSSIER = inserted(table_of(Dossier))
_PERSON = inserted(table_of(DossierPerson))
_PAPER = inserted(table_of(SubmittedPaper))
_HERE = select(Dossier).where(Dossier.id == bindparam("dossier"))
_VERSIONS = (
    select(ProcedureVersion.id, ProcedureVersion.version)
    .where(ProcedureVersion.procedure == bindparam("wanted"))
    .order_by(ProcedureVersion.version)
)


def apply_shared(session: Session, payload: dict[str, Any], now: datetime) -> str | None:
    """A dossier another desk of the unit received is kept, to be found and worked on here.
    Returns :data:`NOTHING_NEW` if this desk has it and hears nothing new of it.

    Raises:
        ValueError: its code is one that this desk may still give out.
        LookupError: this desk knows no version of its procedure.
        ValidationError: it cannot be read.
    """
    said = SharedDossierV1.model_validate(payload)
    dossier = _dossier(session, said.dossier_id)
    new = dossier is None
    if dossier is None:
        if _is_ours_to_give(session, said.received.code):
            raise ValueError("a code that this desk may still give out")
        _write(session, said)
        dossier = session.scalars(_HERE, {"dossier": said.dossier_id}).one()
        received = said.received
        write_line(
            session, now, None, received.counter, dossier.id, "dossier.shared", code=dossier.code
        )
    mine = [one for one in said.amendments if one.dossier_id == dossier.id]
    told = [take_in(session, one) for one in mine]
    changed = set(told) != {"known"} and bool(told) and settle(session, dossier)
    return None if new or changed else NOTHING_NEW


def apply_amended(session: Session, payload: dict[str, Any], now: datetime) -> str:
    """What a desk of the unit amended or decided is kept. Returns the dossier's id, or
    :data:`NOTHING_NEW`: it is not here, or nothing of it is new.

    Raises:
        ValidationError: it cannot be read.
    """
    said = AmendmentV1.model_validate(payload)
    dossier = _dossier(session, said.dossier_id)
    if dossier is None:
        return NOTHING_NEW
    told, conflicts = take_in(session, said), dossier.conflicts
    changed = told != "known" and settle(session, dossier)
    if told == "told":
        _tell(session, said, dossier, conflicts, now)
    return dossier.id if told == "told" or changed else NOTHING_NEW


def _tell(
    session: Session, said: AmendmentV1, dossier: Dossier, conflicts: int, now: datetime
) -> None:
    """Journals what came; ``conflicts``: how many there were before."""
    action = "dossier.decided_elsewhere" if said.decided else "dossier.amended_elsewhere"
    write_line(
        session,
        now,
        None,
        said.said.counter,
        dossier.id,
        action,
        fields=list(said.said.fields),
        from_counter=said.said.counter,
    )
    if dossier.conflicts > conflicts:
        write_line(session, now, None, None, dossier.id, "dossier.conflict")


def _dossier(session: Session, dossier_id: str) -> Dossier | None:
    return session.scalar(_HERE, {"dossier": dossier_id})


def _is_ours_to_give(session: Session, code: str) -> bool:
    read = parse_code(code)
    if read is None:
        return False
    unit, day, number = read
    block = select(NumberBlock.id).where(
        NumberBlock.unit == unit,
        NumberBlock.day == day,
        NumberBlock.next <= number,
        NumberBlock.last >= number,
    )
    return session.scalar(block) is not None


def _write(session: Session, said: SharedDossierV1) -> None:
    received = said.received
    done = _DOSSIER.run(session, _row(session, said))
    people = [
        _person(said.dossier_id, role, person.model_dump())
        for role, person in (("applicant", received.applicant), ("submitter", received.submitter))
        if person is not None
    ]
    _PERSON.run(session, people)
    papers = [{"dossier_id": said.dossier_id, **one.model_dump()} for one in received.papers]
    if papers:
        _PAPER.run(session, papers)
    index_words(
        session,
        int(done.lastrowid),
        code=received.code,
        procedure=received.procedure,
        counter=received.counter,
        names=[person["full_name"] for person in people],
        id_numbers=[person["id_number"] for person in people],
        phones=[person["phone"] for person in people],
    )


def _row(session: Session, said: SharedDossierV1) -> dict[str, Any]:
    received = said.received
    return {
        "id": said.dossier_id,
        "code": received.code,
        "unit": received.unit,
        "counter": received.counter,
        "officer": received.officer,
        "procedure": received.procedure,
        "procedure_version": _procedure_version(session, received),
        "procedure_name": received.procedure_name,
        "case_name": received.case,
        "channel": received.channel,
        "id_number": received.applicant.id_number,
        "applicant_name": received.applicant.full_name,
        "received_at": received.received_at,
        "promised_at": received.promised_at,
        "promise_explained": [],
        "calendar_version": received.calendar_version,
        "fee_vnd": received.fee_vnd,
        "fee_explained": [],
        "fee_reason": received.fee_reason,
        "sets": received.sets,
        "result_at": received.result_at,
        "note": received.note,
        "look_up_token": said.look_up_sha256,
        "state": "received",
        "fee_state": "due" if received.fee_vnd else "none",
        "delivery_state": "waiting",
        "sync_state": "accepted",
        "version": 1,
        "origin_desk": said.desk_id,
        "conflicts": 0,
    }


def _person(dossier_id: str, role: str, said: dict[str, Any]) -> dict[str, Any]:
    return {"dossier_id": dossier_id, "role": role, **said}


def _procedure_version(session: Session, received: DossierToldV1) -> int:
    """The version the dossier was received with, or the newest this desk has of the procedure."""
    rows = session.execute(_VERSIONS, {"wanted": received.procedure}).all()
    if not rows:
        raise LookupError("no version of the procedure is known here")
    same = [row.id for row in rows if row.version == received.procedure_version]
    return int(same[0] if same else rows[-1].id)
