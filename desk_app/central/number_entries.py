"""What desks tell of their numbers: opened, given to a neighbour, taken, closed.

Everything here may come twice and in any order between two desks. Numbers move by the document
that the giver signed, whoever of the two brings it first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desk_app import signing
from desk_app.central import tables
from desk_app.central.number_locks import locked_with
from desk_app.central.number_rules import EMERGENCY, horizon
from desk_app.central.numbers import HANDED_OVER, TAKEN_OVER
from desk_app.hand_over import HandOver, read_document
from desk_app.sync.protocol import (
    ClosedBlock,
    Entry,
    EntryReason,
    NumbersClosedV1,
    NumbersMovedV1,
    NumbersOpenedV1,
    Part,
)

KINDS = frozenset({"numbers.opened", "numbers.handed_over", "numbers.taken_over", "numbers.closed"})


def settle(
    session: Session, desk: tables.Desk, entry: Entry, said: Part, at: datetime
) -> EntryReason | None:
    """Applies one of :data:`KINDS` in this unit of work; the reason if it is refused."""
    settlers: dict[type[Part], Callable[..., EntryReason | None]] = {
        NumbersOpenedV1: _open,
        NumbersMovedV1: _move,
        NumbersClosedV1: _close,
    }
    return settlers[type(said)](session, desk, entry, said, at)


def _open(
    session: Session, desk: tables.Desk, _: Entry, said: NumbersOpenedV1, at: datetime
) -> EntryReason | None:
    block = session.get(tables.NumberBlock, said.block_id)
    if block is None or block.desk != desk.id or block.kind != EMERGENCY:
        return "number-not-leased"
    block.opened_at = block.opened_at or said.opened_at
    session.flush()
    return None


def _move(
    session: Session, desk: tables.Desk, entry: Entry, said: NumbersMovedV1, at: datetime
) -> EntryReason | None:
    document = read_document(said.document)
    if document is None:
        return "document-invalid"
    moved = document.said
    sender = moved.from_desk if entry.kind == "numbers.handed_over" else moved.to_desk
    giver = session.get(tables.Desk, moved.from_desk)
    taker = session.get(tables.Desk, moved.to_desk)
    if sender != desk.id or giver is None or taker is None or giver.public_key is None:
        return "document-invalid"
    if not signing.is_signed(giver.public_key, document.words, document.signature):
        return "document-invalid"
    training = session.scalars(select(tables.About.training)).one()
    days = horizon(at.date(), training=training)
    locked_with(session, {(moved.unit, moved.day)}, desk.unit, days)
    before = session.get(tables.NumberHandOver, moved.id)
    if before is not None:
        return None if _is_same(before, moved) else "document-invalid"
    if not _is_told(session, moved):
        if not _cut_off(session, moved):
            return "document-invalid"
        _hand_to(session, moved, taker, at)
    session.add(
        tables.NumberHandOver(
            id=moved.id,
            from_desk=moved.from_desk,
            to_desk=moved.to_desk,
            unit=moved.unit,
            day=moved.day,
            first=moved.first,
            last=moved.last,
            entry_id=entry.id,
            at=at,
        )
    )
    session.flush()
    return None


def _is_same(before: tables.NumberHandOver, moved: HandOver) -> bool:
    return (before.from_desk, before.to_desk, before.unit, before.day) == (
        moved.from_desk,
        moved.to_desk,
        moved.unit,
        moved.day,
    ) and (before.first, before.last) == (moved.first, moved.last)


def _is_told(session: Session, moved: HandOver) -> bool:
    """Whether the taker has named these numbers as its own, after the centre had forgotten of the
    document."""
    block = session.get(tables.NumberBlock, moved.id)
    return block is not None and (
        (block.desk, block.kind, block.unit, block.day, block.first, block.last)
        == (moved.to_desk, TAKEN_OVER, moved.unit, moved.day, moved.first, moved.last)
    )


def _cut_off(session: Session, moved: HandOver) -> bool:
    """Takes the numbers out of the giver's block; whether they were in one.

    A desk gives from the end of a block. What lies behind these numbers was therefore given
    earlier, by a document that is still to come.
    """
    table = tables.NumberBlock
    block = session.scalar(
        select(table)
        .where(table.desk == moved.from_desk, table.unit == moved.unit, table.day == moved.day)
        .where(table.first <= moved.first, table.last >= moved.last)
        .where(table.kind.in_(("usual", "top_up", HANDED_OVER)))
        .execution_options(populate_existing=True)
    )
    if block is None or (block.kind != HANDED_OVER and block.first == moved.first):
        return False
    end = block.last
    rest = _row(block)
    if block.first == moved.first:
        session.delete(block)
    else:
        block.last = moved.first - 1
    session.flush()
    if end > moved.last:
        rest |= {"id": _id_behind(moved), "first": moved.last + 1, "last": end}
        session.execute(insert(table), [rest | {"kind": HANDED_OVER}])
    return True


def _id_behind(moved: HandOver) -> str:
    # Names are made by whoever has a clock; this one only has to be no other's.
    return f"{moved.id[:-1]}+"


def _row(block: tables.NumberBlock) -> dict[str, Any]:
    return {
        "id": block.id,
        "unit": block.unit,
        "day": block.day,
        "first": block.first,
        "last": block.last,
        "desk": block.desk,
        "epoch": block.epoch,
        "leased_at": block.leased_at,
    }


def _hand_to(session: Session, moved: HandOver, taker: tables.Desk, at: datetime) -> None:
    closed_at = _closed_at(session, taker, moved.unit, moved.day)
    row = {
        "id": moved.id,
        "unit": moved.unit,
        "day": moved.day,
        "first": moved.first,
        "last": moved.last,
        "desk": taker.id,
        "epoch": moved.to_epoch,
        "leased_at": at,
        "kind": TAKEN_OVER,
        "closed_at": closed_at,
        # The taker's day is over, and it did not name them: it never had them.
        "used_to": None if closed_at is None else moved.first - 1,
        "void": None if closed_at is None else [[moved.first, moved.last]],
    }
    session.execute(insert(tables.NumberBlock), [row])


def _closed_at(session: Session, desk: tables.Desk, unit: str, day: date) -> datetime | None:
    table = tables.NumberBlock
    return session.scalar(
        select(table.closed_at)
        .where(table.desk == desk.id, table.unit == unit, table.day == day)
        .where(table.closed_at.is_not(None))
        .limit(1)
    )


def _close(
    session: Session, desk: tables.Desk, _: Entry, said: NumbersClosedV1, at: datetime
) -> EntryReason | None:
    table = tables.NumberBlock
    named = {block.id: block for block in said.blocks}
    rows = session.scalars(
        select(table)
        .where(table.desk == desk.id, table.unit == said.unit, table.day == said.day)
        .where(table.closed_at.is_(None))
    )
    for row in rows:
        row.closed_at = at
        row.used_to, row.void = _outcome(row.first, row.last, named.get(row.id))
    session.flush()
    return None


def _outcome(first: int, last: int, told: ClosedBlock | None) -> tuple[int, list[list[int]]]:
    """Up to where a block was used, and which of its numbers are void. A block that the desk does
    not name was never used."""
    if told is None:
        return first - 1, [[first, last]]
    used_to = min(last, max(first - 1, told.used_to))
    cut = ((max(first, part.first), min(last, part.last)) for part in told.void)
    return used_to, [[start, end] for start, end in cut if start <= end]
