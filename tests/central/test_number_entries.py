"""What desks tell of their numbers, in any order and more than once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk_app import signing
from desk_app.central import entries, numbers, tables
from desk_app.central.engine import CentreStore
from desk_app.clock import TickingClock
from desk_app.hand_over import HandOver, write_document
from desk_app.sync.protocol import Entry, payload_hash
from tests.builders.centres import enrolled
from tests.builders.messages import NOW, TODAY, UNIT, entry, identity_text, received

GIVER, TAKER = identity_text(800_001), identity_text(800_002)
KEYS = {GIVER: signing.new_private_key(), TAKER: signing.new_private_key()}


@pytest.fixture
def centre(store: CentreStore, clock: TickingClock) -> CentreStore:
    """Two desks: the giver holds 1 to 100 and sealed numbers from 9,000, the taker 101 to 200."""
    enrolled(store, clock, 1)
    enrolled(store, clock, 2, counter="Quầy 02", credential="d" * 43)
    for desk_id in (GIVER, TAKER):
        with store.writing() as session:
            desk = session.get_one(tables.Desk, desk_id)
            desk.public_key = signing.public_key_of(KEYS[desk_id])
            numbers.lease(session, desk, [], clock, sealed=True)
    return store


def document(first: int, last: int, number: int = 1, signer: str = GIVER, **other: Any) -> str:
    said: dict[str, Any] = {
        "id": identity_text(700_000 + number),
        "unit": UNIT,
        "day": TODAY,
        "first": first,
        "last": last,
        "from_desk": GIVER,
        "to_desk": TAKER,
        "to_epoch": 1,
    }
    return write_document(
        HandOver(**{**said, **other}), lambda words: signing.sign(KEYS[signer], words)
    )


def about(desk: str, number: int, kind: str, **payload: Any) -> Entry:
    return Entry(
        id=identity_text(600_000 + number),
        dossier_id=desk,
        position=number,
        kind=kind,
        version=1,
        created_at=NOW,
        payload=payload,
        payload_sha256=payload_hash(payload),
    )


def moved(desk: str, number: int, text: str) -> Entry:
    kind = "numbers.handed_over" if desk == GIVER else "numbers.taken_over"
    return about(desk, number, kind, document=text, officer="an", at=NOW.isoformat())


def take(store: CentreStore, desk_id: str, *said: Entry) -> list[tuple[str, str | None]]:
    with store.writing() as session:
        desk = session.get_one(tables.Desk, desk_id)
        answers = {a.id: a for a in entries.take(session, desk, list(said), NOW, [])}
    return [(answers[one.id].outcome, answers[one.id].reason) for one in said]


def leases(store: CentreStore, desk: str) -> list[tuple[int, int, str]]:
    with store.reading() as session:
        rows = session.scalars(
            select(tables.NumberBlock)
            .where(tables.NumberBlock.desk == desk, tables.NumberBlock.day == TODAY)
            .where(tables.NumberBlock.kind != "emergency")
            .order_by(tables.NumberBlock.first)
        )
        return [(row.first, row.last, row.kind) for row in rows]


@pytest.mark.parametrize("first", [GIVER, TAKER])
def test_numbers_move_by_whoever_comes_first(centre: CentreStore, first: str) -> None:
    text = document(81, 100)
    second = TAKER if first == GIVER else GIVER
    for number, desk in enumerate((first, second), 1):
        assert take(centre, desk, moved(desk, number, text)) == [("accepted", None)]
        assert leases(centre, GIVER) == [(1, 80, "usual")]
        assert leases(centre, TAKER) == [(81, 100, "taken_over"), (101, 200, "usual")]


def test_the_givers_dossiers_of_that_range_are_refused_from_then_on(centre: CentreStore) -> None:
    take(centre, TAKER, moved(TAKER, 1, document(81, 100)))
    assert take(centre, GIVER, entry(81)) == [("refused", "number-not-leased")]
    assert take(centre, GIVER, entry(80)) == [("accepted", None)]
    assert take(centre, TAKER, entry(82)) == [("accepted", None)]


def test_a_dossier_and_the_numbers_it_needs_come_in_one_batch(centre: CentreStore) -> None:
    # The numbers stand late in the stream of the desk, the dossier first in its own.
    said = (entry(81), moved(TAKER, 17, document(81, 100)))
    assert take(centre, TAKER, *said) == [("accepted", None), ("accepted", None)]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_documents_of_one_block_come_in_any_order(
    centre: CentreStore, order: tuple[int, int]
) -> None:
    texts = {1: document(91, 100, 1), 2: document(81, 90, 2)}
    for number in order:
        assert take(centre, TAKER, moved(TAKER, number, texts[number])) == [("accepted", None)]
    assert leases(centre, GIVER) == [(1, 80, "usual")]
    assert leases(centre, TAKER)[:2] == [(81, 90, "taken_over"), (91, 100, "taken_over")]


def test_what_lies_behind_is_nobodys_until_its_document_comes(
    centre: CentreStore, clock: TickingClock
) -> None:
    take(centre, TAKER, moved(TAKER, 1, document(81, 90)))
    assert take(centre, GIVER, entry(95)) == [("refused", "number-not-leased")]
    with centre.writing() as session:
        again = numbers.lease(session, session.get_one(tables.Desk, GIVER), [], clock).blocks
    assert [(b.first, b.last) for b in again if b.day == TODAY and b.kind == "usual"] == [(1, 80)]


def test_a_document_of_another_or_of_numbers_not_his_is_refused(centre: CentreStore) -> None:
    wrong = [
        document(81, 100, signer=TAKER),
        document(101, 120),  # the taker's own
        document(81, 100, unit="H99.01"),
        document(81, 100, day=TODAY + timedelta(days=90)),
        "x" * 60,
    ]
    for number, text in enumerate(wrong, 1):
        assert take(centre, TAKER, moved(TAKER, number, text)) == [("refused", "document-invalid")]
    other = document(81, 100, to_desk=GIVER, from_desk=TAKER, signer=TAKER)
    assert take(centre, GIVER, moved(GIVER, 9, other))[0][0] == "refused"
    assert leases(centre, GIVER) == [(1, 100, "usual")]


def test_an_opened_block_is_known(centre: CentreStore) -> None:
    with centre.reading() as session:
        block = session.scalars(
            select(tables.NumberBlock)
            .where(tables.NumberBlock.desk == GIVER, tables.NumberBlock.day == TODAY)
            .where(tables.NumberBlock.kind == "emergency")
        ).one()
    said = {"unit": UNIT, "day": TODAY.isoformat(), "supervisor": "binh", "reason": "mất mạng"}
    said |= {"opened_at": NOW.isoformat()}
    opened = about(GIVER, 1, "numbers.opened", block_id=block.id, **said)
    assert take(centre, GIVER, opened) == [("accepted", None)]
    not_his = about(TAKER, 2, "numbers.opened", block_id=block.id, **said)
    assert take(centre, TAKER, not_his) == [("refused", "number-not-leased")]
    with centre.reading() as session:
        assert session.get_one(tables.NumberBlock, block.id).opened_at is not None


def closed(centre: CentreStore, desk: str, number: int, used_to: int) -> Entry:
    with centre.reading() as session:
        block = session.scalars(
            select(tables.NumberBlock)
            .where(tables.NumberBlock.desk == desk, tables.NumberBlock.day == TODAY)
            .where(tables.NumberBlock.kind == "usual")
        ).one()
    told = {
        "id": block.id,
        "first": block.first,
        "last": block.last,
        "used_to": used_to,
        "void": [{"first": used_to + 1, "last": block.last}],
    }
    said: dict[str, Any] = {"unit": UNIT, "day": TODAY.isoformat(), "blocks": [told]}
    return about(desk, number, "numbers.closed", closed_at=NOW.isoformat(), **said)


def test_after_the_close_only_what_was_told_as_used_is_good(centre: CentreStore) -> None:
    assert take(centre, GIVER, closed(centre, GIVER, 1, 7)) == [("accepted", None)]
    assert take(centre, GIVER, entry(7)) == [("accepted", None)]
    assert take(centre, GIVER, entry(8)) == [("refused", "number-not-leased")]
    assert take(centre, GIVER, entry(9000)) == [("refused", "number-not-leased")]


def test_a_closed_block_is_neither_sent_again_nor_counted(
    centre: CentreStore, clock: TickingClock
) -> None:
    take(centre, GIVER, closed(centre, GIVER, 1, 7))
    with centre.writing() as session:
        blocks = numbers.lease(session, session.get_one(tables.Desk, GIVER), [], clock).blocks
    today = [(b.first, b.last) for b in blocks if b.day == TODAY]
    assert today == [(201, 300)]


def test_numbers_given_to_a_desk_whose_day_is_closed_are_void(centre: CentreStore) -> None:
    take(centre, TAKER, closed(centre, TAKER, 1, 150))
    take(centre, GIVER, moved(GIVER, 2, document(81, 100)))
    with centre.reading() as session:
        block = session.get_one(tables.NumberBlock, identity_text(700_001))
    assert (block.used_to, block.void) == (80, [[81, 100]])


def test_numbers_are_told_in_the_desks_own_stream(centre: CentreStore) -> None:
    said = moved(GIVER, 1, document(81, 100)).model_copy(update={"dossier_id": identity_text(5)})
    assert take(centre, GIVER, said) == [("refused", "payload-invalid")]


def test_what_a_revoked_desk_gave_out_before_is_good(
    centre: CentreStore, clock: TickingClock
) -> None:
    with centre.writing() as session:
        desk = session.get_one(tables.Desk, GIVER)
        desk.revoked_at = NOW + timedelta(hours=1)
        assert numbers.lease(session, desk, [], clock).blocks == []
    late = {"received_at": (NOW + timedelta(hours=2)).isoformat()}
    assert take(centre, GIVER, entry(1)) == [("accepted", None)]
    assert take(centre, GIVER, entry(2, received(2, **late))) == [("refused", "number-not-leased")]


@pytest.mark.parametrize(
    "other",
    [{"unit": "H99.NONE"}, {"id": "block"}, {"first": 9_000, "last": 9_001}],
    ids=["a unit nobody knows", "the id of a block", "sealed numbers"],
)
def test_a_well_signed_document_may_still_be_nonsense(
    centre: CentreStore, other: dict[str, Any]
) -> None:
    """Refused like every other, and nothing of it stays."""
    with centre.reading() as session:
        days = session.scalars(select(tables.NumberDay.unit)).all()
        block = session.scalars(
            select(tables.NumberBlock.id).where(tables.NumberBlock.desk == TAKER)
        ).first()
    said = {"first": 51, "last": 60} | other
    if other.get("id"):
        said["id"] = block
    assert take(centre, GIVER, moved(GIVER, 1, document(**said))) == [
        ("refused", "document-invalid")
    ]
    assert leases(centre, GIVER) == [(1, 100, "usual")]
    with centre.reading() as session:
        assert session.scalars(select(tables.NumberDay.unit)).all() == days
