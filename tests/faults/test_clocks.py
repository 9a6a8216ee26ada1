"""Whatever the clock does, nothing is lost, and the desk comes back to work."""

from __future__ import annotations

import pytest

from tests.faults.trials.clocks import CASES, JUMPS, MOMENTS, TRIALS

(TRIAL,) = TRIALS


@pytest.mark.parametrize("jump", range(len(JUMPS)), ids=[jump.name for jump in JUMPS])
def test_a_jump_at_each_moment(jump: int) -> None:
    size = len(MOMENTS)
    assert TRIAL.run(jump * size, size).failures == ()


def test_every_case_is_tried() -> None:
    assert TRIAL.count_ci == len(CASES) == 40
