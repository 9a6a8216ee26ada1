"""A slice of the tampering: files, database, journal."""

from __future__ import annotations

import pytest

from tests.faults.trials import tamper


@pytest.mark.parametrize("trial", tamper.TRIALS, ids=lambda trial: trial.name)
def test_whoever_tampers_is_noticed(trial: tamper.Trial) -> None:
    outcome = trial.run(0, trial.count_ci)
    assert outcome.failures == ()
    assert outcome.trials == trial.count_ci
