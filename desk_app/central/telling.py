"""What desks tell of their blocks to a centre that has forgotten them.

After a put-back each desk is asked once. What it names and the centre does not know becomes its
own again, if nobody else can ever have it: the numbers lie where nothing is cut off any more, and
in nobody's block. So what was issued under a forgotten block is taken like anything else.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desk_app.central import mergers
from desk_app.central.number_locks import Place, locked_with
from desk_app.central.number_rules import ALL_GIVEN_OUT, EMERGENCY, Ends, horizon
from desk_app.central.numbers import TAKEN_OVER
from desk_app.central.tables import Desk, NumberBlock
from desk_app.sync.protocol import HOLDING_DAYS, HORIZON_DAYS, Block

log = logging.getLogger(__name__)
# What a desk names reaches so far back, and a stick may be a month on its way.
OLDEST = timedelta(days=HOLDING_DAYS + HORIZON_DAYS)
KINDS = ("usual", "top_up", EMERGENCY, TAKEN_OVER)


def hear(
    session: Session,
    desk: Desk,
    told: Sequence[Block],
    put_backs: int,
    now: datetime,
    *,
    training: bool,
) -> None:
    """Gives ``desk`` back what it names, if it is asked; what does not fit is left out. ``desk`` is
    locked, numbers are not yet."""
    if desk.told >= put_backs:
        return
    desk.told = put_backs
    session.flush()
    days = horizon(now.date(), training=training)
    likely = _likely(session, desk, told, (now.date() - OLDEST, days[-1]))
    known = select(NumberBlock.id).where(NumberBlock.id.in_([block.id for block in likely]))
    there = set(session.scalars(known))
    unknown = [block for block in likely if block.id not in there]
    given = _give_back(session, desk, unknown, days, now) if unknown else 0
    left_out = len(told) - len(there) - given
    if left_out:
        log.warning(
            "a desk told of numbers that cannot be its own",
            extra={"facts": {"desk": desk.id, "blocks": left_out}},
        )


def _likely(
    session: Session, desk: Desk, told: Sequence[Block], reach: tuple[date, date]
) -> list[Block]:
    """What may be of this desk by all that does not need a look at other blocks; none twice.
    ``reach``: the first and the last day."""
    family = mergers.family(desk.unit, mergers.read_ends(session))
    found = {
        block.id: block
        for block in told
        if block.unit in family
        and reach[0] <= block.day <= reach[1]
        and block.epoch <= desk.epoch
        and block.kind in KINDS
        and block.id.isascii()
        and block.id.isprintable()
    }
    return sorted(found.values(), key=lambda block: (block.unit, block.day, block.first))


def _give_back(
    session: Session, desk: Desk, unknown: Sequence[Block], days: Sequence[date], now: datetime
) -> int:
    """Writes down what fits; returns how many."""
    wanted = {(block.unit, block.day) for block in unknown}
    rows = locked_with(session, wanted, desk.unit, days)
    taken = _taken(session, wanted)
    fits = []
    for block in unknown:
        place = (block.unit, block.day)
        row = rows[place]
        ends = Ends(row.last, row.emergency_last, row.wide_last)
        if block.day < days[0]:
            ends = ALL_GIVEN_OUT
        span = (block.first, block.last)
        if ends.reach(*span, block.kind) and not _touches(span, taken[place]):
            taken[place].append(span)
            fits.append({**block.model_dump(), "desk": desk.id, "leased_at": now})
    if fits:
        session.execute(insert(NumberBlock), fits)
    return len(fits)


def _taken(session: Session, wanted: set[Place]) -> dict[Place, list[tuple[int, int]]]:
    """The blocks that there are, whoever has them."""
    found: dict[Place, list[tuple[int, int]]] = {place: [] for place in wanted}
    rows = session.execute(
        select(NumberBlock.unit, NumberBlock.day, NumberBlock.first, NumberBlock.last)
        .where(NumberBlock.unit.in_({unit for unit, _ in wanted}))
        .where(NumberBlock.day.in_({day for _, day in wanted}))
    )
    for unit, day, first, last in rows:
        if (unit, day) in found:
            found[unit, day].append((first, last))
    return found


def _touches(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(first <= span[1] and last >= span[0] for first, last in taken)
