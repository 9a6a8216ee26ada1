"""A slice of the cuts at each edge, and that the trials see a desk or a centre that is wrong."""

from __future__ import annotations

import pytest

from desk_app.sync import reconcile
from desk_app.sync.exchanges import Exchanges
from tests.faults.cut_places import Case, Place, cut_at
from tests.faults.trials import Trial
from tests.faults.trials.cut_line import FILE, TRIALS

TALK = b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPATCH / HTTP/1.1\r\n\r\nGET"
SECOND = TALK.index(b"PATCH")


@pytest.mark.parametrize(
    "trial", [one for one in TRIALS if one.count_ci], ids=lambda trial: trial.name
)
def test_whatever_is_cut_arrives_once_and_whole(trial: Trial) -> None:
    assert trial.run(0, trial.count_ci).failures == ()


def test_there_are_enough_cuts_of_a_file() -> None:
    assert len(FILE) >= 400
    assert {case.manner for case in FILE[:6]} == {"fin", "reset", "hole"}


@pytest.mark.parametrize(
    ("at", "message", "after"),
    [
        ("start", 0, 0),
        ("head", 0, SECOND - 3),
        ("last", 0, SECOND),
        ("start", 1, SECOND),
        ("head", 1, len(TALK) - 3),
        ("block", 1, 64 * 1024),
        ("last", 9, None),
    ],
)
def test_places_are_found_in_what_goes(at: str, message: int, after: int | None) -> None:
    where = cut_at(Case(Place("up", at, message), "fin")).after
    assert not isinstance(where, int)
    assert where(bytearray(TALK)) == after


def test_a_desk_that_takes_silence_for_a_yes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def believe(self: Exchanges, report: object, tried: list[str], *rest: object) -> object:
        with self._store.write() as session:
            said = [reconcile.EntryAnswer(id=entry, outcome="accepted") for entry in tried]
            reconcile.apply_answers(session, tried, said, self._clock.now())
        return report

    monkeypatch.setattr(Exchanges, "_unsettled", believe)
    (trial,) = (one for one in TRIALS if one.name == "cut-line-entries")
    assert any("I2" in failure.what for failure in trial.run(2, 2).failures)
