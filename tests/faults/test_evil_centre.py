"""A slice of the desks that a centre plagues, and that the trials see a desk that believes it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from desk_app.services import shared_dossiers
from desk_app.sync import fetcher, reconcile
from desk_app.sync.protocol import SharedDossierV1
from tests.faults.evil_answers import Known, an_id, give_out_its_codes, overwrite
from tests.faults.trials.evil_centre import TRIALS

(TRIAL,) = TRIALS


def test_nothing_is_lost_or_overwritten_and_work_goes_on() -> None:
    assert TRIAL.run(0, TRIAL.count_ci).failures == ()


def test_what_is_told_of_dossiers_fits_the_protocol() -> None:
    """Else the desk has nothing to believe."""
    known = Known("H99.21.01", "2026-11-20", 1)
    known.dossiers = [(an_id(1), "H99.21.01-261120-0001")]
    for lie in (overwrite, give_out_its_codes):
        answer: dict[str, Any] = {"changes": [], "cursor": 0}
        lie(answer, random.Random(1), known)
        for change in answer["changes"]:
            if change["kind"] == "dossier.shared":
                SharedDossierV1.model_validate(change["payload"])


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
    assert any(TRIAL.run(seed, 1).failures for seed in range(4))
