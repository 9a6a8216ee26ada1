"""Back-off with full jitter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.sync.retry import (
    IDLE_SECONDS,
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    delay_after,
    idle_delay,
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
