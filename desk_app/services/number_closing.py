"""What became of the numbers of a day that is over: used, or void for ever.

The desk closes its past days by itself. One commit for each: what is left is used up, every block
is marked, and an entry tells the centre, which keeps the register of void numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, NumberBlock
from desk_app.services.dossier_code import format_code, read_code
from desk_app.services.entries import add_entry
from desk_app.services.journal import write_line
from desk_app.services.this_desk import ThisDesk
from desk_app.sync.protocol import ClosedBlock, NumberRange, NumbersClosedV1

# A training desk may practise the days just past.
TRAINING_OPEN_DAYS = 30
# Asked after every pass.
_OPEN_DAYS = (
    select(NumberBlock.unit, NumberBlock.day)
    .where(NumberBlock.closed_at.is_(None), NumberBlock.day < bindparam("today"))
    .distinct()
)


@dataclass(frozen=True)
class ClosedDay:
    """A day that was closed: how many of its numbers have a dossier, how many are void."""

    unit: str
    day: date
    used: int
    void: int


def gaps(first: int, last: int, used: Iterable[int]) -> list[tuple[int, int]]:
    """The ranges between ``first`` and ``last`` (both included) that hold none of ``used``."""
    found: list[tuple[int, int]] = []
    start = first
    for number in sorted({n for n in used if first <= n <= last}):
        if number > start:
            found.append((start, number - 1))
        start = number + 1
    if start <= last:
        found.append((start, last))
    return found


def days_over(
    open_days: Iterable[tuple[str, date]], business_date: date, *, training: bool
) -> list[tuple[str, date]]:
    """Those of ``open_days`` (unit, day) that are to be closed, oldest first."""
    limit = business_date - timedelta(days=TRAINING_OPEN_DAYS if training else 0)
    return sorted((pair for pair in open_days if pair[1] < limit), key=lambda pair: pair[::-1])


def close_days_before(
    store: Store, clock: Clock, here: ThisDesk, business_date: date
) -> list[ClosedDay]:
    """Closes all days that are over on ``business_date``. A desk without a centre closes none:
    nobody would hear of it."""
    if here.desk_id is None:
        return []
    with store.read() as session:
        rows = session.execute(_OPEN_DAYS, {"today": business_date})
        open_days = [(row.unit, row.day) for row in rows]
    closed = []
    for unit, day in days_over(open_days, business_date, training=here.training):
        with store.write() as session:
            closed.append(_close(session, clock, here, here.desk_id, unit, day))
    return closed


def _close(
    session: Session, clock: Clock, here: ThisDesk, desk_id: str, unit: str, day: date
) -> ClosedDay:
    now = clock.now()
    blocks = session.scalars(
        select(NumberBlock)
        .where(NumberBlock.unit == unit, NumberBlock.day == day)
        .where(NumberBlock.closed_at.is_(None))
        .order_by(NumberBlock.first)
    ).all()
    used = _numbers_with_dossier(session, unit, day)
    told = [_end(block, used, now) for block in blocks]
    session.flush()
    said = NumbersClosedV1(unit=unit, day=day, blocks=told, closed_at=now)
    void = sum(part.last - part.first + 1 for block in told for part in block.void)
    count = sum(block.last - block.first + 1 for block in told) - void
    write_line(
        session,
        now,
        None,
        here.counter,
        None,
        "numbers.closed",
        unit=unit,
        day=f"{day:%d/%m/%Y}",
        used=count,
        void=void,
    )
    add_entry(session, clock, desk_id, "numbers.closed", said.model_dump(mode="json"))
    return ClosedDay(unit, day, count, void)


def _end(block: NumberBlock, used: Sequence[int], now: datetime) -> ClosedBlock:
    told = ClosedBlock(
        id=block.id,
        first=block.first,
        last=block.last,
        used_to=block.next - 1,
        void=[NumberRange(first=a, last=b) for a, b in gaps(block.first, block.last, used)],
    )
    block.next = block.last + 1
    block.closed_at = now
    return told


def _numbers_with_dossier(session: Session, unit: str, day: date) -> list[int]:
    start = format_code(unit, day, 0)[: -len("0000")]
    codes = session.scalars(
        select(Dossier.code).where(Dossier.code >= start, Dossier.code < f"{start}~")
    )
    return [found.number for code in codes if (found := read_code(code)) is not None]
