"""Number blocks: who may give out which numbers of a unit on which day.

A desk holds blocks for today and the next 30 days, so that it can go on for a month without the
centre. The rules are pure (:func:`wants`, :func:`share`); the row of the unit's day is locked
while numbers are cut off it, so that several processes never cut the same ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from desk_app.central.tables import Counter, Desk, NumberBlock, NumberDay
from desk_app.clock import Clock
from desk_app.sync.protocol import HORIZON_DAYS, Block, HeldBlock

SMALLEST, USUAL, LARGEST = 20, 100, 200
# First blocks come from 1 to 6,999; a desk that ran low may go on up to 8,999; the rest is kept
# back for emergencies. More than four digits would not fit the code.
FIRST_BLOCKS_UP_TO = 6999
TOP_UPS_UP_TO = 8999
# A training centre also leases the days just past, so that yesterday can be practised.
TRAINING_PAST_DAYS = 30


@dataclass(frozen=True)
class Want:
    """A block to be leased."""

    day: date
    top_up: bool


def horizon(today: date, *, training: bool) -> list[date]:
    """The days for which a desk holds numbers."""
    start = -TRAINING_PAST_DAYS if training else 0
    return [today + timedelta(days=offset) for offset in range(start, HORIZON_DAYS + 1)]


def block_size(wished: int) -> int:
    """``wished`` brought into 20 … 200."""
    return max(SMALLEST, min(LARGEST, wished))


def wants(
    days: Iterable[date], blocks: Sequence[Block], held: Sequence[HeldBlock], size: int
) -> list[Want]:
    """The days that need a block: none leased yet, or less than half a block left.

    ``blocks`` are those leased to the desk in its present epoch. One that the desk does not name
    is about to be sent again and counts as full.
    """
    left_of = {block.id: block.left for block in held}
    left: dict[date, int] = {}
    for block in blocks:
        full = block.last - block.first + 1
        left[block.day] = left.get(block.day, 0) + min(full, left_of.get(block.id, full))
    return [
        Want(day, top_up=day in left) for day in days if day not in left or left[day] * 2 < size
    ]


def share(last: int, size: int, *, top_up: bool) -> tuple[int, int] | None:
    """First and last number of a new block after ``last``; None when the day is used up."""
    end = TOP_UPS_UP_TO if top_up else FIRST_BLOCKS_UP_TO
    if last >= end:
        return None
    return last + 1, min(last + size, end)


def lease(
    session: Session,
    desk: Desk,
    held: Sequence[HeldBlock],
    clock: Clock,
    *,
    training: bool = False,
) -> list[Block]:
    """The blocks to send: new ones, and those the desk does not name as held."""
    now = clock.now()
    days = horizon(now.date(), training=training)
    blocks = _leased(session, desk, days)
    wished = session.scalar(
        select(Counter.block_size).where(Counter.unit == desk.unit, Counter.name == desk.counter)
    )
    size = block_size(wished or USUAL)
    named = {block.id for block in held}
    again = [block for block in blocks if block.id not in named]
    return again + _cut(session, desk, wants(days, blocks, held, size), size, now, clock)


def _leased(session: Session, desk: Desk, days: Sequence[date]) -> list[Block]:
    rows = session.scalars(
        select(NumberBlock)
        .where(NumberBlock.desk == desk.id, NumberBlock.epoch == desk.epoch)
        .where(NumberBlock.day.between(days[0], days[-1]))
        .order_by(NumberBlock.day, NumberBlock.first)
    )
    return [
        Block(
            id=row.id, unit=row.unit, day=row.day, first=row.first, last=row.last, epoch=row.epoch
        )
        for row in rows
    ]


def _cut(
    session: Session, desk: Desk, wanted: list[Want], size: int, now: datetime, clock: Clock
) -> list[Block]:
    if not wanted:
        return []
    new: list[Block] = []
    rows = _locked_days(session, desk.unit, [want.day for want in wanted])
    for want in wanted:
        row = rows[want.day]
        cut = share(row.last, size, top_up=want.top_up)
        if cut is None:
            continue
        row.last = cut[1]
        new.append(
            Block(
                id=clock.new_id(),
                unit=desk.unit,
                day=want.day,
                first=cut[0],
                last=cut[1],
                epoch=desk.epoch,
            )
        )
    if new:
        session.flush()
        leased = [{**block.model_dump(), "desk": desk.id, "leased_at": now} for block in new]
        session.execute(insert(NumberBlock), leased)
    return new


def _locked_days(session: Session, unit: str, days: list[date]) -> dict[date, NumberDay]:
    """The rows of ``days``, made where missing, locked in the order of the days (so that two
    desks never wait for each other crosswise)."""
    make = (
        postgresql.insert(NumberDay)
        if session.get_bind().dialect.name == "postgresql"
        else sqlite.insert(NumberDay)
    )
    fresh = [{"unit": unit, "day": day, "last": 0} for day in sorted(days)]
    session.execute(make.on_conflict_do_nothing(), fresh)
    rows = session.scalars(
        select(NumberDay)
        .where(NumberDay.unit == unit, NumberDay.day.in_(days))
        .order_by(NumberDay.day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.day: row for row in rows}


def leased_on(session: Session, desk: Desk, days: Collection[date]) -> Leases:
    """What is leased to ``desk`` for ``days``, of whatever epoch."""
    rows = session.execute(
        select(NumberBlock.unit, NumberBlock.day, NumberBlock.first, NumberBlock.last).where(
            NumberBlock.desk == desk.id, NumberBlock.day.in_(days)
        )
    )
    return Leases(tuple((row.unit, row.day, row.first, row.last) for row in rows))


@dataclass(frozen=True)
class Leases:
    """Blocks of one desk as unit, day, first and last number."""

    blocks: tuple[tuple[str, date, int, int], ...]

    def hold(self, unit: str, day: date, number: int) -> bool:
        """Whether ``number`` lies in one of them."""
        return any(
            (unit, day) == (block_unit, block_day) and first <= number <= last
            for block_unit, block_day, first, last in self.blocks
        )
