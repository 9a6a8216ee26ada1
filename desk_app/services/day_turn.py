"""What a new day brings: the desk follows its unit, and closes the days that are over.

The business date is the last day on which this desk worked. Its own clock moves it forward only
by an intake, and never back; the centre's time, heard in an answer, sets it right either way.
Numbers of a day that was closed stay closed even then.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.event_bus import EventBus
from desk_app.events import OutboxChanged
from desk_app.models.desk import BUSINESS_DATE, CENTRE_TIME
from desk_app.models.engine import Store
from desk_app.models.tables import Setting
from desk_app.services.merged_units import follow_merger, unit_on
from desk_app.services.number_closing import ClosedDay, close_days_before
from desk_app.services.this_desk import read_this_desk

# Asked after every pass.
_SETTING = select(Setting.value).where(Setting.name == bindparam("name"))


def turn_day(
    store: Store, clock: Clock, bus: EventBus, *, heard_centre: bool = False
) -> list[ClosedDay]:
    """Does what is due; nothing is the usual case, and costs one look.

    Args:
        heard_centre: an exchange with the centre has just ended well, so that its time is known.

    Raises:
        EnvironmentFault: the database cannot be written.
    """
    here = read_this_desk(store)
    if here is None or here.desk_id is None:
        return []
    with store.read() as session:
        worked = _worked(session)
        centre_day = _centre_day(session, clock) if heard_centre else None
        today = centre_day or worked
        if today is None:
            return []
        moves = unit_on(session, here.unit, today) != here.unit
    told = centre_day is not None and centre_day != worked and not here.training
    if told or moves:
        with store.write() as session:
            if told:
                session.merge(Setting(name=BUSINESS_DATE, value=today.isoformat()))
            follow_merger(session, today, clock.now())
    closed = close_days_before(store, clock, here, today)
    if closed:
        bus.publish(OutboxChanged())
    return closed


def _worked(session: Session) -> date | None:
    said = session.scalar(_SETTING, {"name": BUSINESS_DATE})
    return None if said is None else date.fromisoformat(said)


def _centre_day(session: Session, clock: Clock) -> date:
    said = session.scalar(_SETTING, {"name": CENTRE_TIME})
    ahead = said["ahead_seconds"] if said is not None else 0
    return (clock.now() - timedelta(seconds=ahead)).date()
