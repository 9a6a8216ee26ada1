"""A slice of the killed updates."""

from __future__ import annotations

from tests.faults.trials import upgrade


def test_a_killed_update_loses_nothing() -> None:
    [trial] = upgrade.TRIALS
    outcome = trial.run(0, trial.count_ci)
    assert outcome.failures == ()
    assert outcome.trials == trial.count_ci


def test_every_released_schema_is_a_beginning() -> None:
    assert upgrade.steps()[:2] == ["0001", "0002"]
