"""The change feed: strictly ordered, without gaps that fill up later.

Numbers are given under the lock of one row that is held until the commit. So whoever sees a
change also sees every earlier one, on PostgreSQL with many writers too, and a desk that moved its
cursor past ``n`` has missed nothing below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from desk_app.central import mergers
from desk_app.central.tables import Change, ChangeHead, table_of
from desk_app.prepared import OneOf, Prepared, Transaction, inserted
from desk_app.sync import protocol
from desk_app.sync.protocol import MAX_BYTES, MAX_CHANGES

_INSERT = inserted(table_of(Change), written=["payload"])
_HEAD = Prepared(select(ChangeHead.last_seq))
_UNHEARD = (
    (Change.seq > bindparam("after"))
    & (Change.seq <= bindparam("until"))
    & or_(Change.unit.is_(None), OneOf(Change.unit, "units"))
)
_SIZES = Prepared(
    select(Change.seq, Change.size).where(_UNHEARD).order_by(Change.seq).limit(MAX_CHANGES + 1)
)
_CHANGES = Prepared(
    select(Change.seq, Change.kind, Change.payload).where(_UNHEARD).order_by(Change.seq)
)


@dataclass(frozen=True)
class NewChange:
    """Something decided, not yet numbered. ``unit`` None: every desk hears of it. ``size``: bytes
    it has in an answer, where that is not the size of what is kept of it."""

    kind: str
    payload: dict[str, Any]
    unit: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class Page:
    """A page of the feed. ``cursor`` is where the desk stands after it."""

    changes: list[protocol.Change]
    cursor: int
    more: bool


def append(session: Session, changes: list[NewChange], at: datetime) -> None:
    """Adds ``changes`` to the feed. Call it last in a unit of work: it makes other writers of
    changes wait until the commit."""
    if not changes:
        return
    last = session.execute(
        update(ChangeHead)
        .where(ChangeHead.id == 1)
        .values(last_seq=ChangeHead.last_seq + len(changes))
        .returning(ChangeHead.last_seq)
    ).scalar_one()
    first = last - len(changes) + 1
    rows = []
    for offset, change in enumerate(changes):
        written = to_json(change.payload)
        rows.append(
            {
                "seq": first + offset,
                "kind": change.kind,
                "unit": change.unit,
                "payload": written.decode(),
                "size": change.size or len(written),
                "at": at,
            }
        )
    _INSERT.run(session, rows)


def page(look: Transaction, unit: str, cursor: int) -> Page:
    """What a desk of ``unit`` has not heard after ``cursor``: at most 200 changes and about
    1 MiB, but at least one. A cursor from another database starts again at the beginning. Where
    units merge, the desks of both hear what either is told, so that none misses it on its way."""
    ((head,),) = _HEAD.read(look)
    if cursor == head:
        return Page([], head, more=False)
    if cursor > head:
        cursor = 0
    units = list(mergers.family(unit, mergers.read_ends(look)))
    asked = {"after": cursor, "until": head, "units": units}
    rows = _SIZES.read(look, asked)
    taken = fitting([size for _, size in rows[:MAX_CHANGES]])
    if not taken:
        return Page([], head, more=False)
    last = rows[taken - 1][0]
    found = _CHANGES.read(look, asked | {"until": last})
    more = len(rows) > taken
    return Page(
        [
            protocol.Change.model_construct(seq=seq, kind=kind, payload=payload)
            for seq, kind, payload in found
        ],
        last if more else head,
        more,
    )


def fitting(sizes: list[int]) -> int:
    """How many of ``sizes`` (bytes) from the start fit into one answer; at least one."""
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if total > MAX_BYTES and count:
            return count
    return len(sizes)
