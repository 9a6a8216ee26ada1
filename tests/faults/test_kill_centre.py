"""A slice of the killed centres, on both databases."""

from __future__ import annotations

import pytest

from tests.builders.postgres import find_binaries
from tests.faults.trials import kill_centre


@pytest.mark.parametrize("trial", kill_centre.TRIALS, ids=lambda trial: trial.name)
def test_what_a_killed_centre_took_took_effect_once(trial: kill_centre.Trial) -> None:
    if trial.name.endswith("postgresql") and find_binaries() is None:
        pytest.skip(kill_centre.NO_POSTGRES)
    outcome = trial.run(0, trial.count_ci)
    assert outcome.failures == ()
    assert outcome.trials == trial.count_ci
