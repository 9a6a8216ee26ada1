"""So much at once, a short line, and the rest comes again, each at another time."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import event, func, select

from desk_app.central import tables
from desk_app.central.backpressure import (
    LARGE_CROWD_SECONDS,
    SMALL_CROWD_SECONDS,
    SOONEST_SECONDS,
    Gate,
    Places,
    spread,
)
from desk_app.central.engine import CentreStore
from desk_app.central.http import make_app
from desk_app.central.round_trip import round_trip
from desk_app.central.way_in import Stop
from desk_app.clock import TickingClock
from desk_app.sync.protocol import Problem, SyncAnswer
from tests.builders.centres import enrolled, postgres_shared
from tests.builders.messages import CREDENTIAL, TODAY, entry, held, identity_text, sync_request
from tests.builders.served import served

LONG = 60.0
AT_WORK, WAITING, CLIENTS = 4, 60, 200


class Door:
    """Work that waits until it is let go."""

    def __init__(self) -> None:
        self.entered, self.open = threading.Semaphore(0), threading.Event()

    def work(self, answer: int) -> int:
        self.entered.release()
        assert self.open.wait(LONG)
        return answer


def busy(stop: BaseException | int) -> int:
    """The seconds of an answer that says busy."""
    assert isinstance(stop, Stop)
    assert stop.code == "busy"
    assert stop.retry_after is not None
    return stop.retry_after


def test_work_is_done() -> None:
    def twice(number: int) -> int:
        return number * 2

    async def ask() -> list[int]:
        gate = Gate(2, 10)
        return await asyncio.gather(*(gate.work(twice, n) for n in range(10)))

    assert asyncio.run(ask()) == [n * 2 for n in range(10)]


def test_a_full_line_is_told_at_once_and_the_others_are_served() -> None:
    async def ask() -> list[BaseException | int]:
        door, gate = Door(), Gate(2, 3, patience=LONG)
        asked = [asyncio.ensure_future(gate.work(door.work, n)) for n in range(9)]
        _, pending = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        while len(pending) > 5:
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        assert (gate.inside, gate.running) == (5, 2)
        door.open.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert (gate.inside, gate.running) == (0, 0)
        return found

    found = asyncio.run(ask())
    assert found[:5] == [0, 1, 2, 3, 4]
    assert all(busy(stop) >= SOONEST_SECONDS for stop in found[5:])


def test_nobody_waits_longer_than_their_patience() -> None:
    async def ask() -> list[BaseException | int]:
        door, gate = Door(), Gate(1, 3, patience=0.01)
        asked = [asyncio.ensure_future(gate.work(door.work, n)) for n in range(4)]
        late = await asyncio.gather(*asked[1:], return_exceptions=True)
        door.open.set()
        return [await asked[0], *late]

    found = asyncio.run(ask())
    assert found[0] == 0
    assert all(busy(stop) for stop in found[1:])


def test_what_fails_gives_its_turn_back() -> None:
    def fail() -> int:
        raise ValueError("broken")

    async def ask() -> int:
        gate = Gate(1, 1)
        for _ in range(5):
            with pytest.raises(ValueError, match="broken"):
                await gate.work(fail)
        return await gate.work(lambda: 7)

    assert asyncio.run(ask()) == 7


def sent_away(count: int, seconds_each: float) -> list[int]:
    """When ``count`` shall come again whom a gate sends away whose work takes so long."""

    async def ask() -> list[int]:
        ticks = iter(n * seconds_each for n in range(10_000))
        gate = Gate(1, 0, random=random.Random(3).random, seconds=lambda: next(ticks))
        for _ in range(200):
            await gate.work(lambda: None)
        door = Door()
        first = asyncio.ensure_future(gate.work(door.work, 0))
        await asyncio.to_thread(door.entered.acquire)
        later = await asyncio.gather(
            *(gate.work(door.work, n) for n in range(count)), return_exceptions=True
        )
        door.open.set()
        await first
        return [busy(stop) for stop in later if not isinstance(stop, int)]

    return asyncio.run(ask())


def test_a_crowd_comes_back_spread_over_the_time_it_takes() -> None:
    few, many = sent_away(10, 0.1), sent_away(1500, 0.1)
    assert max(few) <= SOONEST_SECONDS + SMALL_CROWD_SECONDS
    assert len(many) == 1500
    assert 100 < max(many) <= SOONEST_SECONDS + 150
    busiest = max(many.count(second) for second in set(many))
    assert busiest < 150, "they come back together"


def test_nobody_is_sent_away_for_long() -> None:
    assert max(sent_away(1000, 30.0)) <= SOONEST_SECONDS + LARGE_CROWD_SECONDS


def test_places_are_given_back() -> None:
    places = Places(1, random=lambda: 0.5)
    for _ in range(3):
        with places.one(), pytest.raises(Stop) as caught, places.one():
            pass
        assert busy(caught.value) > SOONEST_SECONDS


def test_seconds_are_spread_from_end_to_end() -> None:
    assert (spread(5, 30, lambda: 0.0), spread(5, 30, lambda: 0.9999)) == (5, 30)


class HeldDatabase:
    """Statements wait as long as the database is held."""

    def __init__(self, store: CentreStore) -> None:
        self.free = threading.Event()
        self.free.set()
        event.listen(store.engine, "before_cursor_execute", self._wait)

    @contextmanager
    def held(self) -> Iterator[None]:
        self.free.clear()
        try:
            yield
        finally:
            self.free.set()

    def _wait(self, *_: object) -> None:
        assert self.free.wait(LONG)


@dataclass(frozen=True)
class Message:
    """What one of the clients has to say, again and again until it is heard."""

    desk: str
    body: str


@pytest.fixture
def store(postgres_template: str) -> Iterator[CentreStore]:
    """On PostgreSQL, as a province has it."""
    with postgres_shared(postgres_template) as opened:
        yield opened


@pytest.fixture
def crowd(store: CentreStore, clock: TickingClock) -> list[Message]:
    """Desks come back with ten dossiers each, every one in a round trip of its own."""
    said = []
    for desk in range(1, CLIENTS // 10 + 1):
        enrolled(store, clock, desk, counter=f"Quầy {desk}")
        identity = identity_text(800_000 + desk)
        blocks, _ = round_trip(store, clock, identity, CREDENTIAL, sync_request())
        first = min(block.first for block in blocks.blocks if block.day == TODAY)
        for number in range(first, first + 10):
            body = sync_request(entry(number), blocks=held(blocks.blocks)).model_dump_json()
            said.append(Message(identity, body))
    return said


def test_a_province_comes_back_to_a_slow_database(
    store: CentreStore, clock: TickingClock, crowd: list[Message]
) -> None:
    """While the database hangs, the line fills and everybody else is answered at once; when it
    answers again, all drain, and nothing is taken twice."""
    gate = Gate(AT_WORK, WAITING, patience=LONG)
    database = HeldDatabase(store)
    with (
        served(make_app(store, clock, gate=gate)) as url,
        # Nobody reuses a connection: the server closes those on which nothing is said for a while.
        httpx.Client(
            base_url=url,
            trust_env=False,
            timeout=LONG,
            limits=httpx.Limits(max_connections=CLIENTS + 1, max_keepalive_connections=0),
        ) as web,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):

        def ask(said: Message) -> httpx.Response:
            bearer = {"Authorization": f"Bearer {said.desk}.{CREDENTIAL}"}
            return web.post("/v1/sync", content=said.body, headers=bearer)

        with database.held():
            asked = {clients.submit(ask, said): said for said in crowd}
            waiting = set(asked)
            while len(waiting) > AT_WORK + WAITING:
                waiting = wait(waiting, LONG, "FIRST_COMPLETED").not_done
            assert web.get("/v1/health").status_code == 200
        later = {asked[one]: again_in(one.result()) for one in asked if one not in waiting}
        assert len(later) == CLIENTS - AT_WORK - WAITING
        assert len(set(later.values())) > 5, "they come back together"
        heard = [one.result() for one in waiting]
        # Each comes again, and all at once: harder than what they were asked to do.
        missing = list(later)
        while missing:
            answers = list(zip(missing, clients.map(ask, missing), strict=True))
            heard += [answer for _, answer in answers if answer.status_code == 200]
            missing = [said for said, answer in answers if answer.status_code != 200]
            assert len(missing) < len(answers), "nobody gets through"
            assert all(again_in(answer) for _, answer in answers if answer.status_code != 200)
    assert [taken(answer) for answer in heard] == ["accepted"] * CLIENTS
    with store.reading() as session:
        for table in (tables.Dossier, tables.Entry, tables.UsedNumber):
            assert session.scalar(select(func.count()).select_from(table)) == CLIENTS


def again_in(answer: httpx.Response) -> int:
    assert answer.status_code == 429, answer.text
    assert Problem.model_validate_json(answer.content).code == "busy"
    return int(answer.headers["retry-after"])


def taken(answer: httpx.Response) -> str:
    [said] = SyncAnswer.model_validate_json(answer.content).entries
    return said.outcome
