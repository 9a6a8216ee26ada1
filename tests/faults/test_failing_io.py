"""A slice of the failing calls of the disk."""

from __future__ import annotations

import pytest

from tests.faults.forked import in_own_process
from tests.faults.system_calls import why_not
from tests.faults.trials import failing_io

PARTS = 2


@pytest.mark.skipif(why_not() is not None, reason=f"calls cannot be heard: {why_not()}")
@pytest.mark.parametrize("part", range(PARTS))
def test_a_failing_disk_is_told_and_leaves_nothing_half_done(part: int) -> None:
    count = sum(trial.count_ci for trial in failing_io.TRIALS) // PARTS
    outcome = in_own_process(failing_io.__name__, "one_of_all", part * count, count)
    assert outcome.failures == ()
    assert outcome.trials == count
