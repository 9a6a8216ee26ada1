"""Number blocks: who may give out which numbers of a unit on which day.

A desk holds blocks for today and the next 30 days, so that it can go on for a month without the
centre, and beside them a small sealed one for emergencies. The rules are in
:mod:`desk_app.central.number_rules`; the row of the unit's day is locked while numbers are cut off
it, so that several processes never cut the same ones, and the database refuses blocks that overlap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from desk_app.central import mergers, places
from desk_app.central.number_locks import locked_days
from desk_app.central.number_rules import (
    EMERGENCY_UP_TO,
    LARGEST,
    PAST_DAYS,
    USUAL,
    Ends,
    Want,
    block_size,
    horizon,
    left_by_day,
    share,
    size_from,
    wants,
    wants_sealed,
)
from desk_app.central.tables import Counter, Desk, Dossier, NumberBlock, NumberDay
from desk_app.clock import VIETNAM, Clock
from desk_app.prepared import OneOf, Prepared, Transaction
from desk_app.sync.protocol import MAX_HOLDING, Block, HeldBlock, canonical_json

# What a desk gave away while the taker's word is not here yet; nobody gives it out until then.
HANDED_OVER = "handed_over"
TAKEN_OVER = "taken_over"
_LEASED = Prepared(
    select(
        NumberBlock.id,
        NumberBlock.unit,
        NumberBlock.day,
        NumberBlock.first,
        NumberBlock.last,
        NumberBlock.epoch,
        NumberBlock.kind,
    )
    .where(NumberBlock.desk == bindparam("desk"), NumberBlock.epoch == bindparam("epoch"))
    .where(NumberBlock.day >= bindparam("since"), NumberBlock.day <= bindparam("until"))
    .where(NumberBlock.closed_at.is_(None), NumberBlock.kind != HANDED_OVER)
    .order_by(NumberBlock.day, NumberBlock.first)
)
_SIZE = Prepared(
    select(Counter.block_size, Counter.size_set, Counter.sized_on).where(
        Counter.unit == bindparam("unit"), Counter.name == bindparam("name")
    )
)
_LEASED_ON = Prepared(
    select(
        NumberBlock.unit,
        NumberBlock.day,
        NumberBlock.first,
        NumberBlock.last,
        NumberBlock.closed_at,
        NumberBlock.used_to,
    )
    .where(NumberBlock.desk == bindparam("desk"), OneOf(NumberBlock.day, "days"))
    .where(NumberBlock.kind != HANDED_OVER)
)


@dataclass(frozen=True)
class Leased:
    """``blocks`` to send; ``settled``: the word for what the desk holds, where that is all it
    needs."""

    blocks: list[Block]
    settled: str | None = None


def lease(
    session: Session,
    desk: Desk,
    held: Sequence[HeldBlock],
    clock: Clock,
    *,
    training: bool = False,
    sealed: bool = False,
    settled: str | None = None,
) -> Leased:
    """The blocks to send: new ones, and those the desk does not name as held.

    Args:
        sealed: also emergency blocks; a desk that does not know them would use them like others.
        settled: the desk names none, and says this word instead.

    Raises:
        Elsewhere: numbers would be cut off, but the database was put back; see
            :mod:`desk_app.central.places`.
    """
    if desk.revoked_at is not None:
        return Leased([])
    now = clock.now()
    days = horizon(now.date(), training=training)
    session.flush()
    blocks = read_leased(session, desk.id, desk.epoch, days)
    if settled is not None:
        size = size_known(session, desk.unit, desk.counter, now.date())
        return Leased([], settled if settled == word(days, blocks, size, sealed=sealed) else None)
    wanted: list[Want] = []
    size = USUAL
    left = left_by_day(blocks, held)
    # Most round trips find every day full, and need not look at the counter at all.
    if any(left.get(day, 0) * 2 < LARGEST for day in days):
        size = size_of(session, desk, now.date())
        wanted = wants(days, blocks, held, size)
    if sealed:
        wanted += wants_sealed(days, blocks)
    named = {block.id for block in held}
    again = [block for block in blocks if block.id not in named]
    if again or wanted:
        blocks = again + _cut(session, desk, wanted, size, now, clock)
        return Leased(blocks[:MAX_HOLDING])  # more has only who told of what it never had
    session.flush()
    known = size_known(session, desk.unit, desk.counter, now.date())
    return Leased([], word(days, blocks, known, sealed=sealed))


def word(days: Sequence[date], blocks: Sequence[Block], size: int | None, *, sealed: bool) -> str:
    """The word for a desk that needs nothing: another one as soon as anything is other on which
    that depends, but for what the desk itself has used."""
    seen = [(block.id, block.first, block.last) for block in blocks]
    picture = canonical_json([[str(days[0]), str(days[-1])], seen, size, sealed])
    return hashlib.sha256(picture.encode()).hexdigest()[:32]


def size_known(session: Session, unit: str, counter: str, today: date) -> int | None:
    """What :func:`size_of` said today; None if it was not asked, so that nothing depends on it."""
    found = _SIZE.read(session, {"unit": unit, "name": counter})
    if not found:
        return USUAL
    size, is_set, sized_on = found[0]
    return size_of_today(size, is_set, sized_on, today)


def size_of_today(size: int, is_set: bool, sized_on: date | None, today: date) -> int | None:
    """As :func:`size_known`, of a counter's row."""
    return block_size(size) if is_set or sized_on == today else None


