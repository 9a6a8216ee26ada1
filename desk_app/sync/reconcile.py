"""What the centre answered becomes the desk's knowledge.

Everything here runs inside the caller's unit of work and may run twice with the same answer: a
crash between answer and commit only means that the same entries are asked about again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from desk_app.models.desk import CENTRE_TIME
from desk_app.models.tables import Dossier, JournalLine, NumberBlock, OutboxEntry, Setting
from desk_app.sync import upload_rows
from desk_app.sync.protocol import Block, EntryAnswer

log = logging.getLogger(__name__)
NOTICEABLE_SECONDS = 60
DOSSIER_STATES = ("refused", "held", "waiting")  # the first of these that any entry has


@dataclass(frozen=True)
class Answered:
    """What answers changed."""

    accepted: int
    refused: int
    dossiers: tuple[str, ...]


def apply_answers(
    session: Session, sent: Collection[str], answers: Sequence[EntryAnswer], now: datetime
) -> Answered:
    """Accepted entries are done; a refused one keeps its reason and the later ones of its
    dossier are held. What was sent and is not named stays as it is. Answers about entries that
    were not sent are nobody's business."""
    named = {answer.id: answer for answer in answers if answer.id in set(sent)}
    rows = session.scalars(
        select(OutboxEntry)
        .where(OutboxEntry.id.in_(named), OutboxEntry.state != "accepted")
        .order_by(OutboxEntry.seq)
    ).all()
    accepted = refused = 0
    for row in rows:
        answer = named[row.id]
        row.last_try_at, row.answered_at, row.next_try_at = now, now, None
        row.attempts += 1
        if answer.outcome == "refused":
            refused += 1
            _refuse(session, row, answer)
        else:
            accepted += 1
            row.state, row.last_error, row.reason_text = "accepted", None, None
        _journal(session, row, now)
    session.flush()
    digitised = [r.id for r in rows if r.kind == "paper.digitised" and r.state == "accepted"]
    if digitised:
        upload_rows.announce(session, digitised)
    dossiers = tuple(dict.fromkeys(row.dossier_id for row in rows))
    settle_dossiers(session, dossiers)
    return Answered(accepted, refused, dossiers)


def refuse_here(session: Session, entry_id: str, reason: str, now: datetime) -> Answered:
    """Refuses an entry that cannot even be sent (the centre could not read it)."""
    answer = EntryAnswer(id=entry_id, outcome="refused", reason=reason)
    return apply_answers(session, [entry_id], [answer], now)


def note_failure(
    session: Session,
    sent: Collection[str],
    error_key: str,
    now: datetime,
    next_try_at: datetime,
    *,
    counts: bool,
) -> None:
    """Nothing came back: the entries wait on, under the same ids, and say why. ``counts``:
    whether it was an attempt (a captive portal is none)."""
    session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.id.in_(sent), OutboxEntry.state == "waiting")
        .values(
            attempts=OutboxEntry.attempts + (1 if counts else 0),
            last_try_at=now,
            next_try_at=next_try_at,
            last_error=error_key,
        )
    )


def apply_blocks(session: Session, blocks: Sequence[Block], epoch: int, now: datetime) -> int:
    """Keeps leased blocks; returns how many are new. Blocks known already stay as used as they
    are; a block that overlaps numbers still in use here is not taken. Blocks of a past epoch
    are used up: a restored or copied desk must not give their numbers out again."""
    session.execute(
        update(NumberBlock)
        .where(NumberBlock.epoch < epoch, NumberBlock.next <= NumberBlock.last)
        .values(next=NumberBlock.last + 1)
    )
    known = set(
        session.scalars(
            select(NumberBlock.id).where(NumberBlock.id.in_([block.id for block in blocks]))
        )
    )
    new = 0
    for block in blocks:
        if block.id in known or block.epoch != epoch or block.first > block.last:
            continue
        if _is_free(session, block):
            session.add(
                NumberBlock(**block.model_dump(exclude={"next"}), next=block.first, leased_at=now)
            )
            session.flush()
            new += 1
    return new


def remember_centre_time(session: Session, centre: datetime, now: datetime) -> None:
    """Keeps how far this machine's clock is from the centre's, if that changed noticeably."""
    ahead = round((now - centre).total_seconds())
    row = session.get(Setting, CENTRE_TIME)
    if row is None:
        session.add(Setting(name=CENTRE_TIME, value=_centre_time(centre, ahead)))
    elif abs(row.value["ahead_seconds"] - ahead) > NOTICEABLE_SECONDS:
        row.value = _centre_time(centre, ahead)


def settle_dossiers(session: Session, dossiers: Sequence[str]) -> None:
    """The sync state of each dossier follows from its entries."""
    for dossier in dossiers:
        states = set(
            session.scalars(
                select(OutboxEntry.state).where(OutboxEntry.dossier_id == dossier).distinct()
            )
        )
        found = next((state for state in DOSSIER_STATES if state in states), "accepted")
        session.execute(update(Dossier).where(Dossier.id == dossier).values(sync_state=found))


def _centre_time(centre: datetime, ahead: int) -> dict[str, Any]:
    return {"at": centre.isoformat(timespec="seconds"), "ahead_seconds": ahead}


def _refuse(session: Session, row: OutboxEntry, answer: EntryAnswer) -> None:
    row.state = "refused"
    row.last_error = answer.reason or "refused"
    row.reason_text = answer.reason_text
    session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.dossier_id == row.dossier_id,
            OutboxEntry.position > row.position,
            OutboxEntry.state == "waiting",
        )
        .values(state="held", next_try_at=None)
        .execution_options(synchronize_session=False)
    )


def _journal(session: Session, row: OutboxEntry, now: datetime) -> None:
    details: dict[str, Any] = {"entry": row.id, "kind": row.kind}
    if row.state == "refused":
        details["reason"] = row.last_error
    session.execute(
        insert(JournalLine).values(
            at=now, dossier_id=row.dossier_id, action=f"entry.{row.state}", details=details
        )
    )


def _is_free(session: Session, block: Block) -> bool:
    """Whether no other block lies where ``block`` would. One that is used up and starts at the
    same number (of a training desk that stood alone before) makes room."""
    there = session.scalars(
        select(NumberBlock).where(
            NumberBlock.unit == block.unit,
            NumberBlock.day == block.day,
            NumberBlock.first <= block.last,
            NumberBlock.last >= block.first,
        )
    ).all()
    if any(other.next <= other.last for other in there):
        log.error("a leased block overlaps numbers in use and is not taken: %s", block.id)
        return False
    for other in there:
        if other.first == block.first:
            session.delete(other)
    session.flush()
    return True
