"""Real desks of one unit with numbers, keys, and knowledge of each other. No centre behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.tables import JournalLine, NumberBlock, OutboxEntry
from desk_app.services.desk import Desk
from desk_app.services.desk_key import ensure_key
from desk_app.services.this_desk import ThisDesk, write_this_desk
from desk_app.sync.appliers import apply_desk
from desk_app.sync.protocol import DeskV1
from tests.builders.messages import identity_text
from tests.builders.stores import NOW, UNIT, a_store

TODAY = NOW.date()


@contextmanager
def a_number_desk(
    folder: Path, number: int = 1, *, training: bool = False, epoch: int = 1
) -> Iterator[Desk]:
    """The desk at ``Quầy 0{number}``, closed when the block ends."""
    place = folder / f"desk-{number}"
    place.mkdir(parents=True, exist_ok=True)
    store = a_store(place)
    here = ThisDesk(
        UNIT,
        f"Quầy 0{number}",
        training,
        "Tỉnh Mẫu",
        "https://tra-cuu.tinh-mau.invalid",
        desk_id=identity_text(800_000 + number),
        epoch=epoch,
    )
    with store.write() as session:
        write_this_desk(session, here)
    clock = TickingClock(NOW.replace(microsecond=number * 1000))
    try:
        yield Desk(store, clock, EventBus())
    finally:
        store.close()


def give_block(
    desk: Desk, first: int, last: int, *, day: date = TODAY, unit: str = UNIT, **other: Any
) -> str:
    """A leased block; its id."""
    name = desk.clock.new_id()
    row = {"id": name, "unit": unit, "day": day, "first": first, "last": last, "next": first}
    row |= {"leased_at": NOW, "epoch": desk.this_desk().epoch, "kind": "usual", **other}
    with desk.store.write() as session:
        session.execute(insert(NumberBlock), [row])
    return name


def introduce(*desks: Desk, revoked: bool = False) -> None:
    """Tells each desk of each, as the centre does."""
    for desk in desks:
        here = desk.this_desk()
        said = DeskV1(
            desk_id=str(here.desk_id),
            counter=here.counter,
            public_key=ensure_key(desk.store).public,
            epoch=here.epoch,
            revoked=revoked,
        )
        for listener in desks:
            with listener.store.write() as session:
                apply_desk(session, said.model_dump(mode="json"), NOW)


def blocks_of(desk: Desk) -> list[tuple[str, int, int, int]]:
    """Kind, first, last and next of every block."""
    return [(one.kind, one.first, one.last, one.next) for one in desk.numbers.blocks()]


def told(desk: Desk) -> list[str]:
    """The kinds of entries that wait for the centre, in order."""
    with desk.store.read() as session:
        return list(session.scalars(select(OutboxEntry.kind).order_by(OutboxEntry.seq)))


def journalled(desk: Desk) -> list[tuple[str | None, str]]:
    """Who did what."""
    with desk.store.read() as session:
        rows = session.execute(
            select(JournalLine.officer, JournalLine.action).order_by(JournalLine.id)
        )
        return [(row.officer, row.action) for row in rows]
