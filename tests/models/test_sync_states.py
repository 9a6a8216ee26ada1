"""A dossier's sync state: the worst of its entries' states."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from desk_app.models.sync_states import settle_dossiers, wait_again
from desk_app.models.tables import Dossier, OutboxEntry
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


def test_what_was_refused_waits_again_with_what_was_held_behind_it(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        dossier, other = a_dossier(session, sync_state="accepted"), a_dossier(session)
        meant = an_entry(session, dossier, state="refused", last_error="number-not-leased")
        an_entry(session, dossier, state="held")
        an_entry(session, other, state="refused")
    with store.write() as session:
        which = OutboxEntry.id.in_([meant])
        assert wait_again(session, which) == [dossier.id]
        assert wait_again(session, which) == []
    with store.read() as session:
        rows = select(OutboxEntry.state, OutboxEntry.last_error).order_by(OutboxEntry.seq)
        kept = [tuple(row) for row in session.execute(rows)]
    assert kept[-3:] == [("waiting", None), ("waiting", None), ("refused", None)]
    store.close()
