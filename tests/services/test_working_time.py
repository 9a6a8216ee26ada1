"""Sessions, days off and make-up days of a unit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desk_app.services.working_time import (
    OFFICE_HOURS,
    SpecialDay,
    WorkingDays,
    WorkingRules,
    clock_text,
    minutes_of,
    rules_of,
    sessions_of,
)

MONDAY = date(2026, 11, 2)
SATURDAY = date(2026, 11, 7)
MORNING = OFFICE_HOURS[:1]


def days_with(*special: SpecialDay) -> WorkingDays:
    return WorkingDays(WorkingRules(), {found.day: found for found in special})


@pytest.mark.parametrize(
    ("special", "day", "sessions"),
    [
        (None, MONDAY, OFFICE_HOURS),
        (None, SATURDAY, ()),
        (SpecialDay(MONDAY, "off", "nghỉ"), MONDAY, ()),
        (SpecialDay(MONDAY, "closed", "mất điện"), MONDAY, ()),
        (SpecialDay(SATURDAY, "make_up", "làm bù"), SATURDAY, OFFICE_HOURS),
        (SpecialDay(SATURDAY, "make_up", "làm bù", sessions=MORNING), SATURDAY, MORNING),
        (SpecialDay(MONDAY, "half_day", "họp"), MONDAY, MORNING),
        (SpecialDay(MONDAY, "half_day", "họp", sessions=((780, 900),)), MONDAY, ((780, 900),)),
    ],
)
def test_sessions_of_a_day(
    special: SpecialDay | None, day: date, sessions: tuple[tuple[int, int], ...]
) -> None:
    days = days_with(*([special] if special else []))
    assert days.sessions(day) == sessions
    assert days.is_open(day) == bool(sessions)


def test_the_next_open_day_jumps_the_weekend_and_days_off() -> None:
    days = days_with(SpecialDay(date(2026, 11, 9), "off", "nghỉ"))
    assert days.next_open_day(date(2026, 11, 6)) == date(2026, 11, 10)


def test_pending_days_count_only_when_assumed() -> None:
    pending = SpecialDay(MONDAY, "off", "chờ xác nhận")
    days = WorkingDays(WorkingRules(), {}, {MONDAY: pending})
    assert days.is_open(MONDAY)
    assert not days.with_pending().is_open(MONDAY)
    assert days.pending_between(MONDAY, SATURDAY) == [pending]
    assert days.pending_between(SATURDAY, SATURDAY) == []


def test_rules_are_read_and_gaps_filled_with_the_default() -> None:
    rules = rules_of(
        {"week": {"sat": [["07:00", "11:00"]]}, "count": "half_days", "same_day_until": "14:30"}
    )
    assert rules.week[0] == OFFICE_HOURS
    assert rules.week[5] == ((420, 660),)
    assert (rules.count, rules.same_day_until, rules.minutes_per_day) == ("half_days", 870, 480)


@pytest.mark.parametrize(
    "data",
    [
        {"week": {"someday": []}},
        {"week": {"mon": [["11:30", "07:30"]]}},
        {"week": {"mon": [["07:30", "11:30"], ["11:00", "17:00"]]}},
        {"week": {"mon": [["7h30", "11:30"]]}},
        {"week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [])},
        {"count": "moons"},
        {"minutes_per_day": 0},
        {"same_day_until": "25:00"},
    ],
)
def test_rules_that_cannot_be_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="."):
        rules_of(data)


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("07:30", 450), ("23:59", 1439)])
def test_times_of_day(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes
    assert clock_text(minutes) == text


@pytest.mark.parametrize("text", ["", "7", "24:00", "12:60", "-1:00", "12:5", "½:00"])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        minutes_of(text)


def test_sessions_are_in_order() -> None:
    assert sessions_of([["07:30", "11:30"], ["13:00", "17:00"]]) == OFFICE_HOURS
    with pytest.raises(ValueError, match="13:00"):
        sessions_of([["13:00", "17:00"], ["07:30", "11:30"]])
