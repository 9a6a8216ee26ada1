"""A slice of the desks that a centre plagues, and that the trials see a desk that believes it."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.services import shared_dossiers
from desk_app.sync import fetcher, reconcile
from tests.faults.trials.evil_centre import TRIALS

(TRIAL,) = TRIALS


def test_nothing_is_lost_or_overwritten_and_work_goes_on() -> None:
    assert TRIAL.run(0, TRIAL.count_ci).failures == ()


@pytest.mark.parametrize(
    ("where", "name", "gullible"),
    [
        (reconcile, "_is_free", lambda *_: True),
        (shared_dossiers, "_is_ours_to_give", lambda *_: False),
        (fetcher, "UNREADABLE", (ValueError, LookupError)),
    ],
    ids=["numbers leased twice", "codes given to others", "what no column holds"],
)
def test_a_desk_that_believes_is_seen(
    monkeypatch: pytest.MonkeyPatch, where: object, name: str, gullible: Any
) -> None:
    monkeypatch.setattr(where, name, gullible)
    assert TRIAL.run(2, 1).failures != ()
