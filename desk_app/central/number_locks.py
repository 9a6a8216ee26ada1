"""The rows of units and days that guard their numbers, locked so that nobody waits crosswise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from desk_app.central import mergers
from desk_app.central.tables import NumberDay

Place = tuple[str, date]
"""A unit and a day."""


def locked_days(session: Session, wanted: Collection[Place]) -> dict[Place, NumberDay]:
    """The rows of units and days, made where missing, locked in their order (so that two
    desks never wait for each other crosswise)."""
    make = (
        postgresql.insert(NumberDay)
        if session.get_bind().dialect.name == "postgresql"
        else sqlite.insert(NumberDay)
    )
    fresh = [{"unit": unit, "day": day, "last": 0} for unit, day in sorted(wanted)]
    session.execute(make.on_conflict_do_nothing(), fresh)
    rows = session.scalars(
        select(NumberDay)
        .where(NumberDay.unit.in_({unit for unit, _ in wanted}))
        .where(NumberDay.day.in_({day for _, day in wanted}))
        .order_by(NumberDay.unit, NumberDay.day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(row.unit, row.day): row for row in rows}


def locked_with(
    session: Session, wanted: Collection[Place], unit: str, days: Sequence[date]
) -> dict[Place, NumberDay]:
    """As :func:`locked_days`, together with all that may be cut off of ``days`` for a desk of
    ``unit`` later in the same unit of work: who locks in two goes may wait for another who does."""
    own = mergers.units_on(session, unit, days)
    return locked_days(session, {*wanted, *((own[day], day) for day in days)})
