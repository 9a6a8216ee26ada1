"""The calendar the program ships, 2025 to 2027."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from desk_app.clock import VIETNAM, TickingClock
from desk_app.models.engine import Store
from desk_app.services.calendar import WorkingCalendar, import_calendar
from desk_app.services.promised_time import TimeLimit, promise
from desk_app.services.working_time import OFFICE_HOURS, WorkingDays
from desk_app.wording import RESOURCES


@pytest.fixture
def days(store: Store, clock: TickingClock) -> WorkingDays:
    for file in sorted((RESOURCES / "calendar").glob("*.json")):
        import_calendar(store, clock, file)
    return WorkingCalendar(store, clock).for_unit(None)


def test_three_years_are_there(days: WorkingDays) -> None:
    assert days.years == {2025, 2026, 2027}


@pytest.mark.parametrize(
    ("year", "off", "make_up"),
    [
        (
            2025,
            "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
            "04-26",
        ),
        (
            2026,
            "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
            "01-10 08-22",
        ),
        (2027, "01-01 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 11-24", ""),
    ],
)
def test_days_off_and_make_up_days(days: WorkingDays, year: int, off: str, make_up: str) -> None:
    of_year = [special for day, special in sorted(days.confirmed.items()) if day.year == year]
    found = {kind: [f"{s.day:%m-%d}" for s in of_year if s.kind == kind] for kind in KINDS}
    assert found == {"off": off.split(), "make_up": make_up.split()}
    for special in of_year:
        assert special.legal_basis
        assert special.reason_en
        assert special.evidence in ("law", "second_hand", "recalled", "official")
        weekend = special.day.weekday() >= 5
        assert weekend == (special.kind == "make_up")
        assert days.sessions(special.day) == (OFFICE_HOURS if weekend else ())


KINDS = ("off", "make_up")


def test_the_proposed_swap_is_pending(days: WorkingDays) -> None:
    first, last = date(2026, 11, 1), date(2026, 12, 31)
    assert [(s.day.day, s.kind) for s in days.pending_between(first, last)] == [
        (23, "off"),
        (28, "make_up"),
    ]


def test_five_days_of_tet_are_off_under_every_choice(days: WorkingDays) -> None:
    """Labour Code, Article 112: five days, and days in lieu for those on a weekend: seven days
    off from Friday 05/02 or from Thursday 04/02/2027."""
    pending = [s.day for s in days.pending_between(date(2027, 2, 1), date(2027, 2, 28))]
    assert pending == [date(2027, 2, 4), date(2027, 2, 11)]
    for begin in pending[0], pending[0] + timedelta(days=1):
        week = [begin + timedelta(days=n) for n in range(7)]
        known = [d for d in week if not days.is_open(d) or d in pending]
        assert known == week


@pytest.mark.parametrize(
    ("value", "unit", "expected", "if_pending"),
    [
        (1, "working_days", (23, 16, 40), (25, 16, 40)),
        (3, "working_days", (26, 16, 40), (27, 16, 40)),
        (5, "working_days", (30, 16, 40), None),
        (None, "same_day", (23, 17, 0), (25, 17, 0)),
    ],
)
def test_a_friday_afternoon_before_the_day_of_culture(
    days: WorkingDays,
    value: float | None,
    unit: str,
    expected: tuple[int, int, int],
    if_pending: tuple[int, int, int] | None,
) -> None:
    found = promise(datetime(2026, 11, 20, 16, 40, tzinfo=VIETNAM), TimeLimit(value, unit), days)
    assert found.at == datetime(2026, 11, *expected, tzinfo=VIETNAM)
    other = None if if_pending is None else datetime(2026, 11, *if_pending, tzinfo=VIETNAM)
    assert found.if_pending == other
