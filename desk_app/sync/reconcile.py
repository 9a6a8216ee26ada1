"""What the centre answered becomes the desk's knowledge.

Everything here runs inside the caller's unit of work and may run twice with the same answer: a
crash between answer and commit only means that the same entries are asked about again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session

from desk_app.models.base import table_of
from desk_app.models.desk import CENTRE_TIME, SHUT_OUT
from desk_app.models.sync_states import settle_dossiers
from desk_app.models.tables import (
    Dossier,
    JournalLine,
    NumberBlock,
    NumberHandOver,
    OutboxEntry,
    Setting,
)
from desk_app.prepared import OneOf, Prepared, inserted
from desk_app.sync import upload_rows
from desk_app.sync.protocol import Block, EntryAnswer, parse_code

log = logging.getLogger(__name__)
_Numbered = TypeVar("_Numbered", NumberBlock, NumberHandOver)
NOTICEABLE_SECONDS = 60
_OUTBOX = table_of(OutboxEntry)
_ANSWERED = Prepared(
    select(_OUTBOX.c.seq, _OUTBOX.c.id, _OUTBOX.c.dossier_id, _OUTBOX.c.position, _OUTBOX.c.kind)
    .where(OneOf(_OUTBOX.c.id, "named"), _OUTBOX.c.state != "accepted")
    .order_by(_OUTBOX.c.seq)
)
# Hundreds of answers come at once, and an officer's F9 waits for the same writer: a statement for
# all of them.
_ACCEPT = Prepared(
    update(_OUTBOX)
    .where(OneOf(_OUTBOX.c.seq, "entries"))
    .values(
        state="accepted",
        attempts=_OUTBOX.c.attempts + 1,
        last_try_at=bindparam("answered"),
        answered_at=bindparam("answered"),
        next_try_at=None,
        last_error=None,
        reason_text=None,
    )
)
_JOURNAL = inserted(table_of(JournalLine))
_JOURNAL_ACCEPTED = Prepared(
    insert(table_of(JournalLine)).from_select(
        ["at", "dossier_id", "action", "details"],
        select(
            bindparam("at", type_=OutboxEntry.created_at.type),
            _OUTBOX.c.dossier_id,
            literal("entry.accepted"),
            func.json_object("entry", _OUTBOX.c.id, "kind", _OUTBOX.c.kind),
        )
        .where(OneOf(_OUTBOX.c.seq, "entries"))
        .order_by(_OUTBOX.c.seq),
        include_defaults=False,
    )
)
# Answers bring the blocks of a month.
_BLOCK = inserted(table_of(NumberBlock))
_KNOWN = select(NumberBlock.id).where(NumberBlock.id.in_(bindparam("ids", expanding=True)))


def _over(kind: type[_Numbered]) -> Select[_Numbered]:
    return select(kind).where(
        kind.unit == bindparam("unit"),
        kind.day == bindparam("day"),
        kind.first <= bindparam("last"),
        kind.last >= bindparam("first"),
    )


_THERE = _over(NumberBlock)
_GIVEN = _over(NumberHandOver).where(NumberHandOver.direction == "out")
_NUMBERS = table_of(NumberBlock)
_USE_UP = Prepared(
    update(_NUMBERS)
    .where(_NUMBERS.c.epoch < bindparam("present"), _NUMBERS.c.next <= _NUMBERS.c.last)
    .values(next=_NUMBERS.c.last + 1)
)


class _Told(NamedTuple):
    """An entry that the centre named."""

    seq: int
    id: str
    dossier_id: str
    position: int
    kind: str


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
    asked = set(sent)
    named = {answer.id: answer for answer in answers if answer.id in asked}
    session.flush()
    rows = [_Told(*row) for row in _ANSWERED.read(session, {"named": list(named)})]
    refused = [row for row in rows if named[row.id].outcome == "refused"]
    accepted = [row for row in rows if named[row.id].outcome != "refused"]
    if accepted:
        entries = [row.seq for row in accepted]
        _ACCEPT.run(session, {"answered": now, "entries": entries})
        _JOURNAL_ACCEPTED.run(session, {"at": now, "entries": entries})
    for row in refused:
        _refuse(session, row, named[row.id], now)
    if refused:
        _JOURNAL.run(session, [_line(row, named[row.id], now) for row in refused])
    digitised = [row.id for row in accepted if row.kind == "paper.digitised"]
    if digitised:
        upload_rows.announce(session, digitised)
    dossiers = tuple(dict.fromkeys(row.dossier_id for row in rows))
    settle_dossiers(session, dossiers)
    session.expire_all()  # what was loaded before knows nothing of this
    return Answered(len(accepted), len(refused), dossiers)


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
    are; a block that overlaps numbers this desk ever had is not taken. Blocks of a past epoch
    are used up: a restored or copied desk must not give their numbers out again."""
    _USE_UP.run(session, {"present": epoch})
    if not blocks:
        return 0
    known = set(session.scalars(_KNOWN, {"ids": [block.id for block in blocks]}))
    new = 0
    for block in blocks:
        if block.id in known or block.epoch != epoch or block.first > block.last:
            continue
        if _is_free(session, block):
            _BLOCK.run(session, block.model_dump() | {"next": block.first, "leased_at": now})
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


