"""Units that became part of another: from the day after ``valid_to`` the successor counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.central.tables import Counter, Desk, Unit
from desk_app.prepared import Prepared, Transaction

Ends = dict[str, tuple[date, str]]  # of each unit that is over or will be: last day, successor
_ENDS = Prepared(
    select(Unit.code, Unit.valid_to, Unit.merged_into).where(
        Unit.merged_into.in_(select(Unit.code)), Unit.valid_to.is_not(None)
    )
)


def unit_on(unit: str, ends: Ends, day: date) -> str:
    """The unit that stands for ``unit`` on ``day``."""
    passed = {unit}
    while unit in ends and day > ends[unit][0] and ends[unit][1] not in passed:
        unit = ends[unit][1]
        passed.add(unit)
    return unit


def family(unit: str, ends: Ends) -> set[str]:
    """``unit``, what it becomes, and all that became it."""
    found = {unit}
    while unit in ends and ends[unit][1] not in found:
        unit = ends[unit][1]
        found.add(unit)
    grown = True
    while grown:
        before = {code for code, (_, successor) in ends.items() if successor in found}
        grown = not before <= found
        found |= before
    return found


def read_ends(look: Transaction) -> Ends:
    """All mergers that are known, of units that have a successor here."""
    return {code: (last, successor) for code, last, successor in _ENDS.read(look)}


def units_on(session: Session, unit: str, days: Iterable[date]) -> dict[date, str]:
    """The unit whose numbers a desk of ``unit`` uses on each of ``days``."""
    ends = read_ends(session)
    return {day: unit_on(unit, ends, day) for day in days}


def follow(session: Session, desk: Desk, today: date) -> None:
    """Puts the desk where its unit has gone; the counter goes with it."""
    ends = read_ends(session)
    unit = unit_on(desk.unit, ends, today)
    if unit == desk.unit:
        return
    if session.get(Counter, (unit, desk.counter)) is None:
        session.add(Counter(unit=unit, name=desk.counter))
    desk.unit = unit
    session.flush()
