"""A unit that became part of another: the desk goes along, from the day after its last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from desk_app.models.tables import Counter, Unit
from desk_app.services.journal import write_line
from desk_app.services.this_desk import place_in, write_this_desk


def unit_on(session: Session, unit: str, day: date) -> str:
    """The unit that stands for ``unit`` on ``day``; the same one where nothing is known of a
    successor."""
    passed = {unit}
    while True:
        row = session.get(Unit, unit)
        if row is None or row.valid_to is None or day <= row.valid_to:
            return unit
        following = row.merged_into
        if following is None or following in passed or session.get(Unit, following) is None:
            return unit
        passed.add(following)
        unit = following


def became(session: Session, unit: str, successor: str) -> bool:
    """Whether ``unit`` is ``successor``, or will be or was merged into it, at however many
    steps."""
    passed: set[str] = set()
    while unit != successor:
        row = session.get(Unit, unit)
        if row is None or row.merged_into is None or unit in passed:
            return False
        passed.add(unit)
        unit = row.merged_into
    return True


def follow_merger(session: Session, day: date, now: datetime) -> bool:
    """Puts this desk where its unit is on ``day``, within the caller's unit of work; whether it
    moved. Numbers and dossiers of the former unit stay what they are."""
    here = place_in(session)
    if here is None:
        return False
    unit = unit_on(session, here.unit, day)
    if unit == here.unit:
        return False
    if session.get(Counter, (unit, here.counter)) is None:
        session.execute(insert(Counter), [{"unit": unit, "name": here.counter}])
    write_this_desk(session, replace(here, unit=unit))
    write_line(
        session, now, None, here.counter, None, "desk.unit_changed", before=here.unit, unit=unit
    )
    return True
