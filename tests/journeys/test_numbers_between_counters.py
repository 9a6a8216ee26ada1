"""Two counters and the centre: leased, sealed, handed over, used, closed, and the register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.number_reports import voids
from desk_app.central.numbers import overlaps
from desk_app.central.round_trip import round_trip
from desk_app.central.training import sample_province
from desk_app.errors import DeskError, Refusal
from desk_app.models.tables import NumberBlock, Officer, OutboxEntry
from desk_app.services.desk import Desk
from desk_app.services.desk_key import ensure_key
from desk_app.services.entries import add_entry
from desk_app.services.numbers import take_number, work_on
from desk_app.services.this_desk import ThisDesk, write_this_desk
from desk_app.sync.appliers import OWN_APPLIERS
from desk_app.sync.central_in_memory import CentrePort
from desk_app.sync.exchanges import Exchanges, SyncReport
from desk_app.sync.protocol import SyncAnswer, SyncRequest
from tests.builders.centres import enrolled, prepare, small_resources, sqlite_copy
from tests.builders.messages import NOW, TODAY, UNIT, identity_text, received
from tests.builders.number_desks import a_number_desk, told
from tests.builders.stores import AN

CREDENTIALS = {1: "c" * 43, 2: "d" * 43}


class _Line:
    """The centre itself, without a line in between."""

    def __init__(self, store: CentreStore, desk: Desk, number: int) -> None:
        self._store, self._desk, self._number = store, desk, number

    def sync(self, request: SyncRequest) -> SyncAnswer:
        name = identity_text(800_000 + self._number)
        answer, _ = round_trip(
            self._store, self._desk.clock, name, CREDENTIALS[self._number], request
        )
        return SyncAnswer.model_validate_json(answer.model_dump_json())


class _House:
    """A centre and two desks of one unit."""

    def __init__(self, centre: CentreStore, desks: list[Desk]) -> None:
        self.centre, self.desks = centre, desks
        for number, desk in enumerate(desks, 1):
            counter = f"Quầy 0{number}"
            enrolled(centre, desk.clock, number, counter=counter, credential=CREDENTIALS[number])
            here = ThisDesk(UNIT, counter, False, "", "", desk_id=identity_text(800_000 + number))
            with desk.store.write() as session:
                write_this_desk(session, here)
                session.execute(update(Officer).values(unit=UNIT))
            desk.forget_place()
            ensure_key(desk.store)

    def sync(self, *numbers: int) -> None:
        for number in numbers:
            desk = self.desks[number - 1]
            exchanges = Exchanges(
                desk.store,
                desk.clock,
                desk.bus.publish,
                epoch=1,
                appliers=OWN_APPLIERS,
                app_version="0.1.0",
            )
            line: CentrePort = _Line(self.centre, desk, number)  # type: ignore[assignment]
            report: SyncReport = exchanges.one_pass(line, _raised, lambda: None, lambda: False)
            assert report.fault is None
            assert report.refused == 0
            desk.turn_day(heard_centre=True)

    def receive(self, desk: Desk) -> int:
        """A dossier under the next number, told to the centre."""
        with desk.store.write() as work:
            number = take_number(work, UNIT, TODAY)
            work_on(work, TODAY)
            said = received(number)
            said["received_at"] = desk.clock.now().isoformat()
            add_entry(work, desk.clock, desk.clock.new_id(), "dossier.received", said, position=1)
        return number


def _raised(fault: DeskError) -> None:
    raise fault


@pytest.fixture
def house(tmp_path: Path) -> Iterator[_House]:
    template = tmp_path / "template" / "centre.db"
    template.parent.mkdir()
    prepare(str(template), small_resources(tmp_path / "resources"))
    with ExitStack() as closing:
        centre = closing.enter_context(sqlite_copy(template, tmp_path))
        with centre.writing() as session:
            session.get_one(tables.About, 1).training = False
        desks = [closing.enter_context(a_number_desk(tmp_path, n)) for n in (1, 2)]
        for number, desk in enumerate(desks, 1):  # apart, so that no two ids are the same
            moment = NOW + timedelta(milliseconds=number)
            desk.clock.advance(moment - desk.clock.now())  # type: ignore[attr-defined]
        yield _House(centre, desks)


def test_numbers_go_round_and_every_one_is_explained(house: _House) -> None:
    one, two = house.desks
    house.sync(1, 2, 1)  # each hears of the other
    assert [n.counter for n in one.hand_overs.neighbours()] == ["Quầy 02"]
    handed = one.hand_overs.give("Quầy 02", 20, AN)
    with two.store.write() as session:  # the second counter has run out, and there is no network
        session.execute(
            update(NumberBlock)
            .where(NumberBlock.day == TODAY, NumberBlock.kind != "emergency")
            .values(next=NumberBlock.last + 1)
        )
    with pytest.raises(Refusal):
        house.receive(two)
    two.hand_overs.take(handed.document, AN)
    got = [house.receive(two) for _ in range(20)]
    assert got == list(range(handed.first, handed.last + 1))
    with pytest.raises(Refusal):
        house.receive(two)
    province = sample_province()
    said = (one for one in province.officers if (one.unit, one.role) == (UNIT, "supervisor"))
    two.emergency_numbers.open(next(said).login, province.password, "mất mạng")
    assert house.receive(two) >= 9000
    first = house.receive(one)
    house.sync(2)  # the taker comes first
    house.sync(1, 2)
    with house.centre.reading() as session:
        assert overlaps(session) == []
        used = set(session.scalars(select(tables.UsedNumber.number)))
        owner = session.get_one(tables.NumberBlock, _id_of(two))
        assert owner.desk == identity_text(800_002)
        assert session.scalars(select(tables.NumberHandOver.entry_id)).one()
    assert used >= {*got, first}
    _the_day_after(house, used)


def _id_of(desk: Desk) -> str:
    with desk.store.read() as session:
        return session.scalars(select(NumberBlock.id).where(NumberBlock.kind == "taken_over")).one()


def _the_day_after(house: _House, used: set[int]) -> None:
    for desk in house.desks:
        desk.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    house.sync(1, 2)  # hears the time, and closes the day
    assert all("numbers.closed" in told(desk) for desk in house.desks)
    house.sync(1, 2)
    tomorrow = TODAY + timedelta(days=1)
    register = voids(house.centre, tomorrow, unit=UNIT, day=TODAY, older_than=0)
    assert register["open"] == []
    assert len(register["void"]) == 2
    void = {n for line in register["void"] for a, b in line["void"] for n in range(a, b + 1)}
    with house.centre.reading() as session:
        blocks = session.scalars(
            select(tables.NumberBlock).where(tables.NumberBlock.day == TODAY)
        ).all()
    leased = {n for block in blocks for n in range(block.first, block.last + 1)}
    assert void | used == leased  # every number is explained
    assert not void & used
    for desk in house.desks:
        with pytest.raises(Refusal):
            house.receive(desk)
        today = [line for line in desk.numbers.blocks() if line.day == TODAY]
        assert all(line.closed and line.left == 0 for line in today)


def test_entries_about_numbers_never_name_a_person(house: _House) -> None:
    one, two = house.desks
    house.sync(1, 2, 1)
    two.hand_overs.take(one.hand_overs.give("Quầy 02", 5, AN).document, AN)
    for desk in (one, two):
        with desk.store.read() as session:
            rows = session.scalars(select(OutboxEntry)).all()
        for row in rows:
            if row.kind.startswith("numbers."):
                assert row.dossier_id == desk.this_desk().desk_id
                assert AN.full_name not in json.dumps(json.loads(row.payload), ensure_ascii=False)
