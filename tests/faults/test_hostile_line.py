"""A slice of the hostile networks (``test_central_http`` looks at each answer by itself)."""

from __future__ import annotations

from tests.faults.trials.hostile_line import CASES, TRIALS

(TRIAL,) = TRIALS
FROM = next(n for n, case in enumerate(CASES) if "proxy wants" in case.name)


def test_nothing_changes_but_the_light_and_the_next_good_pass_sends_all() -> None:
    assert TRIAL.run(FROM, TRIAL.count_ci).failures == ()
