"""Takes entries of a desk's outbox: each exactly once, in the order of their dossier.

An accepted entry is final: sent again it is a ``duplicate``. A refused one is remembered, and
looked at anew when it comes again. After a refused entry the later ones of the same dossier are
not named in the answer, so they stay at the desk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk_app.central import numbers, tables
from desk_app.sync.protocol import (
    PAYLOADS,
    DossierReceivedV1,
    Entry,
    EntryAnswer,
    EntryReason,
    Part,
    ReceiptPrintedV1,
    canonical_json,
    parse_code,
    payload_hash,
)
from desk_app.wording import say


class NotTaken(Exception):
    """An entry that is refused, with the reason."""

    def __init__(self, reason: EntryReason) -> None:
        super().__init__(reason)
        self.reason = reason


def take(
    session: Session, desk: tables.Desk, entries: list[Entry], at: datetime
) -> list[EntryAnswer]:
    """Applies ``entries`` in this unit of work and says what became of each.

    Entries of other dossiers are not touched by a refused one. The order of the answers is that
    in which they were applied.
    """
    known = {
        row.id: row
        for row in session.scalars(
            select(tables.Entry).where(tables.Entry.id.in_([entry.id for entry in entries]))
        )
    }
    stopped: set[str] = set()
    answers: dict[str, EntryAnswer] = {}
    for entry in sorted(entries, key=lambda entry: entry.position):
        if entry.dossier_id in stopped or entry.id in answers:
            continue
        answer = _take_one(session, desk, entry, known.get(entry.id), at)
        answers[entry.id] = answer
        if answer.outcome == "refused":
            stopped.add(entry.dossier_id)
    return list(answers.values())


def _take_one(
    session: Session,
    desk: tables.Desk,
    entry: Entry,
    before: tables.Entry | None,
    at: datetime,
) -> EntryAnswer:
    if before is not None and before.payload_sha256 != entry.payload_sha256:
        return _refused(entry, "entry-id-reused")
    if before is not None and before.outcome == "accepted":
        return EntryAnswer(id=entry.id, outcome="duplicate")
    try:
        payload = checked_payload(entry)
        with session.begin_nested():
            APPLY[type(payload)](session, desk, entry, payload, at)
    except NotTaken as no:
        if no.reason != "payload-hash":  # what came is not what was written: nothing to remember
            _remember(session, desk, entry, before, at, no.reason)
        return _refused(entry, no.reason)
    _remember(session, desk, entry, before, at, None)
    return EntryAnswer(id=entry.id, outcome="accepted")


def checked_payload(entry: Entry) -> Part:
    """The payload as a message of the protocol.

    Raises:
        NotTaken: the hash is another, the kind is unknown, or a part of it is wrong.
    """
    try:
        same = payload_hash(entry.payload) == entry.payload_sha256
    except UnicodeEncodeError as fault:
        raise NotTaken("payload-hash") from fault
    if not same:
        raise NotTaken("payload-hash")
    kind = PAYLOADS.get((entry.kind, entry.version))
    if kind is None:
        raise NotTaken("unknown-kind")
    if "\\u0000" in canonical_json(entry.payload).replace("\\\\", ""):
        raise NotTaken("payload-invalid")
    try:
        return kind.model_validate(entry.payload)
    except ValidationError as fault:
        raise NotTaken("payload-invalid") from fault


def look_up_hash(token: str) -> str:
    """What is kept of the token in a receipt's QR code."""
    return hashlib.sha256(token.encode()).hexdigest()


def _receive(
    session: Session, desk: tables.Desk, entry: Entry, said: DossierReceivedV1, at: datetime
) -> None:
    if said.received_at.tzinfo is None or (said.promised_at and said.promised_at.tzinfo is None):
        raise NotTaken("payload-invalid")
    code = parse_code(said.code)
    if code is None or code[0] != said.unit or not numbers.is_leased(session, desk, *code):
        raise NotTaken("number-not-leased")
    unit, day, number = code
    same_code = session.scalar(select(tables.Dossier.id).where(tables.Dossier.code == said.code))
    if same_code is not None and same_code != entry.dossier_id:
        raise NotTaken("code-taken")
    if session.get(tables.Dossier, entry.dossier_id) is not None:
        raise NotTaken("dossier-known")
    try:
        session.add(_dossier(desk, entry, said, at))
        session.flush()
        session.add(
            tables.UsedNumber(unit=unit, day=day, number=number, dossier_id=entry.dossier_id)
        )
        session.flush()
    except IntegrityError as fault:  # another process took the code between look and insert
        raise NotTaken("code-taken") from fault


def _dossier(
    desk: tables.Desk, entry: Entry, said: DossierReceivedV1, at: datetime
) -> tables.Dossier:
    return tables.Dossier(
        id=entry.dossier_id,
        code=said.code,
        look_up_sha256=look_up_hash(said.look_up_token),
        unit=said.unit,
        desk=desk.id,
        counter=said.counter,
        officer=said.officer,
        procedure=said.procedure,
        procedure_version=said.procedure_version,
        procedure_name=said.procedure_name,
        case_name=said.case,
        channel=said.channel,
        applicant=said.applicant.model_dump(mode="json"),
        submitter=said.submitter.model_dump(mode="json") if said.submitter else None,
        papers=[paper.model_dump(mode="json") for paper in said.papers],
        sets=said.sets,
        fee_vnd=said.fee_vnd,
        fee_reason=said.fee_reason,
        received_at=said.received_at,
        promised_at=said.promised_at,
        calendar_version=said.calendar_version,
        result_at=said.result_at,
        note=said.note,
        state="received",
        state_at=at,
    )


def _note_print(
    session: Session, desk: tables.Desk, entry: Entry, said: ReceiptPrintedV1, at: datetime
) -> None:
    if said.printed_at.tzinfo is None:
        raise NotTaken("payload-invalid")
    dossier = session.get(tables.Dossier, entry.dossier_id)
    if dossier is None or dossier.unit != desk.unit:
        raise NotTaken("dossier-unknown")
    session.add(
        tables.ReceiptPrint(
            entry_id=entry.id,
            dossier_id=entry.dossier_id,
            printed_at=said.printed_at,
            officer=said.officer,
            reprint=said.reprint,
            reason=said.reason,
        )
    )
    session.flush()


APPLY: dict[type[Part], Callable[[Session, tables.Desk, Entry, object, datetime], None]] = {
    DossierReceivedV1: _receive,  # type: ignore[dict-item]
    ReceiptPrintedV1: _note_print,  # type: ignore[dict-item]
}


def _remember(
    session: Session,
    desk: tables.Desk,
    entry: Entry,
    before: tables.Entry | None,
    at: datetime,
    reason: EntryReason | None,
) -> None:
    outcome = "refused" if reason else "accepted"
    if before is not None:
        before.outcome, before.reason, before.applied_at = outcome, reason, at
        return
    session.add(
        tables.Entry(
            id=entry.id,
            payload_sha256=entry.payload_sha256,
            desk=desk.id,
            dossier_id=entry.dossier_id,
            position=entry.position,
            kind=entry.kind,
            version=entry.version,
            created_at=entry.created_at,
            applied_at=at,
            outcome=outcome,
            reason=reason,
        )
    )
    session.flush()


def _refused(entry: Entry, reason: EntryReason) -> EntryAnswer:
    return EntryAnswer(
        id=entry.id,
        outcome="refused",
        reason=reason,
        reason_text=say(f"central.entry.{reason.replace('-', '_')}", "vi"),
    )
