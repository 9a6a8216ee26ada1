"""The promised time: when a result is promised, and why, line by line.

Rules PT-01 … PT-09, PT-17, PT-19, PT-20. Pure: the same dossier, time limit and calendar give the
same promise. Seconds are left out, as on the receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk_app.errors import Refusal
from desk_app.services.working_time import (
    MIDDAY,
    ONE_DAY,
    SpecialDay,
    WorkingDays,
    at,
    clock_text,
    minute,
)
from desk_app.wording import Message, message

RULES_VERSION = 1
# Longer than any legal time limit; keeps a typing mistake from counting for centuries.
LONGEST_DAYS = 3650
UNITS = ("working_days", "days", "hours", "same_day", "review_round")


@dataclass(frozen=True)
class TimeLimit:
    """The legal length. ``unit`` None: none is set, or with ``unknown``: the catalogue could not
    tell whether there is one. ``value`` may be a fraction of days."""

    value: float | None
    unit: str | None
    unknown: bool = False


@dataclass(frozen=True)
class Promise:
    """What is printed on the receipt, and how it came about.

    ``at`` None: no promise (no time limit, or a review round). ``if_pending``: the promise if
    the pending days were confirmed, where it differs. ``rule``: rule and its version, stored
    with the dossier (PT-19). ``limit_unknown``: the time limit is not known, which is not the
    same as none; the officer writes limit and promise on the paper.
    """

    at: datetime | None
    explained: tuple[Message, ...]
    if_pending: datetime | None
    calendar_version: str
    rule: str
    warnings: tuple[Message, ...] = ()
    limit_unknown: bool = False


def promise(
    received_at: datetime, limit: TimeLimit | None, days: WorkingDays, *, extra_days: int = 0
) -> Promise:
    """The promised time for a dossier received at ``received_at``; ``limit`` None: no time limit.

    ``extra_days``: working days more by agreement, for a same-day procedure with many pages
    (PT-07, at most 2 by law).

    Raises:
        Refusal: the time limit is negative, too long or of an unknown unit.
    """
    limit = _checked(limit or TimeLimit(None, None))
    if limit.unknown:
        return _unknown(days)
    received = received_at.replace(second=0, microsecond=0)
    rule, moment, lines = _count(received, limit, days, extra_days)
    rule = f"{rule}/{RULES_VERSION}"
    if moment is None:
        return Promise(None, tuple(lines), None, days.version, rule)
    other = None
    warnings = _years_missing(received, moment, days)
    pending = days.pending_between(received.date(), moment.date())
    if pending:
        _, other, _ = _count(received, limit, days.with_pending(), extra_days)
        if other == moment:
            other = None
        if other is not None:
            warnings.insert(0, _pending_warning(pending, moment, other))
    lines.append(message("promise.at", weekday=weekday(moment.date()), at=moment))
    return Promise(moment, tuple(lines), other, days.version, rule, tuple(warnings))


def _checked(limit: TimeLimit) -> TimeLimit:
    if limit.unit is not None and limit.unit not in UNITS:
        raise Refusal("promise.unknown_unit", unit=limit.unit[:40])
    value = limit.value
    if value is not None and not 0 <= value <= LONGEST_DAYS:
        raise Refusal("promise.limit_out_of_range", most=LONGEST_DAYS)
    if limit.unit in ("working_days", "days", "hours") and value is None:
        return TimeLimit(None, None)
    return limit


def _unknown(days: WorkingDays) -> Promise:
    return Promise(
        None,
        (Message("promise.unknown_limit"),),
        None,
        days.version,
        f"PT-09/{RULES_VERSION}",
        (Message("promise.write_by_hand"),),
        limit_unknown=True,
    )


Counted = tuple[str, datetime | None, list[Message]]


def _count(received: datetime, limit: TimeLimit, days: WorkingDays, extra_days: int) -> Counted:
    if limit.unit == "review_round":
        return "PT-09", None, [message("promise.review_round")]
    if limit.unit is None:
        return "PT-09", None, [message("promise.no_limit")]
    value = limit.value or 0
    if limit.unit == "same_day":
        return _same_day(received, days, extra_days)
    if limit.unit == "days":
        return _calendar_days(received, value, days)
    if limit.unit == "working_days" and days.rules.count == "half_days":
        return _half_days(received, value, days)
    return _working_minutes(received, limit, days)


def clock_start(received: datetime, days: WorkingDays) -> tuple[datetime, Message]:
    """When the clock starts (PT-01, PT-17), and why."""
    today, now = received.date(), minute(received)
    sessions = days.sessions(today)
    for first, last in sessions:
        if first <= now < last:
            return received, message("promise.start.inside", at=received)
        if now < first:
            start = at(today, first, received)
            early = first == sessions[0][0]
            key = "promise.start.before_opening" if early else "promise.start.lunch"
            return start, message(key, received=received, at=start)
    following = days.next_open_day(today)
    start = at(following, days.sessions(following)[0][0], received)
    key = "promise.start.after_closing" if sessions else "promise.start.day_off"
    return start, message(key, received=received, at=start)


def _working_minutes(received: datetime, limit: TimeLimit, days: WorkingDays) -> Counted:
    """PT-02 and PT-03: open minutes are used up; an end at a closing stays there."""
    start, why = clock_start(received, days)
    in_hours = limit.unit == "hours"
    left = round((limit.value or 0) * (60 if in_hours else days.rules.minutes_per_day))
    key = "promise.limit.hours" if in_hours else "promise.limit.working_days"
    hours = number(left / 60)
    lines = [why, message(key, value=number(limit.value), hours=hours)]
    rule = "PT-02" if in_hours else "PT-03"
    day, now = start.date(), minute(start)
    following = days.open_days(day)
    while True:
        for first, last in days.sessions(day):
            begin = max(first, now)
            if begin > last:
                continue
            if left <= last - begin:
                end = at(day, begin + left, received)
                return rule, end, lines + skipped(received.date(), end.date(), days)
            left -= last - begin
        day, now = next(following), 0


def _half_days(received: datetime, value: float, days: WorkingDays) -> Counted:
    """PT-04: whole days keep the half of the clock start; the promise is the end of a half."""
    start, why = clock_start(received, days)
    halves = round(value * 2)
    day, morning = start.date(), minute(start) < MIDDAY
    following = days.open_days(day)
    for _ in range(halves // 2):
        day = next(following)
    if halves % 2:
        if morning:
            morning = False
        else:
            day, morning = next(following), True
    while (close := _end_of_half(day, morning, days)) is None:
        # A half in which nobody works: the next one.
        if morning:
            morning = False
        else:
            day, morning = next(following), True
    end = at(day, close, received)
    lines = [why, message("promise.limit.half_days", value=number(value))]
    return "PT-04", end, lines + skipped(received.date(), end.date(), days)


def _end_of_half(day: date, morning: bool, days: WorkingDays) -> int | None:
    ends = [last for first, last in days.sessions(day) if (first < MIDDAY) == morning]
    return ends[-1] if ends else None


def _calendar_days(received: datetime, value: float, days: WorkingDays) -> Counted:
    """PT-05: the same time N days later, moved off a day off, clipped to working time."""
    end = received + timedelta(days=value)
    lines = [message("promise.limit.days", value=number(value), at=end)]
    meant = end.date()
    day = meant if days.is_open(meant) else days.next_open_day(meant - ONE_DAY)
    if day != meant:
        lines += skipped(meant, day, days)
        lines.append(message("promise.moved", weekday=weekday(day), day=day))
    now = minute(end)
    inside = _clipped(now, day, days)
    if inside != now:
        lines.append(message("promise.clipped", at=at(day, inside, received)))
    return "PT-05", at(day, inside, received), lines


def _clipped(now: int, day: date, days: WorkingDays) -> int:
    sessions = days.sessions(day)
    inside = sessions[0][0]
    for first, last in sessions:
        if now >= first:
            inside = min(now, last)
    return inside


def _same_day(received: datetime, days: WorkingDays, extra_days: int) -> Counted:
    """PT-06: until 15:00 that day's closing, else that of the next working day; PT-07."""
    today, now = received.date(), minute(received)
    sessions = days.sessions(today)
    until = days.rules.same_day_until
    in_time = bool(sessions) and now <= until and now < sessions[-1][1]
    day = today if in_time else days.next_open_day(today)
    if in_time:
        why = message("promise.same_day.today", received=received, until=clock_text(until))
    elif not sessions:
        why = message("promise.same_day.day_off", received=received)
    elif now > until:
        why = message("promise.same_day.late", received=received, until=clock_text(until))
    else:
        why = message("promise.same_day.after_closing", received=received)
    lines = [why]
    if extra_days:
        following = days.open_days(day)
        for _ in range(extra_days):
            day = next(following)
        lines.append(message("promise.same_day.many_pages", days=extra_days))
    end = at(day, days.sessions(day)[-1][1], received)
    return "PT-07" if extra_days else "PT-06", end, lines + skipped(today, day, days)


