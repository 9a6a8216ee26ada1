"""Back-off with full jitter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.sync.retry import (
    IDLE_SECONDS,
    LONGEST_RETRY_AFTER,
    LONGEST_SECONDS,
    RETRY_AFTER_IF_UNSAID,
    SHORTEST_SECONDS,
    delay_after,
    idle_delay,
    seconds_asked,
)


@given(failures=st.integers(1, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_every_delay_lies_between_a_second_and_five_minutes(failures: int, chance: float) -> None:
    assert SHORTEST_SECONDS <= delay_after(failures, lambda: chance) <= LONGEST_SECONDS


@pytest.mark.parametrize(("failures", "limit"), [(1, 2), (2, 4), (5, 32), (8, 256), (9, 300)])
def test_the_limit_doubles(failures: int, limit: float) -> None:
    assert delay_after(failures, lambda: 0.999999) == pytest.approx(limit, rel=0.001)


def test_counters_do_not_come_back_together() -> None:
    delays = {round(delay_after(8, lambda share=n / 100: share)) for n in range(100)}
    assert len(delays) > 50


def test_what_the_centre_asks_for_is_kept() -> None:
    assert delay_after(1, lambda: 0.0, at_least=60) == 61


def test_idle_looks_are_spread() -> None:
    assert idle_delay(lambda: 0.0) == IDLE_SECONDS * 0.75
    assert idle_delay(lambda: 0.5) == IDLE_SECONDS


HALF_PAST = "Fri, 20 Nov 2026 00:30:00 GMT"


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("0", "", 0),
        (" 7 ", "", 7),
        ("99999999", "", LONGEST_RETRY_AFTER),
        ("Fri, 20 Nov 2026 00:31:30 GMT", HALF_PAST, 90),
        ("Friday, 20-Nov-26 00:31:30 GMT", HALF_PAST, 90),
        ("Fri Nov 20 00:31:30 2026", "Fri Nov 20 00:31:00 2026", 30),
        ("Fri, 20 Nov 2026 00:29:00 GMT", HALF_PAST, 0),
        ("Sat, 21 Nov 2026 00:30:00 GMT", HALF_PAST, LONGEST_RETRY_AFTER),
        ("Fri, 20 Nov 2026 00:31:30 GMT", "", RETRY_AFTER_IF_UNSAID),
        ("Fri, 20 Nov 2026 00:31:30 GMT", "soon", RETRY_AFTER_IF_UNSAID),
        ("", HALF_PAST, RETRY_AFTER_IF_UNSAID),
        ("-5", HALF_PAST, RETRY_AFTER_IF_UNSAID),
        ("٣", "", RETRY_AFTER_IF_UNSAID),
        ("soon", HALF_PAST, RETRY_AFTER_IF_UNSAID),
    ],
)
def test_what_is_asked_for_is_read_in_both_its_forms(
    retry_after: str, date: str, seconds: float
) -> None:
    assert seconds_asked(retry_after, date) == seconds


@given(retry_after=st.text(), date=st.text())
def test_no_header_can_do_harm(retry_after: str, date: str) -> None:
    assert 0 <= seconds_asked(retry_after, date) <= LONGEST_RETRY_AFTER
