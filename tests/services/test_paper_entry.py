"""The entry of an archive copy says what the protocol asks for."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from desk_app.models.tables import ArchiveFile, OutboxEntry
from desk_app.services.paper_entry import KIND
from desk_app.sync.protocol import PAYLOADS
from tests.builders.desks import a_training_desk
from tests.builders.piles import FILES, a_page, paper, received, scanned


def test_the_entry_says_who_digitised_what_and_how_many_pages_were_declared(
    tmp_path: Path,
) -> None:
    with a_training_desk(tmp_path) as desk:
        code = received(desk)
        target = paper(desk, code)
        desk.scanning.add(target, scanned(a_page(1))[0], FILES, desk.officer())
        desk.scanning.declare_pages(target, 2, desk.officer())
        desk.scanning.finish(code, desk.officer(), reason="x")
        desk.archiving.run(read_text=False)
        with desk.store.read() as session:
            copy = session.scalars(select(ArchiveFile)).one()
            entry = session.scalars(select(OutboxEntry).where(OutboxEntry.kind == KIND)).one()
    said = json.loads(entry.payload)
    assert PAYLOADS[(KIND, 1)].model_validate(said).model_dump(mode="json") == said
    assert copy.entry_id == entry.id
    assert (said["code"], said["number"], said["declared_pages"]) == (code, 1, 2)
    assert (said["officer"], said["counter"]) == (copy.officer, copy.counter)
    assert said["reused_from"] is None
