"""The examples of the rules, and a second way of counting that must agree."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.services.promised_time import Promise, TimeLimit, promise
from desk_app.services.working_time import (
    MIDDAY,
    OFFICE_HOURS,
    SpecialDay,
    WorkingDays,
    WorkingRules,
    rules_of,
)


def off(day: date, reason: str = "nghỉ", kind: str = "off") -> SpecialDay:
    return SpecialDay(day, kind, reason, legal_basis="văn bản")


def days_with(*special: SpecialDay, pending: tuple[SpecialDay, ...] = ()) -> WorkingDays:
    return WorkingDays(
        WorkingRules(),
        {found.day: found for found in special},
        {found.day: found for found in pending},
        frozenset(range(2020, 2031)),
        "thử-1",
    )


CULTURE_DAY = off(date(2026, 11, 24), "Ngày Văn hóa Việt Nam")
SWAP = (off(date(2026, 11, 23), "hoán đổi"), off(date(2026, 11, 28), "làm bù", "make_up"))
NEW_YEAR = off(date(2027, 1, 1), "Tết Dương lịch")
AUTUMN = (
    off(date(2026, 8, 31)),
    off(date(2026, 9, 1)),
    off(date(2026, 9, 2)),
    off(date(2026, 8, 22), "làm bù", "make_up"),
)
K0 = days_with(CULTURE_DAY, NEW_YEAR, *AUTUMN)
K1 = days_with(CULTURE_DAY, NEW_YEAR, *AUTUMN, *SWAP)
UNDECIDED = days_with(CULTURE_DAY, NEW_YEAR, *AUTUMN, pending=SWAP)


def moment(text: str, year: int = 2026) -> datetime:
    """``"20/11 16:40"`` or ``"08/01/2027 14:00"``."""
    day, clock = text.split()
    parts = [int(part) for part in day.split("/")]
    return datetime.combine(
        date(parts[2] if len(parts) == 3 else year, parts[1], parts[0]),
        time.fromisoformat(clock),
        VIETNAM,
    )


EXAMPLES = [
    ("E1", "06/11 16:40", 1, "working_days", "09/11 16:40", "09/11 16:40"),
    ("E2", "20/11 16:40", 1, "working_days", "23/11 16:40", "25/11 16:40"),
    ("E3", "20/11 16:40", 3, "working_days", "26/11 16:40", "27/11 16:40"),
    ("E4", "20/11 16:40", 5, "working_days", "30/11 16:40", "30/11 16:40"),
    ("E5", "20/11 16:40", 4, "hours", "23/11 11:10", "25/11 11:10"),
    ("E6a", "02/11 08:00", 4, "hours", "02/11 13:30", "02/11 13:30"),
    ("E6b", "02/11 10:30", 4, "hours", "02/11 16:00", "02/11 16:00"),
    ("E7a", "02/11 06:45", 1, "working_days", "02/11 17:00", "02/11 17:00"),
    ("E7b", "02/11 07:30", 1, "working_days", "02/11 17:00", "02/11 17:00"),
    ("E8a", "02/11 11:30", 1, "working_days", "03/11 11:30", "03/11 11:30"),
    ("E8b", "02/11 12:10", 1, "working_days", "03/11 11:30", "03/11 11:30"),
    ("E8c", "02/11 13:00", 1, "working_days", "03/11 11:30", "03/11 11:30"),
    ("E9a", "06/11 17:00", 1, "working_days", "09/11 17:00", "09/11 17:00"),
    ("E9b", "06/11 17:10", 1, "working_days", "09/11 17:00", "09/11 17:00"),
    ("E9c", "07/11 09:00", 1, "working_days", "09/11 17:00", "09/11 17:00"),
    ("E10", "23/11 10:00", 1, "working_days", "25/11 10:00", None),
    ("E11", "21/08 09:00", 1, "working_days", "22/08 09:00", "22/08 09:00"),
    ("E12", "28/08 15:30", 3, "working_days", "07/09 15:30", None),
    ("E13", "31/12 14:00", 5, "working_days", "08/01/2027 14:00", "08/01/2027 14:00"),
    ("E15a", "20/11 16:40", 15, "days", "07/12 16:40", "07/12 16:40"),
    ("E15b", "20/11 16:40", 20, "days", "10/12 16:40", "10/12 16:40"),
    ("E15c", "20/11 16:40", 30, "days", "21/12 16:40", "21/12 16:40"),
    ("E16", "09/11 10:00", 15, "days", "25/11 10:00", "25/11 10:00"),
    ("E17a", "02/11 12:10", 15, "days", "17/11 11:30", "17/11 11:30"),
    ("E17b", "02/11 06:45", 15, "days", "17/11 07:30", "17/11 07:30"),
    ("E18a", "07/11 09:00", 15, "days", "23/11 09:00", "25/11 09:00"),
    ("E18b", "06/11 17:10", 15, "days", "23/11 17:00", "25/11 17:00"),
    ("E19a", "02/11 15:00", None, "same_day", "02/11 17:00", "02/11 17:00"),
    ("E19b", "02/11 15:01", None, "same_day", "03/11 17:00", "03/11 17:00"),
    ("E20", "20/11 16:40", None, "same_day", "23/11 17:00", "25/11 17:00"),
    ("E24a", "02/11 08:00", 20, "working_days", "01/12 08:00", None),
    ("E24b", "02/11 08:00", 30, "working_days", "15/12 08:00", None),
    ("E25a", "02/11 08:00", 15, "days", "17/11 08:00", "17/11 08:00"),
    ("E25b", "02/11 08:00", 20, "days", "23/11 08:00", "25/11 08:00"),
    ("E26a", "02/11 08:00", 45, "days", "17/12 08:00", "17/12 08:00"),
    ("E26b", "02/11 08:00", 60, "days", "04/01/2027 08:00", "04/01/2027 08:00"),
]
LABELS = [example[0] for example in EXAMPLES]


@pytest.mark.parametrize(("_", "received", "value", "unit", "k0", "k1"), EXAMPLES, ids=LABELS)
def test_examples_without_and_with_the_swap(
    _: str, received: str, value: float | None, unit: str, k0: str, k1: str | None
) -> None:
    limit = TimeLimit(value, unit)
    # E12 was worked out without the make-up Saturday of 22/08, which lies before it anyway.
    assert promise(moment(received), limit, K0).at == moment(k0)
    if k1 is not None:
        assert promise(moment(received), limit, K1).at == moment(k1)


@pytest.mark.parametrize(("_", "received", "value", "unit", "k0", "k1"), EXAMPLES, ids=LABELS)
def test_a_pending_swap_does_not_count_but_is_shown(
    _: str, received: str, value: float | None, unit: str, k0: str, k1: str | None
) -> None:
    found = promise(moment(received), TimeLimit(value, unit), UNDECIDED)
    assert found.at == moment(k0)
    keys = [warning.key for warning in found.warnings]
    if k1 is not None:
        expected = None if k1 == k0 else moment(k1)
        assert found.if_pending == expected
        assert ("promise.pending" in keys) == (expected is not None)


def test_e14_a_weekday_with_its_own_hours() -> None:
    rules = rules_of({"week": {"fri": [["07:30", "11:30"]]}})
    days = WorkingDays(rules, {}, {}, frozenset({2026}))
    found = promise(moment("26/11 15:00"), TimeLimit(1, "working_days"), days)
    assert found.at == moment("30/11 09:30")


@pytest.mark.parametrize(
    ("days", "expected"), [(K0, "26/11 17:00"), (K1, "27/11 17:00")], ids=["K0", "K1"]
)
def test_e21_many_pages_take_two_working_days_more(days: WorkingDays, expected: str) -> None:
    found = promise(moment("20/11 16:40"), TimeLimit(None, "same_day"), days, extra_days=2)
    assert found.at == moment(expected)
    assert found.rule == "PT-07/1"


@pytest.mark.parametrize(
    ("received", "value", "expected"),
    [
        ("20/11 16:40", 0, "20/11 17:00"),
        ("20/11 16:40", 0.5, "23/11 11:30"),
        ("20/11 16:40", 1, "23/11 17:00"),
        ("20/11 16:40", 3, "26/11 17:00"),
        ("02/11 09:00", 0, "02/11 11:30"),
        ("02/11 09:00", 0.5, "02/11 17:00"),
        ("02/11 09:00", 1, "03/11 11:30"),
        ("02/11 09:00", 2, "04/11 11:30"),
    ],
)
def test_e22_e23_half_days(received: str, value: float, expected: str) -> None:
    days = WorkingDays(rules_of({"count": "half_days"}), K0.confirmed, {}, K0.years)
    found = promise(moment(received), TimeLimit(value, "working_days"), days)
    assert (found.at, found.rule) == (moment(expected), "PT-04/1")


def test_a_half_in_which_nobody_works_passes_to_the_next() -> None:
    rules = rules_of({"count": "half_days", "week": {"fri": [["07:30", "11:30"]]}})
    days = WorkingDays(rules, {}, {}, frozenset({2026}))
    found = promise(moment("05/11 15:00"), TimeLimit(1, "working_days"), days)
    assert found.at == moment("09/11 11:30")


def test_a_saturday_morning_of_the_unit_is_working_time() -> None:
    days = WorkingDays(rules_of({"week": {"sat": [["07:30", "11:30"]]}}), {}, {})
    hours = promise(moment("06/11 16:00"), TimeLimit(5, "hours"), days)
    assert hours.at == moment("07/11 11:30")
    assert promise(moment("07/11 09:00"), TimeLimit(None, "same_day"), days).at == moment(
        "07/11 11:30"
    )


@pytest.mark.parametrize("unit", [None, "review_round", "working_days"])
def test_without_a_time_limit_there_is_no_promise(unit: str | None) -> None:
    found = promise(moment("20/11 16:40"), TimeLimit(None, unit), K0)
    assert found.at is None
    assert len(found.explained) == 1


@pytest.mark.parametrize(
    "limit", [TimeLimit(-1, "days"), TimeLimit(1e9, "working_days"), TimeLimit(1, "fortnights")]
)
def test_what_cannot_be_counted_is_refused(limit: TimeLimit) -> None:
    with pytest.raises(Refusal):
        promise(moment("20/11 16:40"), limit, K0)


def test_a_calendar_without_work_is_refused() -> None:
    never = WorkingDays(WorkingRules(week=((),) * 7), {}, {})
    with pytest.raises(Refusal, match="nobody_works"):
        promise(moment("20/11 16:40"), TimeLimit(1, "working_days"), never)


def lines(found: Promise, language: str = "vi") -> list[str]:
    return [line.in_words(language) for line in found.explained]


def test_the_explanation_names_every_day_with_its_basis() -> None:
    found = promise(moment("20/11 16:40"), TimeLimit(3, "working_days"), K1)
    assert lines(found) == [
        "Nhận trong giờ làm việc: tính từ 20/11/2026 16:40",
        "Thời hạn 3 ngày làm việc = 24 giờ làm việc",
        "Không tính ngày nghỉ hằng tuần: 21/11/2026, 22/11/2026",
        "Không tính Thứ Hai 23/11/2026: hoán đổi (văn bản)",
        "Không tính Thứ Ba 24/11/2026: Ngày Văn hóa Việt Nam (văn bản)",
        "Hẹn trả: Thứ Sáu, 27/11/2026 16:40",
    ]
    assert found.calendar_version == "thử-1"


@pytest.mark.parametrize(
    ("received", "why"),
    [
        ("02/11 15:00", "Nhận lúc 02/11/2026 15:00, không quá 15:00: trả trong ngày"),
        ("02/11 15:01", "Nhận lúc 02/11/2026 15:01, sau 15:00: trả trong ngày làm việc tiếp theo"),
        ("07/11 09:00", "Nhận lúc 07/11/2026 09:00, ngày nghỉ: trả trong ngày làm việc tiếp theo"),
        (
            "06/11 14:00",
            "Nhận lúc 06/11/2026 14:00, sau giờ đóng cửa: trả trong ngày làm việc tiếp theo",
        ),
    ],
)
def test_the_same_day_rule_says_why(received: str, why: str) -> None:
    days = WorkingDays(rules_of({"week": {"fri": [["07:30", "11:30"]]}}), {}, {})
    assert lines(promise(moment(received), TimeLimit(None, "same_day"), days))[0] == why


def test_a_make_up_day_is_named_and_doubt_is_said() -> None:
    doubtful = SpecialDay(date(2026, 8, 22), "make_up", "làm bù", "make-up", evidence="recalled")
    found = promise(moment("21/08 09:00"), TimeLimit(1, "working_days"), days_with(doubtful))
    assert any("22/08/2026 làm bù" in line and "chưa đối chiếu" in line for line in lines(found))
    assert any("Saturday 22/08/2026: make-up" in line for line in lines(found, "en"))


def test_a_year_without_calendar_is_warned_of() -> None:
    days = WorkingDays(WorkingRules(), {}, {}, frozenset({2026}))
    found = promise(moment("31/12 14:00"), TimeLimit(5, "working_days"), days)
    assert [(w.key, w.values) for w in found.warnings] == [("promise.year_missing", {"year": 2027})]


def test_it_is_quick_enough_to_follow_typing() -> None:
    received, limit = moment("20/11 16:40"), TimeLimit(5, "working_days")
    promise(received, limit, UNDECIDED)
    best = min(_seconds(received, limit) for _ in range(20))
    assert best < 0.001


def _seconds(received: datetime, limit: TimeLimit) -> float:
    began = perf_counter()
    promise(received, limit, UNDECIDED)
    return perf_counter() - began


# --- The same rules counted another way: one open minute after another ------------------------


def open_minutes(days: WorkingDays, day: date) -> list[int]:
    """The minutes of a day that are open, each named by its end."""
    return [m + 1 for first, last in days.sessions(day) for m in range(first, last)]


def count_minutes(received: datetime, minutes: int, days: WorkingDays) -> datetime:
    day, left = received.date(), minutes
    now = received.hour * 60 + received.minute
    while True:
        for end in open_minutes(days, day):
            if end > now:
                left -= 1
                if left == 0:
                    return datetime.combine(day, time(), VIETNAM) + timedelta(minutes=end)
        day, now = day + timedelta(days=1), 0


some_rules = st.builds(
    WorkingRules,
    week=st.tuples(
        *[
            st.sampled_from([OFFICE_HOURS, OFFICE_HOURS, (OFFICE_HOURS[0],), ((420, 690),), ()])
            for _ in range(5)
        ],
        st.sampled_from([(), (OFFICE_HOURS[0],)]),
        st.just(()),
    ).filter(any),
)
some_days = st.dates(date(2026, 10, 1), date(2027, 1, 31))
some_calendar = st.builds(
    lambda rules, special: WorkingDays(
        rules, {day: off(day, kind=kind) for day, kind in special.items()}, {}
    ),
    some_rules,
    st.dictionaries(some_days, st.sampled_from(["off", "make_up", "half_day"]), max_size=12),
)
some_moment = st.builds(
    lambda day, minutes: datetime.combine(day, time(), VIETNAM) + timedelta(minutes=minutes),
    some_days,
    st.integers(0, 24 * 60 - 1),
)


@given(some_moment, st.integers(1, 160), some_calendar)
def test_intervals_and_minutes_agree(received: datetime, hours: int, days: WorkingDays) -> None:
    found = promise(received, TimeLimit(hours, "hours"), days)
    assert found.at == count_minutes(received, hours * 60, days)


@given(some_moment, st.integers(0, 40), some_calendar)
def test_a_calendar_day_promise_lies_in_working_time(
    received: datetime, value: int, days: WorkingDays
) -> None:
    end = promise(received, TimeLimit(value, "days"), days).at
    assert end is not None
    assert end.date() >= received.date() + timedelta(days=value)
    now = end.hour * 60 + end.minute
    assert any(first <= now <= last for first, last in days.sessions(end.date()))
    between = received.date() + timedelta(days=value)
    while between < end.date():
        assert not days.is_open(between)
        between += timedelta(days=1)


@given(some_moment, st.integers(0, 30), some_calendar)
def test_half_days_end_with_a_half_and_never_run_back(
    received: datetime, halves: int, days: WorkingDays
) -> None:
    counted = WorkingDays(
        WorkingRules(week=days.rules.week, count="half_days"), days.confirmed, days.pending
    )
    ends = [
        promise(received, TimeLimit(n / 2, "working_days"), counted).at
        for n in (halves, halves + 1)
    ]
    first, second = ends
    assert first is not None
    assert second is not None
    assert first <= second
    now = first.hour * 60 + first.minute
    closes = [last for _, last in counted.sessions(first.date())]
    mornings = [last for begin, last in counted.sessions(first.date()) if begin < MIDDAY]
    assert now in {closes[-1], *mornings[-1:]}


def test_an_unknown_limit_is_not_no_limit() -> None:
    received = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
    none = promise(received, TimeLimit(None, None), days_with())
    unknown = promise(received, TimeLimit(None, None, unknown=True), days_with())
    assert (none.at, none.limit_unknown, none.warnings) == (None, False, ())
    assert (unknown.at, unknown.limit_unknown) == (None, True)
    assert "không đọc được thời hạn" in unknown.explained[0].in_words("vi")
    assert "ghi tay" in unknown.warnings[0].in_words("vi")
