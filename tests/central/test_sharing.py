"""Dossiers told to the other desks of their unit: whole when asked for, small in the feed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.round_trip import round_trip
from desk_app.central.sharing import KIND, TOLD_FOR, shared, told
from desk_app.clock import TickingClock
from desk_app.sync.protocol import Change, DossierReceivedV1, SharedDossierV1
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, NOW, UNIT, entry, identity_text, sync_request

CHANGE = Change(seq=1, kind=KIND, payload={"dossier_id": entry(1).dossier_id})


@pytest.fixture(autouse=True)
def _sent(store: CentreStore, clock: TickingClock) -> None:
    """Desk 1 sent a dossier; desk 2 belongs to the same unit."""
    for desk in (1, 2):
        enrolled(store, clock, desk)
    for said in (sync_request(), sync_request(entry(1))):
        round_trip(store, clock, identity_text(800_001), CREDENTIAL, said)


def hears(store: CentreStore, desk: int, *changes: Change) -> list[Change]:
    with store.reading() as session:
        row = session.get_one(tables.Desk, identity_text(800_000 + desk))
        return told(session, list(changes), row.id, row.epoch, NOW)


def test_the_feed_keeps_the_id_and_counts_the_size_of_the_whole(store: CentreStore) -> None:
    with store.reading() as session:
        row = session.scalars(select(tables.Change).where(tables.Change.kind == KIND)).one()
    assert (row.payload, row.unit) == (CHANGE.payload, UNIT)
    full = hears(store, 2, CHANGE)[0]
    said = SharedDossierV1.model_validate(full.payload)
    assert said.desk_id == identity_text(800_001)
    assert said.received.officer_name == "Lê Thị Hải Uyên"
    assert abs(len(full.model_dump_json().encode()) - row.size) < 700


def test_other_changes_pass_as_they_are(store: CentreStore) -> None:
    other = Change(seq=2, kind="unit", payload={"code": UNIT})
    assert hears(store, 2, other) == [other]
    assert [one.seq for one in hears(store, 2, CHANGE, other)] == [1, 2]
    unknown = Change(seq=3, kind=KIND, payload={"dossier_id": identity_text(5)})
    assert hears(store, 2, unknown, other) == [other]


def test_ones_own_is_told_only_after_a_new_beginning(store: CentreStore) -> None:
    assert hears(store, 1, CHANGE) == []
    with store.writing() as session:
        session.execute(update(tables.Desk).values(epoch=2))
    assert len(hears(store, 1, CHANGE)) == 1


def test_what_is_long_past_is_not_told(store: CentreStore) -> None:
    for days, heard in ((0, 1), (1, 0)):
        with store.writing() as session:
            at = NOW - TOLD_FOR - timedelta(days=days)
            session.execute(update(tables.Dossier).values(received_at=at))
        assert len(hears(store, 2, CHANGE)) == heard


def test_news_of_a_dossier_go_to_its_unit() -> None:
    news = shared(entry(1), DossierReceivedV1.model_validate(entry(1).payload), 1000)
    assert (news.kind, news.unit, news.payload) == (KIND, UNIT, CHANGE.payload)
