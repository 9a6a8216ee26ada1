"""The register of void numbers: what was leased and has no dossier, and whose days are open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.number_rules import TRAINING_PAST_DAYS

Row = dict[str, Any]
Ranges = list[list[int]]
# Without a day the register tells of the last so many.
USUAL_DAYS = 31


def voids(
    store: CentreStore, today: date, *, unit: str | None, day: date | None, older_than: int
) -> Row:
    """``void``: per desk and day the numbers that were told as void, and those told as used whose
    dossiers have not come (``missing``). ``open``: desks and days that are not closed although
    the day is more than ``older_than`` days past: they may have unsent dossiers."""
    with store.reading() as session:
        training = session.scalars(select(tables.About.training)).one()
        later = TRAINING_PAST_DAYS if training else 0  # so long a training desk's days stay open
        since = today - timedelta(days=USUAL_DAYS + later)
        limit = today - timedelta(days=older_than + later)
        blocks = session.execute(_blocks(today, since, unit, day)).all()
        used = _used(session, {(row.unit, row.day) for row in blocks if row.closed_at})
    closed: dict[tuple[date, str, str], Row] = {}
    still_open: dict[tuple[date, str, str], Row] = {}
    for row in blocks:
        name = (row.day, row.unit, row.desk)
        said: Row = {
            "day": row.day.isoformat(),
            "unit": row.unit,
            "counter": row.counter,
            "desk": row.desk,
        }
        if row.closed_at is None:
            if row.day < limit:
                seen = row.last_seen_at.isoformat() if row.last_seen_at else None
                more = {"revoked": row.revoked_at is not None, "last_seen_at": seen}
                still_open.setdefault(name, said | more)
            continue
        line = closed.setdefault(
            name, said | {"void": [], "missing": [], "closed_at": row.closed_at.isoformat()}
        )
        numbers = used.get((row.unit, row.day), set())
        void = set(_spread(row.void or [])) - numbers
        told_used = set(range(row.first, (row.used_to or row.first - 1) + 1))
        line["void"] += as_ranges(void)
        line["missing"] += as_ranges(told_used - set(_spread(row.void or [])) - numbers)
    return {"void": list(closed.values()), "open": list(still_open.values())}


def as_ranges(numbers: Iterable[int]) -> Ranges:
    """``numbers`` as ranges, both ends included, in order."""
    found: Ranges = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _spread(ranges: Ranges) -> Iterable[int]:
    return (number for first, last in ranges for number in range(first, last + 1))


def _blocks(today: date, since: date, unit: str | None, day: date | None) -> Any:
    table, desk = tables.NumberBlock, tables.Desk
    query = (
        select(
            table.unit,
            table.day,
            table.first,
            table.last,
            table.desk,
            table.closed_at,
            table.used_to,
            table.void,
            desk.counter,
            desk.last_seen_at,
            desk.revoked_at,
        )
        .join(desk, desk.id == table.desk)
        .where(table.day < today)
        .order_by(table.day, table.unit, desk.counter, table.desk, table.first)
    )
    if unit is not None:
        query = query.where(table.unit == unit)
    if day is not None:
        return query.where(table.day == day)
    return query.where(table.day >= since)


def _used(session: Session, days: set[tuple[str, date]]) -> dict[tuple[str, date], set[int]]:
    found: dict[tuple[str, date], set[int]] = {}
    used = tables.UsedNumber
    for unit, day in sorted(days):
        rows = session.scalars(select(used.number).where(used.unit == unit, used.day == day))
        found[unit, day] = set(rows)
    return found
