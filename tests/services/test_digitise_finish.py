"""Finishing asks for the copies that are due; missing papers need a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.errors import Refusal
from desk_app.events import ArchiveChanged
from desk_app.services.desk import Desk
from desk_app.services.digitise_finish import want_copies
from tests.builders.desks import a_training_desk
from tests.builders.piles import FILES, a_page, paper, received, scanned

PAPERS = [{"number": number, "state": "submitted", "originals": 1} for number in (1, 3)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_training_desk(tmp_path) as made:
        yield made


@pytest.fixture
def code(desk: Desk) -> str:
    found = received(desk, papers=PAPERS)
    desk.scanning.add(paper(desk, found), scanned(a_page(1))[0], FILES, desk.officer())
    return found


def test_missing_papers_are_a_refusal_without_a_reason(desk: Desk, code: str) -> None:
    missing = [one.number for one in desk.scanning.checklist(code).papers if one.missing]
    assert 3 in missing
    for reason in (None, "  "):
        with pytest.raises(Refusal) as caught:
            desk.scanning.finish(code, desk.officer(), reason=reason)
        assert caught.value.key == "scanning.papers_missing"
        assert caught.value.values["numbers"] == missing
    assert desk.archiving.waiting() == 0


def test_with_a_reason_the_others_are_finished_and_the_journal_says_why(
    desk: Desk, code: str
) -> None:
    told: list[ArchiveChanged] = []
    desk.bus.subscribe(ArchiveChanged, told.append)
    report = desk.scanning.finish(code, desk.officer(), reason="bổ sung sau")
    assert (report.wanted, 3 in report.missing) == ((1,), True)
    dossier = desk.scanning.checklist(code).dossier_id
    assert told == [ArchiveChanged(dossier, 1)]
    last = desk.journal.of_dossier(dossier)[-1]
    assert last.action == "digitisation.without"
    assert "bổ sung sau" in last.text.in_words("vi")


def test_what_was_finished_without_papers_is_seen_by_the_supervisor_and_in_the_timeline(
    desk: Desk, code: str
) -> None:
    missing = desk.scanning.finish(code, desk.officer(), reason="bổ sung sau").missing
    told = [one for one in desk.day_review.day().exceptions if one.kind == "digitised_without"]
    assert [(one.code, one.text.values["numbers"]) for one in told] == [(code, list(missing))]
    assert "bổ sung sau" in told[0].text.in_words("vi")
    steps = {step.what: step for step in desk.dossiers.get(code).timeline}
    assert "bổ sung sau" in steps["digitisation.without"].text.in_words("vi")


def test_finishing_twice_asks_once(desk: Desk, code: str) -> None:
    for _ in range(2):
        assert desk.scanning.finish(code, desk.officer(), reason="x").wanted == (1,)
    assert desk.archiving.waiting() == 1
    desk.archiving.run(read_text=False)
    assert desk.scanning.finish(code, desk.officer(), reason="x").wanted == ()
    assert desk.archiving.waiting() == 0


def test_only_the_papers_asked_for_get_a_copy(desk: Desk, code: str) -> None:
    dossier = desk.scanning.checklist(code).dossier_id
    with desk.store.write() as session:
        assert want_copies(session, desk.clock, dossier, desk.officer(), [3]) == ()
        assert want_copies(session, desk.clock, dossier, desk.officer(), [1, 3]) == (1,)