def is_shut_out(session: Session) -> bool:
    """Whether the centre has said that this desk is revoked, and not taken it back."""
    return session.get(Setting, SHUT_OUT) is not None


def shut_out(session: Session, revoked: bool, now: datetime) -> None:
    """Keeps that the centre has revoked this desk, or has taken that back."""
    if revoked:
        session.add(Setting(name=SHUT_OUT, value=now.isoformat(timespec="seconds")))
    else:
        session.delete(session.get_one(Setting, SHUT_OUT))


def _centre_time(centre: datetime, ahead: int) -> dict[str, Any]:
    return {"at": centre.isoformat(timespec="seconds"), "ahead_seconds": ahead}


def _refuse(session: Session, row: _Told, answer: EntryAnswer, now: datetime) -> None:
    session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.seq == row.seq)
        .values(
            state="refused",
            attempts=OutboxEntry.attempts + 1,
            last_try_at=now,
            answered_at=now,
            next_try_at=None,
            last_error=answer.reason or "refused",
            reason_text=answer.reason_text,
        )
        .execution_options(synchronize_session=False)
    )
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


def _line(row: _Told, answer: EntryAnswer, now: datetime) -> dict[str, Any]:
    reason = answer.reason or "refused"
    return {
        "at": now,
        "dossier_id": row.dossier_id,
        "action": "entry.refused",
        "details": {"entry": row.id, "kind": row.kind, "reason": reason},
    }


def _is_free(session: Session, block: Block) -> bool:
    """Whether this desk never had a number of ``block``: none was leased to it before, used, given
    up, or given to a neighbour. Numbers of a training desk that stood alone were leased to nobody;
    they were closed when it joined, and make room unless a dossier has one of them."""
    where = {"unit": block.unit, "day": block.day, "first": block.first, "last": block.last}
    there = session.scalars(_THERE, where).all()
    known = any(other.closed_at is None for other in there) or (there and _is_used(session, block))
    given = session.scalar(_GIVEN, where)
    if known or given is not None:
        log.error("a leased block overlaps numbers this desk had and is not taken: %s", block.id)
        return False
    for other in there:
        if other.first == block.first:
            session.delete(other)
    session.flush()
    return True


def _is_used(session: Session, block: Block) -> bool:
    day = f"{block.unit}-{block.day:%y%m%d}-"
    codes = session.scalars(select(Dossier.code).where(Dossier.code.between(day, f"{day}:")))
    numbers = (read[2] for read in map(parse_code, codes) if read is not None)
    return any(block.first <= number <= block.last for number in numbers)
