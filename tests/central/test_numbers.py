"""Numbers are leased once, to one desk, whatever happens at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from desk_app.central import administration, numbers, tables
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.number_rules import BlockKind, Ends, Want, block_size, horizon, share, wants
from desk_app.central.numbers import Lease, Leases
from desk_app.clock import TickingClock
from desk_app.sync.protocol import HORIZON_DAYS, Block, HeldBlock
from tests.builders.centres import enrolled
from tests.builders.messages import COUNTER, NOW, TODAY, UNIT, held, identity_text

DAYS = HORIZON_DAYS + 1


def lease(
    store: CentreStore, clock: TickingClock, desk: int, named: list[HeldBlock]
) -> list[Block]:
    with store.writing() as session:
        row = session.get_one(tables.Desk, identity_text(800_000 + desk))
        return numbers.lease(session, row, named, clock).blocks


def block(first: int = 1, last: int = 100, day: date = TODAY, name: str = "a") -> Block:
    return Block(id=name, unit=UNIT, day=day, first=first, last=last, epoch=1)


def test_a_desk_gets_today_and_the_next_thirty_days(
    store: CentreStore, clock: TickingClock
) -> None:
    enrolled(store, clock)
    blocks = lease(store, clock, 1, [])
    assert [b.day for b in blocks] == [TODAY + timedelta(days=n) for n in range(DAYS)]
    assert {(b.first, b.last, b.unit) for b in blocks} == {(1, 100, UNIT)}


def test_what_the_desk_does_not_name_is_sent_again(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock)
    first = lease(store, clock, 1, [])
    assert lease(store, clock, 1, []) == first  # the answer was lost: the same blocks
    assert lease(store, clock, 1, held(first)) == []
    assert lease(store, clock, 1, held(first[1:])) == first[:1]


def test_a_block_under_half_is_topped_up(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock)
    first = lease(store, clock, 1, [])
    assert lease(store, clock, 1, [*held(first[:1], left=50), *held(first[1:])]) == []
    [more] = lease(store, clock, 1, [*held(first[:1], left=49), *held(first[1:])])
    assert (more.day, more.first, more.last) == (TODAY, 101, 200)


def test_two_desks_of_a_unit_never_share_a_number(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock, 1)
    enrolled(store, clock, 2, counter="Quầy 02", credential="d" * 43)
    one, two = lease(store, clock, 1, []), lease(store, clock, 2, [])
    assert {(b.first, b.last) for b in one} == {(1, 100)}
    assert {(b.first, b.last) for b in two} == {(101, 200)}


def test_a_new_epoch_burns_the_old_blocks(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock)
    lease(store, clock, 1, [])
    with store.writing() as session:
        session.get_one(tables.Desk, identity_text(800_001)).epoch = 2
    assert {(b.first, b.last, b.epoch) for b in lease(store, clock, 1, [])} == {(101, 200, 2)}


def test_the_size_is_that_of_the_counter(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock)
    administration.set_block_size(store, UNIT, COUNTER, 5)
    assert {b.last for b in lease(store, clock, 1, [])} == {20}


def test_a_training_centre_leases_past_days_too() -> None:
    assert horizon(TODAY, training=False)[0] == TODAY
    assert horizon(TODAY, training=True)[0] == TODAY - timedelta(days=30)


def test_blocks_never_overlap_when_leased_at_once(store: CentreStore, clock: TickingClock) -> None:
    desks = 4
    for desk in range(1, desks + 1):
        enrolled(store, clock, desk, counter=f"Quầy {desk}", credential=str(desk) * 43)
    url = store.engine.url.render_as_string(hide_password=False)

    def morning(desk: int) -> None:
        own = open_centre(url)
        own_clock = TickingClock(NOW + timedelta(milliseconds=desk))
        for _ in range(5):  # each time as if all numbers of the day were used up
            with own.reading() as session:
                mine = session.scalars(
                    select(tables.NumberBlock).where(
                        tables.NumberBlock.desk == identity_text(800_000 + desk)
                    )
                ).all()
            used = [HeldBlock(id=b.id, day=b.day, left=0) for b in mine if b.day == TODAY]
            full = [HeldBlock(id=b.id, day=b.day, left=100) for b in mine if b.day != TODAY]
            lease(own, own_clock, desk, used + full)
        own.close()

    with ThreadPoolExecutor(desks) as pool:
        list(pool.map(morning, range(1, desks + 1)))
    with store.reading() as session:
        blocks = session.scalars(
            select(tables.NumberBlock)
            .where(tables.NumberBlock.day == TODAY)
            .order_by(tables.NumberBlock.first)
        ).all()
    assert len(blocks) == desks * 5
    taken = [n for b in blocks for n in range(b.first, b.last + 1)]
    assert taken == list(range(1, desks * 5 * 100 + 1))


def test_a_number_is_leased_only_to_its_desk(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock, 1)
    enrolled(store, clock, 2, counter="Quầy 02", credential="d" * 43)
    lease(store, clock, 1, [])
    lease(store, clock, 2, [])
    with store.reading() as session:
        one = session.get_one(tables.Desk, identity_text(800_001))
        leases = numbers.leased_on(session, one, {TODAY})
    assert leases.hold(UNIT, TODAY, 1)
    assert leases.hold(UNIT, TODAY, 100)
    assert not leases.hold(UNIT, TODAY, 101)
    assert not leases.hold("H99.01", TODAY, 100)
    assert not leases.hold(UNIT, TODAY - timedelta(days=1), 100)


@pytest.mark.parametrize(("wished", "size"), [(1, 20), (100, 100), (10_000, 200)])
def test_sizes_stay_in_bounds(wished: int, size: int) -> None:
    assert block_size(wished) == size


@pytest.mark.parametrize(
    ("last", "kind", "expected"),
    [
        (0, "usual", (1, 100)),
        (6950, "usual", (6951, 6999)),
        (6999, "usual", (10_000, 10_099)),
        (6999, "top_up", (7000, 7099)),
        (8950, "top_up", (8951, 8999)),
        (8999, "top_up", (10_000, 10_099)),
    ],
)
def test_the_last_thousand_is_kept_for_emergencies(
    last: int, kind: BlockKind, expected: tuple[int, int]
) -> None:
    assert share(Ends(last=last), 100, kind) == expected


def test_a_day_is_wanted_when_empty_or_low() -> None:
    tomorrow = TODAY + timedelta(days=1)
    low = [HeldBlock(id="a", day=TODAY, left=10)]
    assert wants([TODAY, tomorrow], [block()], low, 100) == [
        Want(TODAY, "top_up"),
        Want(tomorrow, "usual"),
    ]


@given(left=st.integers(0, 10_000))
def test_a_desk_cannot_talk_itself_into_having_more(left: int) -> None:
    wanted = wants([TODAY], [block()], [HeldBlock(id="a", day=TODAY, left=left)], 100)
    assert bool(wanted) == (left < 50)


def dossiers_on(store: CentreStore, desk: str, days: dict[date, int]) -> None:
    """Dossiers of the past, counted but otherwise empty."""
    number = 0
    with store.writing() as session:
        for day, count in days.items():
            for _ in range(count):
                number += 1
                session.add(
                    tables.Dossier(
                        id=identity_text(number),
                        code=f"{UNIT}-{day:%y%m%d}-{number:04d}",
                        look_up_sha256=f"{number:064d}",
                        unit=UNIT,
                        desk=desk,
                        counter=COUNTER,
                        officer="an",
                        procedure="1",
                        procedure_version=1,
                        procedure_name="x",
                        channel="direct",
                        applicant={},
                        papers=[],
                        sets=1,
                        fee_vnd=0,
                        received_at=NOW - timedelta(days=(TODAY - day).days),
                        result_at="counter",
                        state="received",
                        state_at=NOW,
                    )
                )


def test_a_block_is_twice_what_the_counter_had_on_its_busiest_days(
    store: CentreStore, clock: TickingClock
) -> None:
    desk = enrolled(store, clock).desk_id
    too_old = TODAY - timedelta(days=61)
    yesterday, before = TODAY - timedelta(days=1), TODAY - timedelta(days=2)
    dossiers_on(store, desk, {too_old: 90, before: 3, yesterday: 17})
    assert {b.last for b in lease(store, clock, 1, [])} == {34}
    administration.set_block_size(store, UNIT, COUNTER, 60)
    with store.writing() as session:
        session.get_one(tables.Desk, desk).epoch = 2
    assert {b.last - b.first + 1 for b in lease(store, clock, 1, [])} == {60}


def test_sealed_blocks_come_beside_the_usual_ones_once(
    store: CentreStore, clock: TickingClock
) -> None:
    enrolled(store, clock)
    with store.writing() as session:
        desk = session.get_one(tables.Desk, identity_text(800_001))
        blocks = numbers.lease(session, desk, [], clock, sealed=True).blocks
    assert len(blocks) == 2 * DAYS
    assert {(b.first, b.last) for b in blocks if b.kind == "emergency"} == {(9000, 9019)}
    with store.writing() as session:
        desk = session.get_one(tables.Desk, identity_text(800_001))
        assert numbers.lease(session, desk, held(blocks), clock, sealed=True).blocks == []


def test_the_database_itself_refuses_blocks_that_overlap(
    store: CentreStore, clock: TickingClock
) -> None:
    enrolled(store, clock)
    lease(store, clock, 1, [])

    def add(first: int, last: int) -> None:
        with store.writing() as session:
            session.add(
                tables.NumberBlock(
                    id=identity_text(first),
                    unit=UNIT,
                    day=TODAY,
                    first=first,
                    last=last,
                    desk=identity_text(800_001),
                    epoch=1,
                    leased_at=NOW,
                )
            )

    for first, last in ((50, 60), (90, 120), (100, 100)):
        with pytest.raises(DBAPIError):
            add(first, last)
    add(101, 120)
    with store.reading() as session:
        assert numbers.overlaps(session) == []


def test_a_used_lease_ends_where_it_was_used_and_with_the_revocation() -> None:
    leases = Leases([Lease(UNIT, TODAY, 1, 100, used_to=7), Lease(UNIT, TODAY, 201, 300)])
    assert leases.hold(UNIT, TODAY, 7)
    assert not leases.hold(UNIT, TODAY, 8)
    assert leases.hold(UNIT, TODAY, 300)
    later = NOW + timedelta(seconds=1)
    assert leases.hold(UNIT, TODAY, 7, issued_at=NOW, revoked_at=later)
    assert not leases.hold(UNIT, TODAY, 7, issued_at=later, revoked_at=later)
    assert not leases.hold(UNIT, TODAY, 7, revoked_at=later)
