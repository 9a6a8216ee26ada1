"""The rules of leasing numbers, without a database.

A unit's day has three runs of numbers. 1 to 8,999: first blocks up to 6,999, top-ups to the end,
so that a desk that ran low still finds some. 9,000 to 9,999: sealed emergency blocks only. From
10,000 on, with five digits: what the first run no longer has.

A centre that was put back to an older backup has forgotten what it leased since. Numbers that may
be among these are passed over for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from desk_app.sync.protocol import HORIZON_DAYS, Block, HeldBlock

SMALLEST, USUAL, LARGEST = 20, 100, 200
FIRST_BLOCKS_UP_TO = 6999
TOP_UPS_UP_TO = 8999
EMERGENCY_UP_TO = 9999
WIDE_UP_TO = 99_999
EMERGENCY_SIZE = 20
EMERGENCY: BlockKind = "emergency"
# How many days of a counter's past say how large its blocks are.
PAST_DAYS = 60
# How many numbers of five digits are passed over: more than a unit's desks are leased of them for
# one day between a backup and the day it is needed.
LEAP = 10_000
# A training centre also leases the days just past, so that yesterday can be practised.
TRAINING_PAST_DAYS = 30

BlockKind = Literal["usual", "top_up", "emergency"]


@dataclass(frozen=True)
class Want:
    """A block to be leased."""

    day: date
    kind: BlockKind


@dataclass(frozen=True)
class Ends:
    """The last number given out of each run of a unit's day."""

    last: int = 0
    emergency: int = TOP_UPS_UP_TO
    wide: int = EMERGENCY_UP_TO

    def reach(self, first: int, last: int, kind: str) -> bool:
        """Whether ``first`` to ``last`` lie in one run of which a block of ``kind`` is cut, and
        none of them will be cut off again."""
        if kind == EMERGENCY:
            return TOP_UPS_UP_TO < first <= last <= self.emergency
        return 1 <= first <= last <= self.last or EMERGENCY_UP_TO < first <= last <= self.wide


# Of a day for which nothing is leased any more.
ALL_GIVEN_OUT = Ends(TOP_UPS_UP_TO, EMERGENCY_UP_TO, WIDE_UP_TO)


def horizon(today: date, *, training: bool) -> list[date]:
    """The days for which a desk holds numbers."""
    start = -TRAINING_PAST_DAYS if training else 0
    return [today + timedelta(days=offset) for offset in range(start, HORIZON_DAYS + 1)]


def block_size(wished: int) -> int:
    """``wished`` brought into 20 … 200."""
    return max(SMALLEST, min(LARGEST, wished))


def size_from(volumes: Sequence[int]) -> int:
    """Twice the 99th percentile (nearest rank) of a counter's days, brought into 20 … 200; the
    usual size for a counter without a past. ``volumes``: dossiers of each day it worked."""
    if not volumes:
        return USUAL
    rank = -(-99 * len(volumes) // 100)
    return block_size(2 * sorted(volumes)[rank - 1])


def left_by_day(blocks: Iterable[Block], held: Iterable[HeldBlock]) -> dict[date, int]:
    """How many numbers a desk has for each day for which it was leased any, emergency blocks not
    counted. A block that the desk does not name is about to be sent again and counts as full."""
    left_of = {block.id: block.left for block in held}
    left: dict[date, int] = {}
    for block in blocks:
        if block.kind == EMERGENCY:
            continue
        full = block.last - block.first + 1
        left[block.day] = left.get(block.day, 0) + min(full, left_of.get(block.id, full))
    return left


def wants(
    days: Iterable[date], blocks: Sequence[Block], held: Sequence[HeldBlock], size: int
) -> list[Want]:
    """The days that need a block: none leased yet, or less than half a block left.

    ``blocks`` are those leased to the desk in its present epoch and not closed.
    """
    left = left_by_day(blocks, held)
    return [
        Want(day, "top_up" if day in left else "usual")
        for day in days
        if day not in left or left[day] * 2 < size
    ]


def wants_sealed(days: Iterable[date], blocks: Iterable[Block]) -> list[Want]:
    """The days without an emergency block."""
    there = {block.day for block in blocks if block.kind == EMERGENCY}
    return [Want(day, EMERGENCY) for day in days if day not in there]


def share(ends: Ends, size: int, kind: BlockKind) -> tuple[int, int] | None:
    """First and last number of a new block; None when there is none left of its run."""
    if kind == EMERGENCY:
        return _after(ends.emergency, EMERGENCY_SIZE, EMERGENCY_UP_TO)
    end = TOP_UPS_UP_TO if kind == "top_up" else FIRST_BLOCKS_UP_TO
    return _after(ends.last, size, end) or _after(ends.wide, size, WIDE_UP_TO)


def leapt(ends: Ends) -> Ends:
    """The ends of a day after the centre forgot what it leased of it: the runs of four digits are
    shut, a piece of the third is passed over."""
    wide = min(WIDE_UP_TO, ends.wide + LEAP)
    return Ends(ALL_GIVEN_OUT.last, ALL_GIVEN_OUT.emergency, wide)


def _after(last: int, size: int, end: int) -> tuple[int, int] | None:
    return None if last >= end else (last + 1, min(last + size, end))
