"""Desks tell a centre that was put back which blocks they have."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from desk_app import signing
from desk_app.central import put_back, tables
from desk_app.central.engine import CentreStore
from desk_app.central.numbers import overlaps
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.sync.protocol import MAX_HOLDING, Block, SyncAnswer, SyncRequest
from tests.builders.centres import enrolled
from tests.builders.messages import (
    CREDENTIAL,
    TODAY,
    UNIT,
    entry,
    held,
    identity_text,
    received,
    sync_request,
)
from tests.central.test_number_entries import GIVER, KEYS, TAKER, document, moved

DESK = identity_text(800_001)
KEY = "k" * 43


def ask(store: CentreStore, clock: TickingClock, said: SyncRequest, desk: int = 1) -> SyncAnswer:
    credential = CREDENTIAL if desk == 1 else str(desk) * 43
    return round_trip(store, clock, identity_text(800_000 + desk), credential, said)[0]


def telling(*blocks: Block, **other: Any) -> SyncRequest:
    """An exchange in which a desk names all it has."""
    request = sync_request(
        blocks=held([one for one in blocks if one.first <= one.last]), public_key=KEY, **other
    )
    return request.model_copy(update={"holding": list(blocks)})


def block(first: int, last: int, **other: Any) -> Block:
    said: dict[str, Any] = {"id": identity_text(first), "unit": UNIT, "day": TODAY, "epoch": 1}
    return Block(**{**said, "first": first, "last": last, **other})


@pytest.fixture
def blocks(store: CentreStore, clock: TickingClock) -> list[Block]:
    """What a desk was leased of which the centre has forgotten all."""
    enrolled(store, clock)
    found = ask(store, clock, sync_request(public_key=KEY)).blocks
    with store.writing() as session:
        session.execute(delete(tables.NumberBlock))
        session.execute(delete(tables.NumberDay))
    put_back.note(store, clock)
    return found


def known(store: CentreStore) -> set[tuple[str, int, int]]:
    with store.reading() as session:
        table = tables.NumberBlock
        rows = session.execute(select(table.id, table.first, table.last)).all()
        assert overlaps(session) == []
    return {(row.id, row.first, row.last) for row in rows}


def test_what_a_desk_names_is_its_own_again_and_nothing_new_is_leased(
    store: CentreStore, clock: TickingClock, blocks: list[Block]
) -> None:
    said = telling(*blocks)
    said = said.model_copy(update={"entries": [entry(1), entry(2, received(100))]})
    answer = ask(store, clock, said)
    assert [one.outcome for one in answer.entries] == ["accepted"] * 2
    assert (answer.tell, answer.blocks) == (False, [])
    assert known(store) == {(b.id, b.first, b.last) for b in blocks}
    settled = ask(store, clock, sync_request(blocks=held(blocks), public_key=KEY)).settled
    assert settled


def test_it_is_asked_until_it_tells(
    store: CentreStore, clock: TickingClock, blocks: list[Block]
) -> None:
    for _ in range(2):
        assert ask(store, clock, sync_request(blocks=held(blocks), public_key=KEY)).tell
    assert not ask(store, clock, telling()).tell
    with store.reading() as session:
        assert session.get_one(tables.Desk, DESK).told == 1
    put_back.note(store, clock)
    assert ask(store, clock, sync_request(public_key=KEY)).tell


def test_a_desk_that_is_not_asked_is_not_heard(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock)
    ask(store, clock, telling(block(5001, 5100)))
    assert (identity_text(5001), 5001, 5100) not in known(store)


def test_a_desk_that_joins_later_has_nothing_to_tell(
    store: CentreStore, clock: TickingClock, blocks: list[Block]
) -> None:
    enrolled(store, clock, 2, counter="Quầy 02", credential="2" * 43)
    assert not ask(store, clock, sync_request(), desk=2).tell


FITS: dict[str, Block] = {
    "a first block": block(1, 100),
    "a top-up": block(8801, 9000 - 1, kind="top_up"),
    "sealed": block(9000, 9019, kind="emergency"),
    "of five digits": block(10_000, 10_099, kind="top_up"),
    "of a neighbour": block(51, 100, kind="taken_over"),
    "of a past day": block(8001, 8100, day=TODAY - timedelta(days=45)),
    "of an epoch that is over": block(1, 100, epoch=1),
}
FITS_NOT: dict[str, Block] = {
    "of another unit": block(1, 100, unit="H99.01"),
    "of a day nobody was leased": block(1, 100, day=TODAY + timedelta(days=31)),
    "of an epoch to come": block(1, 100, epoch=3),
    "given away": block(1, 100, kind="handed_over"),
    "of no kind": block(1, 100, kind="?"),
    "backwards": block(100, 1),
    "all of a day": block(1, 9999),
    "sealed among the others": block(1, 20, kind="emergency"),
    "still to be leased": block(20_000, 20_099),
    "too far on a past day": block(99_901, 100_000, day=TODAY - timedelta(days=45)),
    "of a day long past": block(1, 100, day=TODAY - timedelta(days=91)),
    "without a name a database keeps": block(1, 100, id="\0"),
}


@pytest.mark.parametrize("what", FITS)
def test_what_may_have_been_leased_fits(
    store: CentreStore, clock: TickingClock, blocks: list[Block], what: str
) -> None:
    one = FITS[what]
    ask(store, clock, telling(one, epoch=2))
    assert (one.id, one.first, one.last) in known(store)


@pytest.mark.parametrize("what", FITS_NOT)
def test_what_cannot_have_been_leased_is_left_out_and_told_of(
    store: CentreStore,
    clock: TickingClock,
    blocks: list[Block],
    what: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = FITS_NOT[what]
    with caplog.at_level(logging.WARNING, logger="desk_app.central.telling"):
        assert not ask(store, clock, telling(one, block(201, 300), epoch=2)).tell
    assert (one.id, one.first, one.last) not in known(store)
    assert (identity_text(201), 201, 300) in known(store)
    [record] = caplog.records
    assert record.facts == {"desk": DESK, "blocks": 1}  # type: ignore[attr-defined]


def test_numbers_of_another_desk_are_never_given_back(
    store: CentreStore, clock: TickingClock, blocks: list[Block]
) -> None:
    enrolled(store, clock, 2, counter="Quầy 02", credential="2" * 43)
    with store.writing() as session:
        session.execute(update(tables.Desk).values(told=0))
    today = [b for b in blocks if b.day == TODAY]
    ask(store, clock, telling(*today), desk=2)
    ask(store, clock, telling(block(50, 120), *today, block(90, 110, id="twice")))
    with store.reading() as session:
        found = session.scalars(
            select(tables.NumberBlock.desk).where(tables.NumberBlock.id.in_(b.id for b in today))
        )
        assert set(found) == {identity_text(800_002)}
    known(store)


def test_more_than_an_answer_holds_does_not_keep_it_back(
    store: CentreStore, clock: TickingClock, blocks: list[Block]
) -> None:
    many = [block(number, number, id=f"{number}") for number in range(1, MAX_HOLDING + 1)]
    said = sync_request(public_key=KEY).model_copy(update={"holding": many})
    answer = ask(store, clock, said)
    assert (len(answer.blocks), answer.tell) == (MAX_HOLDING, False)


def test_of_two_that_overlap_one_is_given_back(
    store: CentreStore, clock: TickingClock, blocks: list[Block]
) -> None:
    ask(store, clock, telling(block(1, 100), block(100, 199), block(200, 299)))
    assert {span[1:] for span in known(store)} >= {(1, 100), (200, 299)}


def test_numbers_that_went_to_a_neighbour_are_moved_once(
    store: CentreStore, clock: TickingClock, blocks: list[Block]
) -> None:
    enrolled(store, clock, 2, counter="Quầy 02", credential="2" * 43)
    with store.writing() as session:
        session.execute(update(tables.Desk).values(told=0))
    taken = block(81, 100, id=identity_text(700_001), kind="taken_over")
    ask(store, clock, telling(taken), desk=2)
    ask(store, clock, telling(block(1, 80)))
    with store.writing() as session:
        public = signing.public_key_of(KEYS[GIVER])
        session.execute(update(tables.Desk).values(public_key=public))
    for desk, desk_id in ((1, GIVER), (2, TAKER)):
        said = sync_request(moved(desk_id, desk, document(81, 100)), public_key=None)
        outcomes = [one.outcome for one in ask(store, clock, said, desk).entries]
        assert outcomes == ["accepted"]
    assert {(first, last) for _, first, last in known(store) if last <= 100} == {(1, 80), (81, 100)}
