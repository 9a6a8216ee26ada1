"""Desks of a unit hear of each other's keys."""

from __future__ import annotations

from desk_app.central import administration, tables
from desk_app.central.engine import CentreStore
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.sync.protocol import Change, DeskV1, SyncRequest
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, identity_text, sync_request

KEY = "k" * 42 + "A"


def said(key: str | None = KEY, **other: int) -> SyncRequest:
    return sync_request(**other).model_copy(update={"public_key": key})  # type: ignore[arg-type]


def talk(store: CentreStore, clock: TickingClock, desk: int, request: SyncRequest) -> list[Change]:
    credential = CREDENTIAL if desk == 1 else "d" * 43
    answer, _ = round_trip(store, clock, identity_text(800_000 + desk), credential, request)
    return [change for change in answer.changes if change.kind == "desk"]


def test_a_key_is_told_once_to_the_desks_of_the_unit(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    store = sqlite_store
    enrolled(store, clock, 1)
    enrolled(store, clock, 2, counter="Quầy 02", credential="d" * 43)
    for _ in range(2):
        talk(store, clock, 1, said())
    [change] = talk(store, clock, 2, said(None))
    told = DeskV1.model_validate(change.payload)
    assert (told.desk_id, told.public_key, told.epoch) == (identity_text(800_001), KEY, 1)
    talk(store, clock, 1, said(epoch=2))
    assert [c.payload["epoch"] for c in talk(store, clock, 2, said(None))] == [1, 2]
    administration.revoke_desk(store, clock, identity_text(800_001))
    assert [c.payload["revoked"] for c in talk(store, clock, 2, said(None))] == [False, False, True]


def test_a_desk_without_a_key_is_told_to_nobody_and_gets_no_sealed_block(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    store = sqlite_store
    enrolled(store, clock)
    assert talk(store, clock, 1, said(None)) == []
    with store.reading() as session:
        assert session.get_one(tables.Desk, identity_text(800_001)).public_key is None
        kinds = {row.kind for row in session.query(tables.NumberBlock)}
    assert kinds == {"usual"}
    talk(store, clock, 1, said())
    with store.reading() as session:
        kinds = {row.kind for row in session.query(tables.NumberBlock)}
    assert kinds == {"usual", "emergency"}
