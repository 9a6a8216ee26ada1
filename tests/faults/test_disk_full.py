"""A slice of the full disks."""

from __future__ import annotations

import pytest

from tests.faults.forked import in_own_process
from tests.faults.trials import disk_full


def test_a_full_disk_is_told_and_nothing_is_half_done() -> None:
    reason = disk_full.why_not()
    if reason is not None:
        pytest.skip(f"full disks are NOT tried here: {reason}")
    count = sum(trial.count_ci for trial in disk_full.TRIALS)
    outcome = in_own_process(disk_full.__name__, "one_of_both", 0, count)
    assert outcome.failures == ()
    assert outcome.trials == count
