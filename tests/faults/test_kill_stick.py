"""A slice of the killed exports, imports and answers, on both databases."""

from __future__ import annotations

import pytest

from tests.builders.postgres import find_binaries
from tests.faults.trials import kill_stick


@pytest.mark.parametrize("trial", kill_stick.TRIALS, ids=lambda trial: trial.name)
def test_what_a_killed_stick_left_comes_to_the_same_end(trial: kill_stick.Trial) -> None:
    if trial.name.endswith("postgresql") and find_binaries() is None:
        pytest.skip(kill_stick.NO_POSTGRES)
    outcome = trial.run(0, trial.count_ci)
    assert outcome.failures == ()
    assert outcome.trials == trial.count_ci