def size_of(session: Session, desk: Desk, today: date) -> int:
    """How many numbers a block of the desk's counter has: what IT has set, else what the
    counter's past says. That is looked up once a day and kept."""
    counter = session.get(Counter, (desk.unit, desk.counter))
    if counter is None:
        return USUAL
    if not counter.size_set and counter.sized_on != today:
        counter.block_size = size_from(_volumes(session, desk, today))
        counter.sized_on = today
    return block_size(counter.block_size)


def _volumes(session: Session, desk: Desk, today: date) -> list[int]:
    """Dossiers of each day of the last 60 on which the counter worked."""
    day = func.substr(Dossier.received_at, 1, 10)
    start = datetime.combine(today - timedelta(days=PAST_DAYS), datetime.min.time())
    rows = session.execute(
        select(func.count())
        .where(Dossier.unit == desk.unit, Dossier.counter == desk.counter)
        .where(Dossier.received_at >= start.replace(tzinfo=VIETNAM))
        .group_by(day)
    )
    return [int(row[0]) for row in rows]


def as_block(row: NumberBlock) -> Block:
    """A row as it travels."""
    return Block(
        id=row.id,
        unit=row.unit,
        day=row.day,
        first=row.first,
        last=row.last,
        epoch=row.epoch,
        kind=row.kind,
    )


def read_leased(look: Transaction, desk_id: str, epoch: int, days: Sequence[date]) -> list[Block]:
    """What a desk was leased in ``epoch`` for ``days``, and is not closed."""
    asked = {"desk": desk_id, "epoch": epoch, "since": days[0], "until": days[-1]}
    return [
        Block.model_construct(
            id=name, unit=unit, day=day, first=first, last=last, epoch=epoch, kind=kind
        )
        for name, unit, day, first, last, epoch, kind in _LEASED.read(look, asked)
    ]


def _cut(
    session: Session, desk: Desk, wanted: list[Want], size: int, now: datetime, clock: Clock
) -> list[Block]:
    if not wanted:
        return []
    places.refuse_elsewhere(session)
    units = mergers.units_on(session, desk.unit, {want.day for want in wanted})
    rows = locked_days(session, {(units[want.day], want.day) for want in wanted})
    new: list[Block] = []
    for want in wanted:
        unit = units[want.day]
        row = rows[unit, want.day]
        ends = Ends(row.last, row.emergency_last, row.wide_last)
        cut = share(ends, size, want.kind)
        if cut is None:
            continue
        _move_end(row, cut)
        new.append(
            Block(
                id=clock.new_id(),
                unit=unit,
                day=want.day,
                first=cut[0],
                last=cut[1],
                epoch=desk.epoch,
                kind=want.kind,
            )
        )
    if new:
        session.flush()
        leased = [{**block.model_dump(), "desk": desk.id, "leased_at": now} for block in new]
        session.execute(insert(NumberBlock), leased)
    return new


def _move_end(row: NumberDay, cut: tuple[int, int]) -> None:
    """Notes that the numbers up to the end of ``cut`` are given out of its run."""
    if cut[0] > EMERGENCY_UP_TO:
        row.wide_last = cut[1]
    elif cut[0] > row.emergency_last:
        row.emergency_last = cut[1]
    else:
        row.last = cut[1]


@dataclass(frozen=True)
class Lease:
    """Numbers of one desk. ``used_to``: once the day is closed, only numbers up to it are the
    desk's; None: all of them."""

    unit: str
    day: date
    first: int
    last: int
    used_to: int | None = None

    def holds(self, unit: str, day: date, number: int) -> bool:
        """Whether the desk may have given out ``number``."""
        last = self.last if self.used_to is None else min(self.last, self.used_to)
        return (unit, day) == (self.unit, self.day) and self.first <= number <= last


@dataclass
class Leases:
    """The leases of one desk. Shrinks and grows while its entries are judged: what was given to a
    neighbour is no longer here."""

    blocks: list[Lease]

    def hold(
        self,
        unit: str,
        day: date,
        number: int,
        *,
        issued_at: datetime | None = None,
        revoked_at: datetime | None = None,
    ) -> bool:
        """Whether the desk may have given out ``number``.

        Args:
            issued_at: when the desk says it did.
            revoked_at: when the desk was shut out. What it gave out before and what reaches the
                centre another way is good; what it gave out afterwards is not.
        """
        if revoked_at is not None and (issued_at is None or issued_at >= revoked_at):
            return False
        return any(lease.holds(unit, day, number) for lease in self.blocks)


def leased_on(session: Session, desk: Desk, days: Collection[date]) -> Leases:
    """What is leased to ``desk`` for ``days``, of whatever epoch."""
    rows = _LEASED_ON.read(session, {"desk": desk.id, "days": sorted(days)})
    return Leases(
        [
            Lease(unit, day, first, last, None if closed_at is None else used_to)
            for unit, day, first, last, closed_at, used_to in rows
        ]
    )


def overlaps(session: Session) -> list[tuple[str, date, int]]:
    """Unit, day and first number of every block that overlaps an earlier one: always none. For
    checks from outside; the database refuses such blocks itself."""
    before = func.max(NumberBlock.last).over(
        partition_by=(NumberBlock.unit, NumberBlock.day),
        order_by=NumberBlock.first,
        rows=(None, -1),
    )
    seen = select(
        NumberBlock.unit, NumberBlock.day, NumberBlock.first, before.label("before")
    ).subquery()
    rows = session.execute(
        select(seen.c.unit, seen.c.day, seen.c.first).where(seen.c.before >= seen.c.first)
    )
    return [(row.unit, row.day, row.first) for row in rows]
