"""Papers that are required and were not noted at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from desk_app.services.intake_json import read_form
from desk_app.services.missing_papers import missing_papers
from tests.builders.desks import NOW, a_dossier_said, a_training_desk

DAY = timedelta(days=1)


def test_only_what_was_not_noted_at_all_is_missing(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        officer = desk.officer("uyen")
        bare = desk.intake.receive(read_form(a_dossier_said(papers=[])), officer)
        with desk.store.read() as session:
            (found,) = missing_papers(session, NOW - DAY, NOW)
            assert missing_papers(session, NOW, NOW + DAY) == []
        assert (found.code, found.dossier_id) == (bare.code, bare.id)
        later = [{"number": number, "state": "later"} for number in found.numbers]
        desk.intake.receive(read_form(a_dossier_said(papers=later)), officer)
        with desk.store.read() as session:
            assert missing_papers(session, NOW - DAY, NOW) == [found]
