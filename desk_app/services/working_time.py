"""When a unit works: sessions of a weekday, days off, make-up days. Pure data and look-ups.

Times of day are minutes after midnight, Vietnam time. The calendar is data, never code
(Labour Code 2019, Article 112; NQ 28/2026/QH16 for 24 November; yearly notices for swaps).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from desk_app.errors import Refusal

Session = tuple[int, int]
ONE_DAY = timedelta(days=1)
MIDDAY = 12 * 60
OFFICE_HOURS: tuple[Session, ...] = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60, 17 * 60))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTS = ("hours", "half_days")


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from its weekday.

    ``kind``: off | closed | make_up | half_day. ``sessions`` None: the unit's usual make-up
    hours (make_up) or its morning (half_day). ``evidence``: how well it is known (``official``,
    ``law``, ``second_hand``, ``recalled``), shown to the officer.
    """

    day: date
    kind: str
    reason_vi: str
    reason_en: str | None = None
    legal_basis: str | None = None
    sessions: tuple[Session, ...] | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class WorkingRules:
    """How a unit works and counts.

    ``week``: sessions of Monday … Sunday. ``minutes_per_day``: one working day, 480 by default.
    ``same_day_until``: the last minute that is still answered the same day (15:00 sharp).
    """

    week: tuple[tuple[Session, ...], ...] = (OFFICE_HOURS,) * 5 + ((), ())
    make_up: tuple[Session, ...] = OFFICE_HOURS
    count: str = "hours"
    minutes_per_day: int = 480
    same_day_until: int = 15 * 60


@dataclass(frozen=True)
class WorkingDays:
    """The days of a unit: its rules, what is confirmed, what is pending ("chờ xác nhận").

    ``years`` are those some document speaks for; ``version`` names the documents.
    """

    rules: WorkingRules = field(default_factory=WorkingRules)
    confirmed: Mapping[date, SpecialDay] = field(default_factory=dict)
    pending: Mapping[date, SpecialDay] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    version: str = ""

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The opening hours of ``day``, in order; empty if nobody works."""
        special = self.confirmed.get(day)
        usual = self.rules.week[day.weekday()]
        if special is None:
            return usual
        if special.kind in ("off", "closed"):
            return ()
        if special.sessions is not None:
            return special.sessions
        if special.kind == "half_day":
            return tuple(part for part in usual if part[1] <= MIDDAY)
        return self.rules.make_up

    def is_open(self, day: date) -> bool:
        """Whether anybody works on ``day``."""
        return bool(self.sessions(day))

    def open_days(self, after: date) -> Iterator[date]:
        """The working days after ``after``, for as long as asked.

        Raises:
            Refusal: no working day for two years: the calendar cannot be meant.
        """
        day, idle = after, 0
        while True:
            day += ONE_DAY
            if self.is_open(day):
                idle = 0
                yield day
            else:
                idle += 1
                if idle > 2 * 366:
                    raise Refusal("promise.nobody_works", after=after)

    def next_open_day(self, after: date) -> date:
        """The first working day after ``after``."""
        return next(self.open_days(after))

    def off(self, day: date) -> SpecialDay | None:
        """Why a day on which people would work is off; None for a usual weekly day off."""
        special = self.confirmed.get(day)
        return special if special is not None and special.kind in ("off", "closed") else None

    def with_pending(self) -> WorkingDays:
        """The same days as if everything pending were confirmed."""
        both = {**self.confirmed, **self.pending}
        return replace(self, confirmed=both, pending={})

    def pending_between(self, first: date, last: date) -> list[SpecialDay]:
        """Pending days from ``first`` to ``last``, in order."""
        return [self.pending[day] for day in sorted(self.pending) if first <= day <= last]


def minute(moment: datetime) -> int:
    """Minutes after midnight."""
    return moment.hour * 60 + moment.minute


def at(day: date, minutes: int, like: datetime) -> datetime:
    """The moment ``minutes`` after midnight of ``day``, with the offset of ``like``."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), like.tzinfo)


def minutes_of(text: str) -> int:
    """``"07:30"`` as minutes after midnight.

    Raises:
        ValueError: not a time of day between 00:00 and 23:59.
    """
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise ValueError(text)
    found = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or found > 23 * 60 + 59:
        raise ValueError(text)
    return found


def clock_text(minutes: int) -> str:
    """Minutes after midnight as ``"07:30"``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def sessions_of(pairs: list[list[str]]) -> tuple[Session, ...]:
    """``[["07:30", "11:30"], …]`` as sessions.

    Raises:
        ValueError: not times, or sessions that end before they begin or overlap.
    """
    found = tuple((minutes_of(first), minutes_of(last)) for first, last in pairs)
    edges = [edge for part in found for edge in part]
    if any(later <= earlier for earlier, later in zip(edges, edges[1:], strict=False)):
        raise ValueError(str(pairs))
    return found


def rules_of(data: Mapping[str, Any]) -> WorkingRules:
    """The rules a calendar document carries; what it leaves out is the default.

    Raises:
        ValueError: times that are none, an unknown way of counting, a week without work.
    """
    rules = WorkingRules()
    week = list(rules.week)
    for name, pairs in data.get("week", {}).items():
        week[WEEKDAYS.index(name)] = sessions_of(pairs)
    count = data.get("count", rules.count)
    per_day = data.get("minutes_per_day", rules.minutes_per_day)
    if count not in COUNTS or not any(week) or not 0 < per_day <= 24 * 60:
        raise ValueError(str(data))
    until = data.get("same_day_until")
    return WorkingRules(
        week=tuple(week),
        make_up=sessions_of(data["make_up"]) if "make_up" in data else rules.make_up,
        count=count,
        minutes_per_day=per_day,
        same_day_until=rules.same_day_until if until is None else minutes_of(until),
    )
