"""A slice of the power cuts, far apart in all three pieces of work."""

from __future__ import annotations

import pytest

from tests.faults.forked import in_own_process
from tests.faults.system_calls import why_not
from tests.faults.trials import power_cut

PARTS = 2


@pytest.mark.skipif(why_not() is not None, reason=f"calls cannot be heard: {why_not()}")
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_told_is_gone_when_the_power_is_back(part: int) -> None:
    count = sum(trial.count_ci for trial in power_cut.TRIALS) // PARTS
    outcome = in_own_process(power_cut.__name__, "one_of_all", part * count, count)
    assert outcome.failures == ()
    assert outcome.trials == count
