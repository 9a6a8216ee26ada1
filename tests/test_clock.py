"""Time and identity come from a clock."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_app.clock import VIETNAM, SystemClock, TickingClock, uuid7

MORNING = datetime(2026, 11, 20, 7, 30, tzinfo=VIETNAM)
SECONDS = st.integers(946_684_800, 4_102_444_800)  # 2000 to 2100
MOMENTS = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, VIETNAM))


def test_the_machine_clock_speaks_vietnam_time() -> None:
    moment = SystemClock().now()
    assert moment.utcoffset() == timedelta(hours=7)


def test_a_moment_of_elsewhere_is_told_in_vietnam_time() -> None:
    clock = TickingClock(datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
    assert clock.now().isoformat() == "2026-11-20T07:30:00+07:00"
    clock.set(datetime(2026, 12, 31, 18, 0, tzinfo=UTC))
    assert clock.now().isoformat() == "2027-01-01T01:00:00+07:00"


def test_a_ticking_clock_moves_only_when_told() -> None:
    clock = TickingClock(MORNING)
    assert clock.now() == clock.now() == MORNING
    clock.advance(timedelta(minutes=-5))
    assert clock.now() == MORNING - timedelta(minutes=5)


def test_the_same_start_gives_the_same_ids() -> None:
    one, other = TickingClock(MORNING), TickingClock(MORNING)
    assert [one.new_id() for _ in range(3)] == [other.new_id() for _ in range(3)]


def test_ids_of_the_machine_clock_do_not_repeat() -> None:
    clock = SystemClock()
    assert len({clock.new_id() for _ in range(1000)}) == 1000


@given(MOMENTS, st.binary(min_size=10, max_size=10))
def test_an_id_is_a_uuid_of_version_7(moment: datetime, noise: bytes) -> None:
    made = uuid.UUID(uuid7(moment, noise))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert abs((made.int >> 80) - moment.timestamp() * 1000) < 1


@given(
    MOMENTS,
    st.timedeltas(timedelta(milliseconds=2), timedelta(days=365)),
    st.binary(min_size=20, max_size=20),
)
def test_later_ids_sort_later(moment: datetime, later: timedelta, noise: bytes) -> None:
    assert uuid7(moment, noise[:10]) < uuid7(moment + later, noise[10:])
