"""The working days in force for a unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.services.calendar import WorkingCalendar, import_calendar
from desk_app.services.working_time import OFFICE_HOURS
from tests.builders.stores import UNIT

CULTURE_DAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)


def a_day(day: date = CULTURE_DAY, kind: str = "off", **overrides: Any) -> dict[str, Any]:
    return {"day": day.isoformat(), "kind": kind, "reason_vi": "lý do", **overrides}


def a_calendar(name: str = "nam-2026", **overrides: Any) -> dict[str, Any]:
    return {"name": name, "version": 1, "years": [2026], "days": [a_day()], **overrides}


@pytest.fixture
def calendar(store: Store, clock: TickingClock) -> WorkingCalendar:
    import_calendar(store, clock, a_calendar())
    return WorkingCalendar(store, clock)


def test_without_documents_the_default_week_counts(store: Store, clock: TickingClock) -> None:
    days = WorkingCalendar(store, clock).for_unit(UNIT)
    assert days.sessions(CULTURE_DAY) == OFFICE_HOURS
    assert (days.years, days.version) == (frozenset(), "")


def test_the_country_counts_for_every_unit(calendar: WorkingCalendar) -> None:
    days = calendar.for_unit(UNIT)
    assert not days.is_open(CULTURE_DAY)
    assert days.version == "nam-2026/1"
    assert calendar.for_unit(UNIT) is days


def test_a_unit_lays_its_exceptions_over_the_country(
    calendar: WorkingCalendar, store: Store, clock: TickingClock
) -> None:
    own = a_calendar(
        "cua-phuong",
        unit=UNIT,
        years=[],
        rules={"week": {"sat": [["07:30", "11:30"]]}, "count": "half_days"},
        days=[a_day(kind="make_up"), a_day(date(2026, 11, 25), "closed")],
    )
    import_calendar(store, clock, own)
    calendar.forget()
    days = calendar.for_unit(UNIT)
    assert days.is_open(CULTURE_DAY)
    assert not days.is_open(date(2026, 11, 25))
    assert days.sessions(SATURDAY) == OFFICE_HOURS[:1]
    assert days.rules.count == "half_days"
    assert not calendar.for_unit("H15.50.05.99").is_open(CULTURE_DAY)
    assert calendar.for_unit("H15.50.05.99").is_open(date(2026, 11, 25))


def test_a_newer_version_replaces_the_older_one(
    calendar: WorkingCalendar, store: Store, clock: TickingClock
) -> None:
    calendar.for_unit(UNIT)
    import_calendar(store, clock, a_calendar(version=2, days=[a_day(SATURDAY, "make_up")]))
    assert not calendar.for_unit(UNIT).is_open(CULTURE_DAY)
    calendar.forget()
    days = calendar.for_unit(UNIT)
    assert days.is_open(CULTURE_DAY)
    assert days.is_open(SATURDAY)
    assert days.version == "nam-2026/2"


def test_a_document_waits_for_its_day(
    calendar: WorkingCalendar, store: Store, clock: TickingClock
) -> None:
    later = a_calendar(version=2, valid_from="2026-11-21", days=[])
    import_calendar(store, clock, later)
    assert not calendar.for_unit(UNIT).is_open(CULTURE_DAY)
    clock.advance(timedelta(days=1))
    assert calendar.for_unit(UNIT).is_open(CULTURE_DAY)


def test_pending_days_are_kept_apart(store: Store, clock: TickingClock) -> None:
    pending = a_day(SATURDAY, "make_up", state="pending")
    import_calendar(store, clock, a_calendar(days=[a_day(), pending]))
    calendar = WorkingCalendar(store, clock)
    assert not calendar.for_unit(UNIT).is_open(SATURDAY)
    assert calendar.for_unit(UNIT).with_pending().is_open(SATURDAY)
    assert [day.day for day in calendar.pending_days(date(2026, 11, 1))] == [SATURDAY]


def test_a_decision_of_the_unit_settles_what_is_pending(store: Store, clock: TickingClock) -> None:
    pending = a_day(SATURDAY, "make_up", state="pending")
    import_calendar(store, clock, a_calendar(days=[pending]))
    own = a_calendar("cua-phuong", unit=UNIT, days=[a_day(SATURDAY, "closed")])
    import_calendar(store, clock, own)
    assert WorkingCalendar(store, clock).pending_days(date(2026, 11, 1), UNIT) == []


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 3, 1), []),
        (date(2026, 9, 2), []),
        (date(2026, 9, 3), [2027]),
        (date(2026, 11, 20), [2027]),
        (date(2027, 1, 4), [2027]),
        (date(2025, 12, 31), [2025]),
    ],
)
def test_a_missing_year_raises_a_banner(
    calendar: WorkingCalendar, today: date, missing: list[int]
) -> None:
    assert calendar.missing_years(today) == missing
    banner = calendar.banner(today)
    assert (banner is None) == (missing == [])
    if banner is not None:
        assert str(missing[0]) in banner.in_words("vi")
