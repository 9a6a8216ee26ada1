"""A world from one seed: desks, a centre, lines, clocks and what befalls them.

The same seed gives the same history, down to each id: :attr:`Told.trace` is its hash. Nothing here
sleeps or waits; an hour is an addition.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from desk_app.errors import DeskError
from desk_app.sync.protocol import UnitV1
from tests.faults.history import Applied, Fact, Leaked, Settled, Violation, check
from tests.faults.simulation.desk import Backup, SimDesk
from tests.faults.simulation.line import CALM, WEATHERS, Ask, Line
from tests.faults.simulation.parts import UNITS, PowerCut, SkewedClock, WorldTime, a_folder
from tests.faults.simulation.sides import MemorySide, NotedPort, Side, SqliteSide

MOST_DESKS = 8
LEAST_STEPS = 60
# After the faults have stopped, so many passes of each desk must bring everything to the centre.
MOST_PASSES = 10
ERRORS = (
    timedelta(days=-3650),
    timedelta(days=-1),
    timedelta(hours=-1),
    timedelta(minutes=3),
    timedelta(days=1),
    timedelta(days=12),
    timedelta(days=3650),
)
STEPS = {
    "receive": 30,
    "burst": 2,
    "print": 8,
    "reprint": 4,
    "digitise": 5,
    "withdraw": 2,
    "sync": 22,
    "sync at once": 3,
    "meddle": 2,
    "poison": 1,
    "time": 8,
    "clock": 3,
    "line": 4,
    "late": 5,
    "full": 2,
    "power": 4,
    "restart": 2,
    "progress": 3,
    "backup": 3,
    "put back": 2,
}


@dataclass(frozen=True)
class Told:
    """What came of one world."""

    violations: list[Violation]
    trace: str
    steps: Counter[str]


@dataclass
class World:
    """Everything of one seed, while it lasts."""

    seed: int
    folder: Path
    history: list[Fact] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)
    desks: list[SimDesk] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.time = WorldTime()
        self.late: list[Ask] = []
        self._backups: dict[str, Backup] = {}
        self._trace = hashlib.sha256()
        clock = SkewedClock(self.time, random.Random(self.chance.random()))
        # Mostly the centre in memory: it is quicker, and one contract holds both.
        real = self.chance.random() < 0.25
        self.side: Side = SqliteSide(clock, self.folder) if real else MemorySide(clock)
        for number in range(self.chance.choice((1, 1, 2, 2, 3, 4, MOST_DESKS))):
            self._add_desk(number)

    def _add_desk(self, number: int) -> None:
        unit = self.chance.choice(UNITS)
        own = random.Random(self.chance.random())
        desk = SimDesk(f"desk-{number}", unit, self.folder, self.time, own, self.note)
        place = UnitV1(code=unit, name="Trung tâm", level="commune_centre")
        port = self.side.welcome(desk.identity, place, desk.officer.counter)
        line = Line(
            NotedPort(desk.name, port, self.note),
            random.Random(self.chance.random()),
            self.chance.choice(WEATHERS),
            self.late.append,
            desk.power_cut,
        )
        desk.centre = line
        desk.start()
        self.desks.append(desk)
        self.lines.append(line)

    def note(self, fact: Fact) -> None:
        """One more fact of the history."""
        self.history.append(fact)

    def live(self) -> Told:
        """Everything that happens, then calm, then the judgement."""
        for line in self.lines:
            weather, line.weather = line.weather, CALM
            self.act(self.desks[self.lines.index(line)], "sync")  # the morning: numbers come
            line.weather = weather
        for _ in range(LEAST_STEPS + self.chance.randrange(30)):
            step = self.chance.choices(list(STEPS), list(STEPS.values()))[0]
            self.act(self.chance.choice(self.desks), step)
            self.time.pass_by(timedelta(seconds=self.chance.randrange(1, 120)))
        return self.judge()

    def act(self, desk: SimDesk, step: str) -> None:
        """One step of one desk; a power cut on the way is followed by a new start."""
        self.steps[step] += 1
        try:
            came = self._act(desk, step)
        except PowerCut:
            came = "the power is gone"
        if desk.cut_off:
            self.steps["power cut"] += 1
            desk.end()
            desk.start()
            self.note(desk.look())
        self._tell(f"{self.time.now.isoformat()} {desk.name} {step}: {came}")

    def _act(self, desk: SimDesk, step: str) -> str:
        chance, line = self.chance, self.lines[self.desks.index(desk)]
        if step == "burst":
            return " ".join(desk.receive() for _ in range(chance.randrange(5, 25)))
        if step == "sync at once":
            return desk.sync(at_once=True)
        if step == "time":
            hours = chance.choice((0.1, 1, 3, 9, 16, 40))
            self.time.pass_by(timedelta(hours=hours))
            return str(hours)
        if step == "clock":
            error = chance.choice((*ERRORS, timedelta(), timedelta()))
            desk.clock.jumps = (chance.randrange(1, 12), error)
            return str(error)
        if step == "line":
            line.down = not line.down
            return str(line.down)
        if step == "late":
            return self._arrive_late()
        if step == "full":
            return desk.fail_at("full", chance.randrange(1, 4))
        if step == "power":
            return desk.fail_at(chance.choice(("before", "after")), chance.randrange(1, 5))
        if step == "restart":
            desk.end()
            desk.start()
            return "-"
        if step == "backup":
            self._backups.setdefault(desk.name, desk.snapshot())
            return "-"
        if step == "put back":
            return self._put_back(desk)
        if step == "progress":
            return self._progress(desk)
        came: str = getattr(desk, step)()
        return came

    def _put_back(self, desk: SimDesk) -> str:
        """An older copy, of the database alone or with the mark beside it; once for each desk.
        Where the keyring goes back, too (a whole machine), only the centre can know."""
        backup = self._backups.get(desk.name)
        if backup is None or backup.used:
            return "nothing"
        backup.used = True
        desk.put_back(backup, mark=self.chance.random() < 0.5, keyring=False)
        self.note(desk.look())
        return f"{len(backup.look.dossiers)}"

    def _arrive_late(self) -> str:
        if not self.late:
            return "nothing"
        ask = self.late.pop(self.chance.randrange(len(self.late)))
        try:
            ask()
        except DeskError as no:
            return no.key
        return "arrived"

    def _progress(self, desk: SimDesk) -> str:
        dossiers = desk.look().dossiers
        if not dossiers:
            return "nothing"
        dossier, code = self.chance.choice(dossiers)
        self.side.publish_progress(dossier, code, "processing")
        return code

    def judge(self) -> Told:
        """The faults stop; what is then not as promised is told."""
        self.late.sort(key=lambda _: self.chance.random())
        while self.late:
            self._tell(f"late: {self._arrive_late()}")
        for desk, line in zip(self.desks, self.lines, strict=True):
            line.weather, line.down = CALM, False
            desk.store.trouble.how = ""
            desk.clock.error, desk.clock.jumps = timedelta(), None
        for _ in range(MOST_PASSES):
            self.time.pass_by(timedelta(hours=7))
            for desk in self.desks:
                desk.release()
                self._tell(f"{desk.name} settles: {desk.sync()}")
            if not any(desk.unsent() for desk in self.desks):
                break
        for desk in self.desks:
            self._look_at(desk)
        self.history += self.side.stored()
        violations = [*check(self.history), *self._compare_effects()]
        for found in violations:
            self._tell(str(found))
        return Told(violations, self._trace.hexdigest(), self.steps)

    def end(self) -> None:
        """Everything is closed."""
        for desk in self.desks:
            desk.end()
        self.side.close()

    def _look_at(self, desk: SimDesk) -> None:
        look = desk.look()
        self.note(look)
        self._tell(repr(look))
        self.history += desk.proved()
        self.note(Settled(desk.name, desk.unsent()))
        for file in desk.leaks():
            self.note(Leaked(file))

    def _compare_effects(self) -> list[Violation]:
        """The centre's books against its answers."""
        answered = {fact.entry for fact in self.history if isinstance(fact, Applied)}
        effects = self.side.effects()
        twice = [name for name, count in effects.items() if count > 1]
        books = {name for name in effects if not name.startswith("number of ")}
        wrong = [Violation("I2", f"{name} took effect {effects[name]} times") for name in twice]
        return wrong + [
            Violation("I2", f"{name}: the centre's books and its answers differ")
            for name in sorted(answered ^ books)
        ]

    def _tell(self, line: str) -> None:
        self._trace.update(line.encode() + b"\n")


def live(seed: int) -> Told:
    """One world, from beginning to end."""
    with a_folder() as folder:
        world = World(seed, folder)
        try:
            return world.live()
        finally:
            world.end()
