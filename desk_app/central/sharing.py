"""Dossiers for the other desks of their unit.

The feed keeps only a dossier's id; what a desk is told is read when it asks. So the feed stays
small, and a desk that joins late hears a dossier as it stands, not all that happened to it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desk_app.central import tables
from desk_app.central.amendments import read_amendments
from desk_app.central.changes import NewChange
from desk_app.prepared import OneOf, Prepared
from desk_app.sync.protocol import (
    AmendmentV1,
    Change,
    DossierReceivedV1,
    DossierToldV1,
    Entry,
    SharedDossierV1,
)

KIND = "dossier.shared"
# What was received longer ago is not told any more: a desk that joins a busy unit would read for
# hours what nobody asks about at the counter. The centre and the desk that received it have it.
TOLD_FOR = timedelta(days=90)
# What the ids and names around a dossier add to its size in an answer, in bytes.
AROUND = 200
_WANTED = Prepared(
    select(tables.Dossier.id)
    .where(OneOf(tables.Dossier.id, "ids"))
    .where(tables.Dossier.received_at >= bindparam("since"))
    .where(tables.Dossier.desk != bindparam("but"))
)


def shared(entry: Entry, said: DossierReceivedV1, size: int) -> NewChange:
    """The news of a dossier that was just accepted; ``size``: bytes of its payload."""
    return NewChange(KIND, {"dossier_id": entry.dossier_id}, said.unit, size + AROUND)


def told(
    session: Session, changes: list[Change], desk_id: str, epoch: int, now: datetime
) -> list[Change]:
    """``changes`` with the dossiers themselves. Left out are those of long ago, and the desk's
    own, unless it once began anew (restored from a copy, it may lack them)."""
    ids = [str(change.payload["dossier_id"]) for change in changes if change.kind == KIND]
    if not ids:
        return changes
    but = desk_id if epoch == 1 else ""
    wanted = _WANTED.read(session, {"ids": ids, "since": now - TOLD_FOR, "but": but})
    if not wanted:
        return [change for change in changes if change.kind != KIND]
    rows = session.scalars(
        select(tables.Dossier).where(tables.Dossier.id.in_([name for (name,) in wanted]))
    )
    found = {row.id: row for row in rows}
    names = _officer_names(session, {row.officer for row in found.values()})
    amended: dict[str, list[AmendmentV1]] = {}
    some = [row.id for row in found.values() if row.amended]
    for amendment in read_amendments(session, some) if some else ():
        amended.setdefault(amendment.dossier_id, []).append(amendment)
    full: list[Change] = []
    for change in changes:
        row = found.get(str(change.payload.get("dossier_id")))
        if change.kind != KIND:
            full.append(change)
        elif row is not None:
            full.append(_in_full(change, row, names, amended.get(row.id, [])))
    return full


def _in_full(
    change: Change, row: tables.Dossier, names: dict[str, str], amended: list[AmendmentV1]
) -> Change:
    said = SharedDossierV1(
        dossier_id=row.id,
        desk_id=row.desk,
        received=DossierToldV1.model_validate(
            {
                "code": row.code,
                "unit": row.unit,
                "counter": row.counter,
                "officer": row.officer,
                "officer_name": names.get(row.officer, row.officer),
                "procedure": row.procedure,
                "procedure_version": row.procedure_version,
                "procedure_name": row.procedure_name,
                "case": row.case_name,
                "channel": row.channel,
                "applicant": row.applicant,
                "submitter": row.submitter,
                "papers": row.papers,
                "sets": row.sets,
                "fee_vnd": row.fee_vnd,
                "fee_reason": row.fee_reason,
                "received_at": row.received_at,
                "promised_at": row.promised_at,
                "calendar_version": row.calendar_version,
                "result_at": row.result_at,
                "note": row.note,
            }
        ),
        look_up_sha256=row.look_up_sha256,
        amendments=amended,
    )
    return change.model_copy(update={"payload": said.model_dump(mode="json")})


def _officer_names(session: Session, logins: set[str]) -> dict[str, str]:
    officer = tables.Officer
    rows = session.execute(
        select(officer.login, officer.full_name).where(officer.login.in_(logins))
    )
    return {row.login: row.full_name for row in rows}
