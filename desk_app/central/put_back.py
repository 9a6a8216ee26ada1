"""A centre whose database was put back to an older backup never leases a number twice.

It has forgotten what it leased since, and nobody can tell it all: a desk may be out of reach for
weeks. So once that is noted, every number that may be among the forgotten ones is passed over, for
all units and all days for which anything can have been leased. On PostgreSQL it is noticed before
the next number is cut off; on SQLite IT says it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import and_, func, insert, literal, select, text, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from desk_app.central.engine import CentreStore
from desk_app.central.number_rules import Ends, horizon, leapt
from desk_app.central.places import Elsewhere, read_place, times_recovered
from desk_app.central.tables import About, ChangeHead, NumberDay, Unit
from desk_app.clock import Clock

log = logging.getLogger(__name__)
Done = TypeVar("Done")
# So many numbers of the feed are passed over: more than a large province has changes between a
# backup and the day it is needed. Else a desk that had heard more than the backup knows would not
# hear what comes next under the same numbers.
PASSED_OVER = 2**23
# What lies further back than this many recoveries was leased for days that are over.
MOST_AT_ONCE = 4


@dataclass(frozen=True)
class Noted:
    """What was noted: which time it is, and for how many units and days numbers are passed over."""

    put_backs: int
    units: int
    days: int


def note(store: CentreStore, clock: Clock, times: int = 1) -> Noted:
    """IT says that the database was put back.

    Args:
        times: so often since the backup was made, this time included: it knows of none of them.

    Raises:
        EnvironmentFault: the database is out of reach; nothing is noted.
    """
    with store.writing() as session:
        about, place = _locked(session), read_place(session)
        times = max(times, _times(about, place))
        return _leap(session, about, place, clock.now().date(), times)


def how_often(session: Session) -> int:
    """How often it was noted until now, whoever did."""
    return session.scalars(select(About.put_backs)).one()


def at_home(store: CentreStore, clock: Clock, work: Callable[[Session], Done]) -> Done:
    """``work`` in one unit of work. Where it finds the database elsewhere than before, that is
    noted first, in a unit of work of its own: under its locks nothing else may be held.

    Raises:
        EnvironmentFault: the database is out of reach.
    """
    try:
        with store.writing() as session:
            return work(session)
    except Elsewhere:
        _note_place(store, clock)
    with store.writing() as session:
        return work(session)


def pass_over_too(session: Session, unit: str, today: date) -> None:
    """``unit`` is new here, but may have been forgotten with all that was leased of it. Days of
    which every other unit's numbers were passed over are so for it, too."""
    about = _locked(session)  # a put-back noted meanwhile sees the unit, or is seen here
    if not about.put_backs:
        return
    days = horizon(today, training=about.training)
    ends = (NumberDay.last, NumberDay.emergency_last, NumberDay.wide_last)
    least = [func.min(end) for end in ends]
    shut = leapt(Ends())
    others = (
        select(literal(unit), NumberDay.day, *least)
        .where(NumberDay.day.between(days[0], days[-1]))
        .group_by(NumberDay.day)
        .having(and_(least[0] >= shut.last, least[1] >= shut.emergency, least[2] >= shut.wide))
    )
    columns = ["unit", "day", *(end.key for end in ends)]
    session.execute(insert(NumberDay).from_select(columns, others))


def note_ahead(desk_id: str, cursor: int, now_at: int) -> None:
    """Says so where a desk has heard more of the feed than there is. It is no proof: a desk may
    say anything."""
    if cursor > now_at:
        log.warning(
            "a desk has heard more than this centre has told: if its database was put back to a"
            " backup, run desk-app central put-back",
            extra={"facts": {"desk": desk_id}},
        )


def _note_place(store: CentreStore, clock: Clock) -> None:
    with store.writing() as session:
        about, place = _locked(session), read_place(session)
        if about.place is None or about.place == place:
            about.place = place
            return  # the first time, or another process was quicker
        noted = _leap(session, about, place, clock.now().date(), _times(about, place))
    log.warning(
        "the database lies elsewhere than before: it was put back, or a replica took over; numbers"
        " that may have been leased meanwhile are passed over",
        extra={"facts": {"put_backs": noted.put_backs}},
    )


def _locked(session: Session) -> About:
    return session.get_one(About, 1, with_for_update=True, populate_existing=True)


def _times(about: About, place: str | None) -> int:
    return min(MOST_AT_ONCE, times_recovered(about.place, place))


def _leap(session: Session, about: About, place: str | None, today: date, times: int) -> Noted:
    about.place, about.put_backs = place, about.put_backs + times
    session.flush()
    days = horizon(today, training=about.training)
    if session.get_bind().dialect.name == "postgresql":
        # Whoever holds some days of numbers, and will want more, is let through first.
        session.execute(text("LOCK TABLE number_day IN SHARE ROW EXCLUSIVE MODE"))
    for day in days:
        _make_rows(session, day)
    for _ in range(times):
        _shut(session, days[0], days[-1])
    passed_over = PASSED_OVER * times
    session.execute(update(ChangeHead).values(last_seq=ChangeHead.last_seq + passed_over))
    units = session.scalar(select(func.count()).select_from(Unit)) or 0
    return Noted(about.put_backs, units, len(days))


def _make_rows(session: Session, day: date) -> None:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    make = postgresql.insert(NumberDay) if on_postgresql else sqlite.insert(NumberDay)
    rows = select(Unit.code, literal(day), literal(0)).where(true())
    session.execute(make.from_select(["unit", "day", "last"], rows).on_conflict_do_nothing())


def _shut(session: Session, first: date, last: date) -> None:
    in_reach = NumberDay.day.between(first, last)
    found = session.scalars(select(NumberDay.wide_last).where(in_reach).distinct()).all()
    for wide in sorted(found, reverse=True):  # so that none is met again where it has got to
        ends = leapt(Ends(wide=wide))
        session.execute(
            update(NumberDay)
            .where(in_reach, NumberDay.wide_last == wide)
            .values(last=ends.last, emergency_last=ends.emergency, wide_last=ends.wide)
            .execution_options(synchronize_session=False)
        )
