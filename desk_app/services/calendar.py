"""The working days in force for a unit: the country's documents, the unit's own laid over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import RLock
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.models.engine import Store
from desk_app.models.tables import CalendarDay, CalendarVersion
from desk_app.services.calendar_import import (
    CalendarReport,
    apply_calendar_change,
    import_calendar,
)
from desk_app.services.working_time import (
    SpecialDay,
    WorkingDays,
    WorkingRules,
    rules_of,
    sessions_of,
)
from desk_app.wording import Message, message

__all__ = ["CalendarReport", "WorkingCalendar", "apply_calendar_change", "import_calendar"]

# Long time limits run into the next year; its calendar is wanted this many days before it begins.
LOOK_AHEAD = timedelta(days=120)


class WorkingCalendar:
    """Reads the calendar; keeps it in memory. Call :meth:`forget` on ``CalendarChanged``. A
    document that begins later waits for its day; a new day is noticed by itself."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = RLock()
        self._day: date | None = None
        self._units: dict[str | None, WorkingDays] = {}

    def forget(self) -> None:
        """Reads everything anew next time."""
        with self._lock:
            self._units.clear()

    def for_unit(self, unit: str | None) -> WorkingDays:
        """The working days of ``unit`` (None: the country's)."""
        today = self._clock.now().date()
        with self._lock:
            if self._day != today:
                self._units.clear()
                self._day = today
            if unit not in self._units:
                with self._store.read() as session:
                    self._units[unit] = _working_days(session, unit, today)
            return self._units[unit]

    def missing_years(self, today: date, unit: str | None = None) -> list[int]:
        """Years promises may soon fall into for which there is no calendar."""
        years = range(today.year, (today + LOOK_AHEAD).year + 1)
        return [year for year in years if year not in self.for_unit(unit).years]

    def banner(self, today: date, unit: str | None = None) -> Message | None:
        """What the status bar says when a calendar is missing; None if all is there."""
        missing = self.missing_years(today, unit)
        return message("calendar.missing", years=missing) if missing else None

    def pending_days(self, today: date, unit: str | None = None) -> list[SpecialDay]:
        """Days from ``today`` on that await confirmation."""
        return self.for_unit(unit).pending_between(today, date.max)


def _working_days(session: Session, unit: str | None, today: date) -> WorkingDays:
    documents = _newest(session, unit, today)
    rules: dict[str, Any] = {}
    days = WorkingDays(WorkingRules())
    confirmed: dict[date, SpecialDay] = {}
    pending: dict[date, SpecialDay] = {}
    for document in documents:
        week = {**rules.get("week", {}), **document.rules.get("week", {})}
        rules = {**rules, **document.rules, "week": week}
        query = select(CalendarDay).where(CalendarDay.version_id == document.id)
        for row in session.scalars(query):
            found = _special(row)
            if row.state == "pending":
                pending[row.day] = found
            else:
                confirmed[row.day] = found
                pending.pop(row.day, None)
    return replace(
        days,
        rules=rules_of(rules),
        confirmed=confirmed,
        pending=pending,
        years=frozenset(year for document in documents for year in document.years),
        version=", ".join(f"{document.name}/{document.version}" for document in documents),
    )


def _newest(session: Session, unit: str | None, today: date) -> list[CalendarVersion]:
    """The newest version of each document that has begun: the country's, then the unit's."""
    query = select(CalendarVersion).where(
        or_(CalendarVersion.unit.is_(None), CalendarVersion.unit == unit),
        or_(CalendarVersion.valid_from.is_(None), CalendarVersion.valid_from <= today),
    )
    newest: dict[str, CalendarVersion] = {}
    for row in session.scalars(query.order_by(CalendarVersion.version)):
        newest[row.name] = row
    return sorted(newest.values(), key=lambda row: (row.unit is not None, row.name))


def _special(row: CalendarDay) -> SpecialDay:
    return SpecialDay(
        row.day,
        row.kind,
        row.reason_vi,
        row.reason_en,
        row.legal_basis,
        sessions_of(row.sessions) if row.sessions is not None else None,
        row.evidence,
    )
