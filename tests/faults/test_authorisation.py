"""A slice of the changes in who may do what, and that the trials see a way in that is lost."""

from __future__ import annotations

import pytest

from desk_app.services.desk_credentials import DeskCredentials
from tests.faults.trials.authorisation import CASES, TRIALS, killed_in_a_renewal

(TRIAL,) = TRIALS


def test_nothing_is_lost_and_what_may_be_sent_is_sent() -> None:
    assert TRIAL.run(0, TRIAL.count_ci).failures == ()


def test_a_desk_that_forgets_the_new_credential_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes another one each time, and shows one the centre never heard of."""
    monkeypatch.setattr(DeskCredentials, "next_credential", lambda _: "forgotten" * 5)
    monkeypatch.setattr(DeskCredentials, "take", lambda *_: None)
    assert TRIAL.run(CASES.index(killed_in_a_renewal), 1).failures != ()
