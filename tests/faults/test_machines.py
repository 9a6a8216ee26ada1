"""The state machines hold, and see bugs that are planted."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.central import numbers
from desk_app.central.page_store import LocalPart
from desk_app.sync import reconcile
from tests.faults.machines import RowOf, examine
from tests.faults.machines.leases import LeaseMachine
from tests.faults.machines.outbox import OutboxMachine
from tests.faults.machines.uploads import UploadMachine
from tests.faults.trials import Trial
from tests.faults.trials.machines import TRIALS

STEPS = 30


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_a_machine_holds(trial: Trial) -> None:
    row = trial.run
    assert isinstance(row, RowOf)
    examine(row.machine, None, trial.count_ci, STEPS)


def test_a_failing_row_tells_how_to_repeat_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "_refuse", lambda *_: None)
    outcome = RowOf(OutboxMachine, shrink=False)(7, 30)
    (failure,) = outcome.failures
    assert (failure.seed, failure.count) == (7, 30)
    assert "state.answer" in failure.what


def test_the_lease_machine_sees_numbers_leased_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "read_leased", lambda *_: [])
    with pytest.raises(AssertionError):
        examine(LeaseMachine, None, 5, STEPS, shrink=False)


def test_the_upload_machine_sees_bytes_appended(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_nothing(part: Any, offset: int) -> None:
        part.offset = part._file.seek(0, 2)

    monkeypatch.setattr(LocalPart, "begin_at", cut_nothing)
    with pytest.raises(Exception, match=r"offset|other|taken|assert"):
        examine(UploadMachine, None, 20, STEPS, shrink=False)