def skipped(first: date, last: date, days: WorkingDays) -> list[Message]:
    """A line for the weekly days off between two days, for each day off by its name, and for
    each make-up day that was counted."""
    weekly: list[date] = []
    lines: list[Message] = []
    day = first
    while day <= last:
        special = days.confirmed.get(day)
        if special is not None and special.kind == "make_up":
            lines.append(_named("promise.make_up", special.reason_vi, days, day))
        elif special is not None and days.rules.week[day.weekday()]:
            key = "promise.half_day" if special.kind == "half_day" else "promise.day_off"
            lines.append(_named(key, special.reason_vi, days, day))
        elif not days.is_open(day):
            weekly.append(day)
        day += ONE_DAY
    if len(weekly) > 4:
        span = message("promise.weekly_many", count=len(weekly), first=weekly[0], last=weekly[-1])
        lines.insert(0, span)
    elif weekly:
        lines.insert(0, message("promise.weekly", days=weekly))
    return lines


def _named(key: str, reason: str, days: WorkingDays, day: date) -> Message:
    special = days.confirmed[day]
    line = Message(
        key,
        {
            "weekday": weekday(day),
            "day": day,
            "reason_vi": reason,
            "reason_en": special.reason_en or reason,
            "basis": special.legal_basis or "–",
        },
    )
    if special.evidence in ("second_hand", "recalled"):
        return message("promise.not_official", line=line)
    return line


def _pending_warning(pending: list[SpecialDay], moment: datetime, other: datetime) -> Message:
    return message(
        "promise.pending", days=[special.day for special in pending], at=moment, other=other
    )


def _years_missing(received: datetime, moment: datetime, days: WorkingDays) -> list[Message]:
    years = range(received.year, moment.year + 1)
    missing = [year for year in years if year not in days.years]
    return [message("promise.year_missing", year=year) for year in missing]


def weekday(day: date) -> Message:
    """The name of a weekday."""
    return Message(f"promise.weekday.{day.weekday()}")


def number(value: float | None) -> str:
    """``3.0`` as "3", ``0.5`` as "0,5": how lengths are written in Vietnamese."""
    if value is None:
        return "0"
    return f"{value:g}".replace(".", ",")
