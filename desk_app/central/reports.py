"""What the centre has, as plain lists for the command line (shapes: contract of the commands)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk_app.amending import outcomes
from desk_app.central import tables
from desk_app.central.amendments import read_amendments
from desk_app.central.engine import CentreStore
from desk_app.central.epochs import MOST_RAISES
from desk_app.errors import Refusal

Row = dict[str, Any]


def units(store: CentreStore) -> list[Row]:
    """All units, by code."""
    with store.reading() as session:
        rows = session.scalars(select(tables.Unit).order_by(tables.Unit.code))
        return [
            {
                "code": row.code,
                "name": row.name,
                "level": row.level,
                "parent": row.parent,
                "place": row.place,
                "valid_from": _iso(row.valid_from),
                "valid_to": _iso(row.valid_to),
                "merged_into": row.merged_into,
            }
            for row in rows
        ]


def officers(store: CentreStore) -> list[Row]:
    """All officers, by unit; never their password hashes."""
    with store.reading() as session:
        rows = session.scalars(
            select(tables.Officer).order_by(tables.Officer.unit, tables.Officer.login)
        )
        return [
            {
                "login": row.login,
                "full_name": row.full_name,
                "role": row.role,
                "unit": row.unit,
                "active": row.active,
            }
            for row in rows
        ]


def desks(store: CentreStore) -> list[Row]:
    """All desks with when they were last heard and what they still had waiting."""
    with store.reading() as session:
        rows = session.scalars(
            select(tables.Desk).order_by(tables.Desk.unit, tables.Desk.counter, tables.Desk.id)
        )
        return [
            {
                "id": row.id,
                "unit": row.unit,
                "counter": row.counter,
                "epoch": row.epoch,
                "enrolled_at": _iso(row.enrolled_at),
                "last_seen_at": _iso(row.last_seen_at),
                "waiting": row.waiting,
                "app_version": row.app_version,
                "revoked": row.revoked_at is not None,
                "revoked_at": _iso(row.revoked_at),
                "stopped": _stopped(row),
            }
            for row in rows
        ]


def _stopped(desk: tables.Desk) -> str | None:
    """Why the desk is let in no more: ``revoked``, or ``copied`` (``central desk keep``)."""
    if desk.revoked_at is not None:
        return "revoked"
    return "copied" if desk.epoch_raises > MOST_RAISES else None


def dossiers(store: CentreStore, limit: int = 50) -> Row:
    """The latest dossiers, newest first, and how many there are."""
    with store.reading() as session:
        total = session.scalar(select(func.count()).select_from(tables.Dossier))
        rows = session.scalars(
            select(tables.Dossier)
            .order_by(tables.Dossier.received_at.desc(), tables.Dossier.code.desc())
            .limit(limit)
        )
        return {
            "total": total or 0,
            "dossiers": [
                {
                    "code": row.code,
                    "id": row.id,
                    "applicant": _in_force(row, "applicant.full_name"),
                    "procedure": row.procedure,
                    "procedure_name": row.procedure_name,
                    "unit": row.unit,
                    "counter": row.counter,
                    "state": row.state,
                    "received_at": _iso(row.received_at),
                    "promised_at": _iso(row.promised_at),
                    "fee_vnd": row.fee_vnd,
                }
                for row in rows
            ],
        }


def show(store: CentreStore, code: str) -> Row:
    """One dossier with its papers and their pages, timeline, and the entries that were applied.

    Raises:
        Refusal: no dossier of this code.
    """
    with store.reading() as session:
        row = session.scalar(select(tables.Dossier).where(tables.Dossier.code == code))
        if row is None:
            raise Refusal("central.dossier_unknown", code=code)
        return {
            "code": row.code,
            "id": row.id,
            "procedure": row.procedure,
            "procedure_name": row.procedure_name,
            "procedure_version": row.procedure_version,
            "case": row.case_name,
            "channel": row.channel,
            "state": row.state,
            "unit": row.unit,
            "counter": row.counter,
            "officer": row.officer,
            "applicant": _in_force(row, "applicant.full_name"),
            "submitter": row.submitter["full_name"] if row.submitter else None,
            "people": {"applicant": row.applicant, "submitter": row.submitter},
            "received_at": _iso(row.received_at),
            "promised_at": _iso(row.promised_at),
            "fee_vnd": row.fee_vnd,
            "fee_reason": row.fee_reason,
            "sets": row.sets,
            "result_at": row.result_at,
            "note": row.note,
            "papers": _papers(session, row),
            "timeline": _timeline(session, row),
            "entries": _entries(session, row.id),
            "amended": row.amended or {},
            "conflicts": _conflicts(session, row),
            "sync": "accepted",
        }


def _in_force(row: tables.Dossier, field: str) -> str:
    """A name as it is now; the dossier's own columns tell it as it was received."""
    return str((row.amended or {}).get(field) or row.applicant["full_name"])


