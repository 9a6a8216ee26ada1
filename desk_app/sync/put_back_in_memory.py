"""What the centre in memory does after it was put back: as the reference centre, for one run of
numbers with four digits and one with five."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desk_app.sync.protocol import Block

LAST_NUMBER = 8999
FIRST_WIDE, LAST_WIDE = 10_000, 99_999
LEAP = 10_000
KINDS = ("usual", "top_up", "emergency", "taken_over")
Lasts = dict[tuple[str, date], int]
"""The last number given out of a unit's day."""


def next_run(last: int, size: int) -> tuple[int, int] | None:
    """First and last of the next ``size`` numbers after ``last``; None: there are none left."""
    first = last + 1
    if first > LAST_NUMBER:
        first = max(first, FIRST_WIDE)
    end = min(first + size - 1, LAST_NUMBER if first <= LAST_NUMBER else LAST_WIDE)
    return (first, end) if first <= end else None


def leap(lasts: Lasts, units: Iterable[str], days: Iterable[date]) -> None:
    """Passes over all numbers of ``days`` that may have been leased and forgotten."""
    for day in days:
        for unit in units:
            last = max(lasts.get((unit, day), 0), FIRST_WIDE - 1)
            lasts[unit, day] = min(LAST_WIDE, last + LEAP)


def fitting(
    told: Iterable[Block],
    unit: str,
    epoch: int,
    there: Iterable[Block],
    lasts: Lasts,
    first_day: date,
) -> list[Block]:
    """What a desk gets back of what it names: numbers that are cut off for nobody any more, and
    that nobody has. ``there``: the blocks of all desks. Nothing is cut off days before
    ``first_day``."""
    known = list(there)
    found: list[Block] = []
    for block in told:
        last = LAST_WIDE if block.day < first_day else lasts.get((unit, block.day), 0)
        is_likely = block.unit == unit and block.epoch <= epoch and block.kind in KINDS
        if is_likely and block.first <= block.last <= last and not _clashes(block, known):
            known.append(block)
            found.append(block)
    return found


def _clashes(block: Block, known: Iterable[Block]) -> bool:
    return any(
        other.id == block.id
        or (
            (other.unit, other.day) == (block.unit, block.day)
            and other.first <= block.last
            and other.last >= block.first
        )
        for other in known
    )
