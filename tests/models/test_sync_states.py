"""A dossier's sync state: the worst of its entries' states."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from desk_app.models.sync_states import settle_dossiers
from desk_app.models.tables import Dossier
from tests.builders.stores import a_dossier, a_store, an_entry


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        (("accepted", "accepted"), "accepted"),
        (("accepted", "waiting"), "waiting"),
        (("held", "waiting"), "held"),
        (("refused", "held", "waiting"), "refused"),
    ],
)
def test_the_worst_of_the_entries_counts(
    tmp_path: Path, entries: tuple[str, ...], state: str
) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        dossier, other = a_dossier(session, sync_state=entries[0]), a_dossier(session)
        for entry in entries[1:]:
            an_entry(session, dossier, state=entry)
        session.execute(update(Dossier).values(sync_state="of old"))
        settle_dossiers(session, [dossier.id])
        settle_dossiers(session, [])
    with store.read() as session:
        kept = dict(session.execute(select(Dossier.id, Dossier.sync_state)).all())
    assert kept == {dossier.id: state, other.id: "of old"}
    store.close()
