"""A centre put back to a backup leases nothing twice."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from desk_app import signing
from desk_app.central import administration, put_back, tables
from desk_app.central.engine import CentreStore
from desk_app.central.number_rules import horizon
from desk_app.central.numbers import overlaps
from desk_app.central.put_back import PASSED_OVER, Noted
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.hand_over import HandOver, write_document
from desk_app.sync.protocol import Block, Entry, SyncAnswer, SyncRequest, UnitV1, payload_hash
from tests.builders.centres import back_up, enrolled, postgres_shared
from tests.builders.messages import (
    NOW,
    TODAY,
    UNIT,
    entry,
    held,
    identity_text,
    received,
    sync_request,
)

KEY = "k" * 43
DAYS = len(horizon(TODAY, training=True))
DESKS = 8


def ask(store: CentreStore, clock: TickingClock, desk: int, said: SyncRequest) -> SyncAnswer:
    return round_trip(store, clock, identity_text(800_000 + desk), str(desk) * 43, said)[0]


def lease(
    store: CentreStore, clock: TickingClock, desk: int, *known: Block, left: int | None = None
) -> list[Block]:
    said = sync_request(blocks=held(list(known), left=left), public_key=KEY)
    return ask(store, clock, desk, said).blocks


def joined(store: CentreStore, clock: TickingClock, *desks: int) -> None:
    for desk in desks:
        enrolled(store, clock, desk, counter=f"Quầy {desk}", credential=str(desk) * 43)


def numbers(*blocks: Block) -> list[tuple[date, int]]:
    return [(b.day, n) for b in blocks for n in range(b.first, b.last + 1)]


def put_backs(store: CentreStore) -> int:
    with store.reading() as session:
        return session.scalars(select(tables.About.put_backs)).one()


def usual(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.kind != "emergency"]


def test_nothing_leased_since_the_backup_is_leased_again(
    store: CentreStore, clock: TickingClock
) -> None:
    joined(store, clock, 1, 2)
    first = lease(store, clock, 1)
    put_it_back = back_up(store)
    forgotten = lease(store, clock, 1, *first, left=1) + lease(store, clock, 2)
    put_it_back()
    if not store.on_postgresql:  # there it is noticed
        put_back.note(store, clock)
    again = lease(store, clock, 2) + lease(store, clock, 1, *first, left=1)
    assert put_backs(store) == 1
    assert len(forgotten) == 3 * DAYS
    assert not set(numbers(*first, *forgotten)) & set(numbers(*again))
    assert min(block.first for block in again) == 20_000


def test_a_file_put_back_is_not_noticed_and_it_says_so(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    joined(sqlite_store, clock, 1)
    put_it_back = back_up(sqlite_store)
    forgotten = lease(sqlite_store, clock, 1)
    put_it_back()
    assert put_backs(sqlite_store) == 0
    said = put_back.note(sqlite_store, clock)
    with sqlite_store.reading() as session:
        units = len(session.scalars(select(tables.Unit.code)).all())
    assert said == Noted(put_backs=1, units=units, days=DAYS)
    assert not set(numbers(*forgotten)) & set(numbers(*lease(sqlite_store, clock, 1)))


def test_every_unit_and_every_day_in_reach_leaps_and_no_other(
    store: CentreStore, clock: TickingClock
) -> None:
    with store.writing() as session:
        session.add(tables.NumberDay(unit=UNIT, day=TODAY, last=300, wide_last=10_200))
        beyond = TODAY + timedelta(days=31)
        session.add(tables.NumberDay(unit=UNIT, day=beyond, last=100))
        session.execute(update(tables.About).values(training=False))
    put_back.note(store, clock)
    with store.reading() as session:
        rows = session.scalars(select(tables.NumberDay)).all()
        units = session.scalars(select(tables.Unit.code)).all()
    ends = {(r.unit, r.day): (r.last, r.emergency_last, r.wide_last) for r in rows}
    assert ends.pop((UNIT, beyond)) == (100, 8999, 9999)
    assert ends.pop((UNIT, TODAY)) == (8999, 9999, 20_200)
    assert len(ends) == len(units) * 31 - 1
    assert set(ends.values()) == {(8999, 9999, 19_999)}


def test_a_backup_put_back_twice_passes_over_what_was_leased_in_between(
    store: CentreStore, clock: TickingClock
) -> None:
    joined(store, clock, 1, 2)
    put_it_back = back_up(store)
    put_it_back()
    put_back.note(store, clock)
    between = lease(store, clock, 1)
    put_it_back()
    assert put_back.note(store, clock, times=2).put_backs == 2
    again = lease(store, clock, 2)
    assert between
    assert not set(numbers(*between)) & set(numbers(*again))
    with store.reading() as session:
        assert session.scalars(select(tables.ChangeHead.last_seq)).one() > 2 * PASSED_OVER


def test_put_back_again_and_again_it_passes_over_more_each_time(
    store: CentreStore, clock: TickingClock
) -> None:
    for time in range(1, 11):
        assert put_back.note(store, clock).put_backs == time
    with store.reading() as session:
        ends = set(session.scalars(select(tables.NumberDay.wide_last)).all())
    assert ends == {99_999}


def test_a_desk_that_heard_more_hears_all_that_is_new(
    store: CentreStore, clock: TickingClock
) -> None:
    joined(store, clock, 1)
    put_back.note(store, clock)
    with store.reading() as session:
        head = session.scalars(select(tables.ChangeHead.last_seq)).one()
    assert head > PASSED_OVER
    ahead = head - PASSED_OVER + 1000  # it had heard what the backup does not know
    lease(store, clock, 1)  # its key is news to the others
    answer = ask(store, clock, 1, sync_request(cursor=ahead))
    assert [change.kind for change in answer.changes] == ["desk"]
    assert answer.cursor == head + 1


def written_down(store: CentreStore, clock: TickingClock, unit: str, desk: int) -> list[Block]:
    """A unit that IT adds, and what the first desk there is leased."""
    said = UnitV1(code=unit, name="Xã Mới", level="commune", parent="H99")
    administration.add_unit(store, clock, said)
    enrolled(store, clock, desk, unit=unit, credential=str(desk) * 43)
    return lease(store, clock, desk)


def test_a_unit_that_was_forgotten_is_leased_nothing_again(
    store: CentreStore, clock: TickingClock
) -> None:
    for _ in range(2):
        put_it_back = back_up(store)
        forgotten = written_down(store, clock, "H99.23", 1)
        put_it_back()
        put_back.note(store, clock)
        again = written_down(store, clock, "H99.23", 2)
        assert not set(numbers(*forgotten)) & set(numbers(*again))
        put_it_back()  # now the new numbers are forgotten as well
        put_back.note(store, clock, times=2)


def test_a_unit_added_later_has_four_digits_where_nothing_was_forgotten(
    store: CentreStore, clock: TickingClock
) -> None:
    assert {b.first for b in usual(written_down(store, clock, "H99.23", 1))} == {1}
    with store.writing() as session:
        session.execute(update(tables.About).values(training=False))
    put_back.note(store, clock)
    later = TickingClock(NOW + timedelta(days=20))
    firsts = {b.day: b.first for b in usual(written_down(store, later, "H99.24", 2))}
    reach = TODAY + timedelta(days=30)
    assert {first for day, first in firsts.items() if day <= reach} == {20_000}
    assert {first for day, first in firsts.items() if day > reach} == {1}


@pytest.fixture
def on_postgresql(postgres_template: str) -> Iterator[CentreStore]:
    with postgres_shared(postgres_template) as store:
        yield store


def test_a_place_written_down_for_the_first_time_is_no_put_back(
    on_postgresql: CentreStore, clock: TickingClock
) -> None:
    joined(on_postgresql, clock, 1)
    with on_postgresql.writing() as session:
        session.execute(update(tables.About).values(place=None))
    assert {b.first for b in usual(lease(on_postgresql, clock, 1))} == {1}
    with on_postgresql.reading() as session:
        assert session.scalars(select(tables.About.place)).one()
    assert put_backs(on_postgresql) == 0


def test_it_that_says_so_first_is_not_said_again(
    on_postgresql: CentreStore, clock: TickingClock
) -> None:
    joined(on_postgresql, clock, 1)
    put_it_back = back_up(on_postgresql)
    put_it_back()
    put_back.note(on_postgresql, clock)
    lease(on_postgresql, clock, 1)
    assert put_backs(on_postgresql) == 1


def test_an_entry_under_a_forgotten_number_is_not_refused_before_it_is_noticed(
    on_postgresql: CentreStore, clock: TickingClock
) -> None:
    joined(on_postgresql, clock, 1)
    first = lease(on_postgresql, clock, 1)
    put_it_back = back_up(on_postgresql)
    put_it_back()
    blocks = held(first)  # no number is needed
    said = sync_request(entry(1, received(5000)), blocks=blocks, public_key=KEY)
    assert ask(on_postgresql, clock, 1, said).tell
    assert put_backs(on_postgresql) == 1


def test_what_is_new_is_not_told_under_numbers_of_the_feed_that_some_have_heard(
    on_postgresql: CentreStore, clock: TickingClock
) -> None:
    joined(on_postgresql, clock, 1, 2)
    first = lease(on_postgresql, clock, 1)
    blocks = held(first)
    put_it_back = back_up(on_postgresql)
    ask(on_postgresql, clock, 1, sync_request(entry(1), blocks=blocks, public_key=KEY))
    heard = ask(on_postgresql, clock, 2, sync_request()).cursor
    put_it_back()
    said = sync_request(entry(2), entry(3), blocks=blocks, public_key=KEY)  # of known numbers
    ask(on_postgresql, clock, 1, said)
    news = ask(on_postgresql, clock, 2, sync_request(cursor=heard)).changes
    assert [change.kind for change in news].count("dossier.shared") == 2


def handing_over(key: str, giver: int, block: Block, time: int) -> Entry:
    """Gives the last number of a block to the next desk: its day is locked before the others are.
    ``time``: how many it has given with this one."""
    name = identity_text(600_000 + 100 * time + giver)
    number = block.last + 1 - time
    said = HandOver(
        id=name,
        unit=UNIT,
        day=block.day,
        first=number,
        last=number,
        from_desk=identity_text(800_000 + giver),
        to_desk=identity_text(800_000 + giver % DESKS + 1),
        to_epoch=1,
    )
    text = write_document(said, lambda words: signing.sign(key, words))
    payload = {"document": text, "officer": "an", "at": NOW.isoformat()}
    return Entry(
        id=name,
        dossier_id=identity_text(800_000 + giver),
        position=time,
        kind="numbers.handed_over",
        version=1,
        created_at=NOW,
        payload=payload,
        payload_sha256=payload_hash(payload),
    )


def test_many_that_find_it_at_once_note_it_once_and_none_waits_for_ever(
    on_postgresql: CentreStore, clock: TickingClock
) -> None:
    desks = range(1, DESKS + 1)
    joined(on_postgresql, clock, *desks)
    keys = {desk: signing.new_private_key() for desk in desks}
    known = {desk: list[Block]() for desk in desks}

    def morning(desk: int, time: int) -> SyncAnswer:
        own = TickingClock(NOW + timedelta(milliseconds=desk + 100 * time))
        public = signing.public_key_of(keys[desk])
        said = sync_request(blocks=held(known[desk], left=1), public_key=public)
        given = []
        if known[desk]:  # each gives of another day first
            block = next(b for b in known[desk] if b.day == TODAY + timedelta(days=desk))
            given = [handing_over(keys[desk], desk, block, time)]
        answer = ask(on_postgresql, own, desk, said.model_copy(update={"entries": given}))
        assert {one.outcome for one in answer.entries} <= {"accepted"}
        known[desk] = [*known[desk], *answer.blocks]
        return answer

    for desk in desks:
        morning(desk, 0)
    for time in range(1, 6):
        with on_postgresql.writing() as session:
            session.execute(update(tables.About).values(place="elsewhere"))
        with ThreadPoolExecutor(DESKS) as pool:
            answers = list(pool.map(partial(morning, time=time), desks))
        assert all(answer.tell and answer.blocks for answer in answers)
        assert put_backs(on_postgresql) == time
    with on_postgresql.reading() as session:
        assert overlaps(session) == []


def test_a_desk_ahead_of_the_feed_is_told_of_and_nothing_is_done(
    store: CentreStore, clock: TickingClock, caplog: pytest.LogCaptureFixture
) -> None:
    joined(store, clock, 1)
    with caplog.at_level(logging.WARNING, logger="desk_app.central.put_back"):
        ask(store, clock, 1, sync_request(cursor=0))
        assert caplog.records == []
        ask(store, clock, 1, sync_request(cursor=10_000))
    [record] = caplog.records
    assert "central put-back" in record.getMessage()
    assert record.facts == {"desk": identity_text(800_001)}  # type: ignore[attr-defined]
    assert put_backs(store) == 0
