"""T9: the clock of a desk jumps, at any moment of its work."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from desk_app.clock import VIETNAM
from desk_app.sync.protocol import UnitV1, parse_code
from tests.faults.history import Fact, Leaked, Settled, check
from tests.faults.simulation.desk import SimDesk
from tests.faults.simulation.line import CALM, Line
from tests.faults.simulation.parts import UNITS, SkewedClock, WorldTime, a_folder
from tests.faults.simulation.sides import MemorySide, NotedPort, Side, SqliteSide
from tests.faults.trials import Trial, each

MOST_PASSES = 10


@dataclass(frozen=True)
class Jump:
    """By how much the clock errs from then on; or where the true time goes by itself."""

    name: str
    start: datetime
    error: timedelta = timedelta()
    step: timedelta = timedelta()


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]


MORNING = _at(2026, 11, 20, 9, 0)
JUMPS = (
    Jump("ten years back", MORNING, error=timedelta(days=-3650)),
    Jump("a day back", MORNING, error=timedelta(days=-1)),
    Jump("an hour back", MORNING, error=timedelta(hours=-1)),
    Jump("a day on", MORNING, error=timedelta(days=1)),
    Jump("ten years on", MORNING, error=timedelta(days=3650)),
    Jump("midnight", _at(2026, 11, 20, 23, 59, 59), step=timedelta(seconds=2)),
    Jump("end of the month", _at(2026, 11, 30, 23, 59, 59), step=timedelta(seconds=2)),
    Jump("end of the year", _at(2026, 12, 31, 23, 59, 59), step=timedelta(seconds=2)),
)
MOMENTS = ("before work", "during the save", "before the exchange", "during it", "at a restart")
CASES = tuple(product(JUMPS, MOMENTS))


def jumped(seed: int) -> Iterable[str]:
    """One jump at one moment; what the clock was set to is set right in the end."""
    jump, moment = CASES[seed % len(CASES)]
    chance, time = random.Random(seed), WorldTime(jump.start)
    history: list[Fact] = []
    with a_folder() as folder:
        clock = SkewedClock(time, random.Random(seed))
        side: Side = SqliteSide(clock, folder) if (seed // len(CASES)) % 2 else MemorySide(clock)
        desk = SimDesk("desk-1", UNITS[0], folder, time, chance, history.append)
        place = UnitV1(code=UNITS[0], name="Trung tâm", level="commune_centre")
        noted = NotedPort(desk.name, side.welcome(desk.identity, place, "Quầy 01"), history.append)
        desk.centre = line = Line(noted, chance, CALM, lambda _: None, desk.power_cut)
        desk.start()
        try:
            wrong = [*_work(desk, line, time, jump, moment, history)]
            history += [desk.look(), *desk.proved(), *side.stored()]
            history.append(Settled(desk.name, desk.unsent()))
            history += [Leaked(file) for file in desk.leaks()]
        finally:
            desk.end()
            side.close()
    name = f"{jump.name}, {moment}"
    yield from (f"{name}: {found}" for found in (*wrong, *check(history)))


def _work(
    desk: SimDesk, line: Line, time: WorldTime, jump: Jump, moment: str, history: list[Fact]
) -> Iterable[str]:
    def goes_wrong() -> None:
        desk.clock.error = jump.error
        time.pass_by(jump.step)
        line.between = lambda: None

    desk.sync()
    desk.receive()
    if moment == "before work":
        goes_wrong()
    if moment == "during the save":
        yield from _save_while(desk, time, jump)
    else:
        desk.receive()
    desk.print()
    desk.digitise()
    if moment == "before the exchange":
        goes_wrong()
    if moment == "during it":
        line.between = goes_wrong
    line.weather = CALM
    desk.sync()
    if moment == "at a restart":
        goes_wrong()
        desk.end()
        desk.start()
        history.append(desk.look())
    for act in (desk.receive, desk.reprint, desk.sync, desk.meddle):
        act()
        time.pass_by(timedelta(minutes=1))
    desk.clock.error, desk.clock.jumps = timedelta(), None
    desk.sync()  # the centre's time says which day it is
    said = desk.receive()
    if parse_code(said) is None:
        yield f"the clock is right again, and no dossier can be received: {said}"
    desk.release()
    for _ in range(MOST_PASSES):
        time.pass_by(timedelta(hours=7))
        desk.sync()
        if not desk.unsent():
            return


def _save_while(desk: SimDesk, time: WorldTime, jump: Jump) -> Iterable[str]:
    """The clock jumps between any two looks at it during one save."""
    for look in range(1, 8):
        if jump.step:
            time.now = jump.start
            desk.clock.jumps = (look, jump.step)
        else:
            desk.clock.error = timedelta()
            desk.clock.jumps = (look, jump.error)
        said = desk.receive()
        if parse_code(said) is None and not said.startswith("numbers."):
            yield f"a save came to {said}"
    desk.clock.jumps = None
    if jump.step:
        desk.clock.error = timedelta()
        time.pass_by(jump.step)


TRIALS = (
    Trial(
        "clocks",
        "8 jumps of the clock at 5 moments: 10 years back and on, midnight, ends of month and year",
        ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8"),
        count_ci=len(CASES),
        count_full=10 * len(CASES),
        run=lambda seed, count: each(seed, count, jumped),
    ),
)
