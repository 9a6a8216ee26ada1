"""T8: nobody knows whether the centre heard. Requests come again up to 20 times, in any order, and
two programs empty the same outbox."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.models.schema import open_store
from desk_app.sync.centre import NoAnswer
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import SyncAnswer, SyncRequest, UnitV1
from tests.builders.stores import KEY
from tests.fakes.lanes_in_turns import InTurns
from tests.faults.history import Fact, Settled, check
from tests.faults.simulation.desk import SimDesk
from tests.faults.simulation.line import CALM, Line
from tests.faults.simulation.parts import UNITS, SkewedClock, WorldTime, a_folder
from tests.faults.simulation.sides import MemorySide, NotedPort, Port, SqliteSide
from tests.faults.trials import Trial, each

MOST_REPLAYS = 20
MOST_PASSES = 8


class RepeatingPort:
    """Each request is heard, and its answer perhaps is; later it comes again, up to 20 times, after
    others that were sent after it."""

    def __init__(self, port: Port, chance: random.Random) -> None:
        self._port, self._chance = port, chance
        self.calm = False
        self.kept: list[SyncRequest] = []
        self.upload_state = port.upload_state
        self.upload_piece = port.upload_piece

    def sync(self, request: SyncRequest) -> SyncAnswer:
        answer = self._port.sync(request)
        if self.calm:
            return answer
        self.kept.append(request)
        if self._chance.random() < 0.3:
            self.replay()
        if self._chance.random() < 0.5:
            raise NoAnswer("cut")
        return answer

    def replay(self) -> None:
        """One of the requests so far, again and again."""
        old = self._chance.choice(self.kept)
        for _ in range(self._chance.randrange(1, MOST_REPLAYS + 1)):
            with suppress(DeskError):  # it says less than the centre knows
                self._port.sync(old)


def replayed(seed: int) -> Iterable[str]:
    """One desk, requests that come again in any order, one or two programs that send."""
    chance = random.Random(seed)
    history: list[Fact] = []
    time = WorldTime()
    with a_folder() as folder:
        clock = SkewedClock(time, random.Random(seed))
        side = SqliteSide(clock, folder) if seed % 2 else MemorySide(clock)
        desk = SimDesk("desk-1", UNITS[0], folder, time, chance, history.append)
        place = UnitV1(code=UNITS[0], name="Trung tâm", level="commune_centre")
        noted = NotedPort(desk.name, side.welcome(desk.identity, place, "Quầy 01"), history.append)
        port = RepeatingPort(noted, chance)
        desk.centre = line = Line(port, chance, CALM, lambda _: None, desk.power_cut)
        port.calm = True
        desk.start()
        desk.sync()
        port.calm = False
        other = _Second(desk, line) if seed % 3 == 0 else None
        for _ in range(chance.randrange(8, 16)):
            chance.choice((desk.receive, desk.receive, desk.reprint, desk.digitise, desk.sync))()
            time.pass_by(timedelta(seconds=chance.randrange(1, 100)))
        for _ in range(3):
            desk.sync()
            port.replay()
        port.calm = True
        if other is not None:
            other.end()
        for _ in range(MOST_PASSES):
            time.pass_by(timedelta(hours=7))
            desk.sync()
            if not desk.unsent():
                break
        history += [desk.look(), *desk.proved(), *side.stored()]
        history.append(Settled(desk.name, desk.unsent()))
        for request in port.kept:  # and once more when all is over
            with suppress(DeskError):  # it says less than the centre knows
                noted.sync(request)
        twice = [name for name, count in side.effects().items() if count > 1]
        desk.end()
        side.close()
    yield from (str(found) for found in check(history))
    yield from (f"I2 {name} took effect twice" for name in twice)


class _Second:
    """A second program on the same database makes a pass while the first waits for an answer."""

    def __init__(self, desk: SimDesk, line: Line) -> None:
        self._store = open_store(desk.store.path, KEY)
        self._engine = SyncEngine(
            self._store,
            desk.clock,
            EventBus(),
            line,
            files=desk._scans,
            random=lambda: 0.5,
            lanes=InTurns,
        )
        self._line, self._busy = line, False
        line.between = self._work

    def _work(self) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            self._engine.run_once()
        finally:
            self._busy = False

    def end(self) -> None:
        """It is closed."""
        self._line.between = lambda: None
        self._store.close()


TRIALS = (
    Trial(
        "replays",
        "a request of unknown outcome comes again 1 to 20 times, in any order; two programs send",
        ("I1", "I2", "I3", "I4", "I6", "I7"),
        count_ci=6,
        count_full=1_000,
        run=lambda seed, count: each(seed, count, replayed),
    ),
)
