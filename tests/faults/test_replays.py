"""Requests of unknown outcome that come again take effect once."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.sync import central_in_memory
from tests.faults.trials.replays import TRIALS

(TRIAL,) = TRIALS


@pytest.mark.parametrize("half", range(2))
def test_nothing_takes_effect_twice(half: int) -> None:
    size = TRIAL.count_ci // 2
    assert TRIAL.run(half * size, size).failures == ()


def test_a_centre_without_a_memory_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Any = central_in_memory.InMemoryCentre._take

    def forgetful(self: Any, desk: Any, entries: Any) -> Any:
        self._outcomes.clear()
        return real(self, desk, entries)

    monkeypatch.setattr(central_in_memory.InMemoryCentre, "_take", forgetful)
    assert TRIAL.run(2, 3).failures != ()