def _conflicts(session: Session, row: tables.Dossier) -> list[Row]:
    """Where desks disagree: the field and each value, with who wrote it."""
    if not row.conflicts:
        return []
    told = read_amendments(session, [row.id])
    found = outcomes(one for amendment in told for one in amendment.writings())
    return [
        {
            "field": name,
            "values": [
                {
                    "value": one.value,
                    "officer": one.officer_name,
                    "counter": one.counter,
                    "at": _iso(one.at),
                }
                for one in outcome.open
            ],
        }
        for name, outcome in found.items()
        if outcome.in_conflict
    ]


def _papers(session: Session, dossier: tables.Dossier) -> list[Row]:
    """The papers; with each the pages of its latest archive copy that holds. ``state``: waiting
    (announced, not here whole), uploaded (here, and found to be what was announced) or withdrawn
    (no copy holds: the latest is named, and the paper has no pages)."""
    table = tables.ArchiveFile
    files = {
        file.paper_number: file
        for file in session.scalars(
            select(table)
            .where(table.dossier_id == dossier.id)
            .order_by(table.withdrawn_at.is_(None), table.version, table.seq)
        )
    }
    known = {paper["number"] for paper in dossier.papers}
    # Papers that came later: nobody had ticked them when the dossier was received.
    later = [
        {"number": number, "name": None, "state": "later", "note": None}
        | dict.fromkeys(("originals", "certified", "copies"), 0)
        for number in sorted(files.keys() - known)
    ]
    papers = sorted([*dossier.papers, *later], key=lambda paper: int(paper["number"]))
    return [{**paper, **_copy(files.get(paper["number"]))} for paper in papers]


def _copy(file: tables.ArchiveFile | None) -> Row:
    if file is None:
        return {"pages": [], "file": None}
    withdrawn = file.withdrawn_at is not None
    state = "withdrawn" if withdrawn else "waiting" if file.received_at is None else "uploaded"
    return {
        "pages": [] if withdrawn else [{**page, "state": state} for page in file.pages],
        "file": {
            "id": file.id,
            "name": file.file_name,
            "sha256": file.sha256,
            "size": file.size,
            "version": file.version,
            "has_text": file.has_text,
            "state": state,
            **(_withdrawn(file) if withdrawn else {}),
        },
    }


def _withdrawn(file: tables.ArchiveFile) -> Row:
    return {
        "withdrawn": {
            "at": _iso(file.withdrawn_at),
            "officer": file.withdrawn_by,
            "counter": file.withdrawn_counter,
        }
    }


def _timeline(session: Session, dossier: tables.Dossier) -> list[Row]:
    lines: list[Row] = [
        {"at": _iso(dossier.received_at), "what": "received", "by": dossier.officer}
    ]
    for printed in session.scalars(
        select(tables.ReceiptPrint).where(tables.ReceiptPrint.dossier_id == dossier.id)
    ):
        what = "receipt.reprinted" if printed.reprint else "receipt.printed"
        lines.append({"at": _iso(printed.printed_at), "what": what, "by": printed.officer})
    for step in session.scalars(
        select(tables.Progress)
        .where(tables.Progress.dossier_id == dossier.id)
        .order_by(tables.Progress.id)
    ):
        lines.append(
            {
                "at": _iso(step.at),
                "what": f"progress.{step.state}",
                "by": step.by,
                "note": step.note,
            }
        )
    lines += _withdrawals(session, dossier.id)
    return sorted(lines, key=lambda line: str(line["at"]))


def _withdrawals(session: Session, dossier_id: str) -> list[Row]:
    table = tables.ArchiveFile
    rows = session.execute(
        select(table.withdrawn_at, table.withdrawn_by, table.paper_number)
        .where(table.dossier_id == dossier_id, table.withdrawn_at.is_not(None))
        .distinct()
    )
    return [
        {
            "at": _iso(row.withdrawn_at),
            "what": "paper.withdrawn",
            "by": row.withdrawn_by,
            "number": row.paper_number,
        }
        for row in rows
    ]


def _entries(session: Session, dossier_id: str) -> list[Row]:
    rows = session.scalars(
        select(tables.Entry)
        .where(tables.Entry.dossier_id == dossier_id)
        .order_by(tables.Entry.position, tables.Entry.applied_at)
    )
    return [
        {
            "id": row.id,
            "position": row.position,
            "kind": row.kind,
            "version": row.version,
            "payload_sha256": row.payload_sha256,
            "outcome": row.outcome,
            "reason": row.reason,
            "applied_at": _iso(row.applied_at),
        }
        for row in rows
    ]


def _iso(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()
