"""A slice of the trials with kill -9: every flow, the same moments each time."""

from __future__ import annotations

import pytest

from tests.faults.forked import in_own_process
from tests.faults.trials import kill_desk

PARTS = 3


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_desks_lose_nothing_and_do_nothing_twice(part: int) -> None:
    count = sum(trial.count_ci for trial in kill_desk.TRIALS) // PARTS
    outcome = in_own_process(kill_desk.__name__, "one_of_all", part * count, count)
    assert outcome.failures == ()
    assert outcome.trials == count
