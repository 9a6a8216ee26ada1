"""The feed is applied piece by piece, each together with the cursor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock, Unit
from desk_app.sync import fetcher
from desk_app.sync.appliers import OWN_APPLIERS
from desk_app.sync.fetcher import MOST_BLOCKS, PIECE, Applied, apply_changes, held_blocks
from desk_app.sync.protocol import Change
from tests.builders.stores import NOW, UNIT


def unit(seq: int, name: str = "Xã") -> Change:
    payload = {"code": f"H15.{seq:03}", "name": name, "level": "commune"}
    return Change(seq=seq, kind="unit", payload=payload)


def cursor(store: Store) -> int:
    with store.read() as session:
        return fetcher.read_cursor(session)


def units(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(Unit.code).where(Unit.name == "Xã").order_by(Unit.code)))


def feed(store: Store, *changes: Change, to: int, version: str = "1") -> Applied:
    return apply_changes(store, OWN_APPLIERS, changes, cursor(store), to, NOW, version)


def test_changes_and_cursor_arrive_together(store: Store) -> None:
    applied = feed(store, unit(1), unit(2), to=5)
    assert (applied.count, applied.kinds, cursor(store)) == (2, {"unit"}, 5)
    assert units(store) == ["H15.001", "H15.002"]


def test_a_cursor_moves_without_changes_too(store: Store) -> None:
    feed(store, to=7)
    assert cursor(store) == 7


def test_the_same_page_twice_changes_nothing(store: Store) -> None:
    page = [unit(n) for n in range(1, 4)]
    feed(store, *page, to=3)
    feed(store, *page, to=3)
    assert units(store) == ["H15.001", "H15.002", "H15.003"]


def test_an_unknown_kind_is_passed_over(store: Store) -> None:
    applied = feed(store, Change(seq=1, kind="weather", payload={}), unit(2), to=2)
    assert (applied.count, applied.skipped, cursor(store)) == (1, 0, 2)


@pytest.mark.parametrize(
    "payload", [{}, {"code": "x"}, {"code": "x", "name": "y", "level": "planet"}]
)
def test_an_unreadable_change_does_not_stop_the_feed(store: Store, payload: dict[str, Any]) -> None:
    applied = feed(store, Change(seq=1, kind="unit", payload=payload), unit(2), to=2)
    assert (applied.count, applied.skipped, cursor(store)) == (1, 1, 2)
    assert units(store) == ["H15.002"]


def test_a_newer_program_reads_again_what_an_older_could_not(store: Store) -> None:
    feed(store, unit(1), Change(seq=2, kind="unit", payload={}), unit(3), to=3, version="1")
    fetcher.rewind_after_update(store, "1")
    assert cursor(store) == 3
    fetcher.rewind_after_update(store, "2")
    assert cursor(store) == 1
    feed(store, unit(2), unit(3), to=3, version="2")
    fetcher.rewind_after_update(store, "3")
    assert cursor(store) == 3


def test_what_an_applier_began_and_gave_up_leaves_nothing(store: Store) -> None:
    def half(session: Session, payload: dict[str, Any], now: object) -> None:
        session.add(Unit(code="H15.777", name="Xã", level="commune"))
        session.flush()
        raise Refusal("catalogue.bad_change")

    applied = apply_changes(
        store, {"unit": half}, [Change(seq=1, kind="unit", payload={})], 0, 1, NOW
    )
    assert (applied.skipped, units(store)) == (1, [])


@pytest.mark.parametrize(
    "fault",
    [
        OverflowError("too large for a column"),
        RecursionError("too deep"),
        StatementError("x", "INSERT", {}, ValueError("a moment without offset")),
    ],
)
def test_what_no_column_holds_is_skipped_like_what_cannot_be_read(
    store: Store, fault: Exception
) -> None:
    """One change must not keep the desk from all that comes after it."""

    def breaks(session: Session, payload: dict[str, Any], now: Any) -> None:
        raise fault

    applied = apply_changes(
        store, {"unit": breaks}, [Change(seq=1, kind="unit", payload={})], 0, 1, NOW
    )
    assert (applied.skipped, cursor(store)) == (1, 1)


def test_a_disk_that_says_no_is_no_fault_of_a_change(store: Store) -> None:
    def full(session: Session, payload: dict[str, Any], now: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with pytest.raises((OperationalError, EnvironmentFault)):
        apply_changes(store, {"unit": full}, [Change(seq=1, kind="unit", payload={})], 0, 1, NOW)
    assert cursor(store) == 0


def test_a_crash_between_pieces_goes_on_where_it_stood(store: Store) -> None:
    page = [unit(n) for n in range(1, PIECE * 2 + 1)]
    seen = 0

    def dies(session: Session, payload: dict[str, Any], now: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == PIECE + 5:
            raise MemoryError
        OWN_APPLIERS["unit"](session, payload, now)

    with pytest.raises(MemoryError):
        apply_changes(store, {"unit": dies}, page, 0, page[-1].seq, NOW)
    assert (cursor(store), len(units(store))) == (PIECE, PIECE)
    feed(store, *page[PIECE:], to=page[-1].seq)
    assert len(units(store)) == PIECE * 2


def test_blocks_of_this_epoch_are_named_but_for_days_long_past(store: Store) -> None:
    today = NOW.date()
    with store.write() as session:
        for number, (days, epoch, taken) in enumerate(
            [(0, 1, 1), (30, 1, 11), (-31, 1, 101), (-400, 1, 1), (400, 1, 1), (1, 2, 1)]
        ):
            session.add(
                NumberBlock(
                    id=str(number),
                    unit=UNIT,
                    day=today + timedelta(days=days),
                    first=1,
                    last=100,
                    next=taken,
                    epoch=epoch,
                    leased_at=NOW,
                )
            )
    with store.read() as session:
        named = {block.id: block.left for block in held_blocks(session, 1, today)}
    assert named == {"0": 100, "1": 90, "2": 0, "4": 100}


def test_a_centre_that_has_forgotten_is_told_of_all_blocks_but_those_of_standing_alone(
    store: Store,
) -> None:
    today = NOW.date()
    blocks = {
        "used up": {"day": today, "next": 101, "epoch": 1},
        "given up": {"day": today - timedelta(days=60), "epoch": 1},
        "to come": {"day": today + timedelta(days=30), "closed_at": NOW},
        "long past": {"day": today - timedelta(days=61)},
        "all": {"day": today + timedelta(days=1), "last": 9999},
    }
    with store.write() as session:
        for name, said in blocks.items():
            usual = {"first": 1, "last": 100, "next": 1, "epoch": 2, "leased_at": NOW}
            session.add(NumberBlock(**{"id": name, "unit": UNIT, **usual, **said}))
    with store.read() as session:
        told = fetcher.read_holding(session, today)
    assert [(b.id, b.first, b.last, b.epoch) for b in told] == [
        ("to come", 1, 100, 2),
        ("used up", 1, 100, 1),
        ("given up", 1, 100, 1),
    ]


def test_no_more_blocks_are_named_than_the_protocol_takes(store: Store) -> None:
    with store.write() as session:
        session.add_all(
            NumberBlock(
                id=str(n), unit=UNIT, day=NOW.date(), first=n, last=n, next=n, leased_at=NOW
            )
            for n in range(1, MOST_BLOCKS + 50)
        )
    with store.read() as session:
        assert len(held_blocks(session, 1, NOW.date())) == MOST_BLOCKS
