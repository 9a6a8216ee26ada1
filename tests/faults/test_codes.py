"""A month of codes: each once, each leased number accounted for."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.services import number_closing
from tests.faults.trials.codes import TRIALS, run

(TRIAL,) = TRIALS


def test_each_code_once_and_each_number_explained() -> None:
    outcome = TRIAL.run(1, TRIAL.count_ci)
    assert outcome.failures == ()
    assert outcome.trials >= TRIAL.count_ci


def test_a_number_left_out_of_the_register_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = number_closing.gaps

    def short(first: int, last: int, used: Any) -> list[tuple[int, int]]:
        return real(first, last, used)[:-1]

    monkeypatch.setattr(number_closing, "gaps", short)
    outcome = run(2, 20)
    assert any("not accounted for" in failure.what for failure in outcome.failures)
