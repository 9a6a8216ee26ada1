"""Entries of the outbox: committed with their action, hashed as sent, in order per dossier."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from desk_app.models.engine import Store
from desk_app.models.schema import open_store
from desk_app.models.tables import Dossier, OutboxEntry
from desk_app.services.entries import add_entry
from desk_app.sync.protocol import payload_hash
from tests.builders.stores import a_clock, a_dossier


def test_positions_count_up_within_a_dossier(tmp_path: Path) -> None:
    store, clock = open_store(tmp_path / "desk.db", bytes(32)), a_clock()
    with store.write() as session:
        for dossier in ("a", "b", "a", "a"):
            add_entry(session, clock, dossier, "receipt.printed", {"code": dossier, "tên": "Đức"})
    with store.read() as session:
        rows = session.scalars(select(OutboxEntry).order_by(OutboxEntry.seq)).all()
    assert [(row.dossier_id, row.position) for row in rows] == [
        ("a", 1),
        ("b", 1),
        ("a", 2),
        ("a", 3),
    ]
    assert len({row.id for row in rows}) == 4
    assert all(row.payload_sha256 == payload_hash(json.loads(row.payload)) for row in rows)
    assert {row.state for row in rows} == {"waiting"}
    store.close()


@pytest.mark.parametrize(
    ("before", "after"), [("accepted", "waiting"), ("refused", "refused"), ("held", "held")]
)
def test_a_dossier_waits_again_once_more_is_to_be_told(
    store: Store, before: str, after: str
) -> None:
    with store.write() as session:
        dossier = a_dossier(session, sync_state=before)
        other = a_dossier(session, sync_state="accepted").id
    with store.write() as session:
        add_entry(session, a_clock(), dossier.id, "receipt.printed", {"n": 1})
    with store.read() as session:
        states = dict(session.execute(select(Dossier.id, Dossier.sync_state)).all())
    assert states == {dossier.id: after, other: "accepted"}


def test_what_is_rolled_back_leaves_no_entry(tmp_path: Path) -> None:
    store, clock = open_store(tmp_path / "desk.db", bytes(32)), a_clock()

    def fail() -> None:
        with store.write() as session:
            add_entry(session, clock, "a", "receipt.printed", {})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with store.read() as session:
        assert session.scalars(select(OutboxEntry)).all() == []
    store.close()
