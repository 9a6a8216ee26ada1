"""T14: 20 counters over 30 days with lines that come and go: every code once, every leased number
accounted for in the end."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from desk_app.central import tables
from desk_app.central.number_reports import voids
from desk_app.clock import VIETNAM
from desk_app.sync.protocol import UnitV1, parse_code
from tests.builders.stores import BINH, PASSWORD
from tests.faults.history import Fact, Settled, check
from tests.faults.simulation.desk import SimDesk
from tests.faults.simulation.line import CALM, Line, Weather
from tests.faults.simulation.parts import START, UNITS, SkewedClock, WorldTime, a_folder
from tests.faults.simulation.sides import NotedPort, SqliteSide
from tests.faults.trials import Failure, Outcome, Trial

COUNTERS, DAYS = 20, 30
# Fewer codes than this come from a smaller month.
SMALL = 10_000
SMALL_COUNTERS, SMALL_DAYS = 6, 12
# What neighbours received is no matter of numbers, and costs more than all the rest.
NEIGHBOURS = frozenset({"dossier.shared", "dossier.amended"})
MOST_PASSES = 10
# Out of so many numbers a day has, and of how often a counter is on the line, all else follows.
ROUGH = Weather(lost=10, answer_lost=10, twice=5, partial=5)


class Month:
    """A month of a few units."""

    def __init__(self, seed: int, folder: Path, counters: int, days: int) -> None:
        self.days = days
        self.chance = random.Random(seed)
        self.time = WorldTime()
        self.history: list[Fact] = []
        self.side = SqliteSide(SkewedClock(self.time, random.Random(seed)), folder)
        self.lines: list[Line] = []
        self.desks = [self._open(number, folder) for number in range(counters)]
        self.codes = 0
        self.emergencies = 0

    def _open(self, number: int, folder: Path) -> SimDesk:
        own, unit = random.Random(self.chance.random()), UNITS[number % 2]
        desk = SimDesk(f"desk-{number}", unit, folder, self.time, own, self.history.append)
        place = UnitV1(code=unit, name="Trung tâm", level="commune_centre")
        port = self.side.welcome(desk.identity, place, desk.officer.counter)
        noted = NotedPort(desk.name, port, self.history.append)
        desk.centre = line = Line(noted, own, CALM, lambda _: None, desk.power_cut)
        self.lines.append(line)
        desk.deaf_to = NEIGHBOURS
        desk.start()
        desk.sync()
        line.weather = ROUGH
        return desk

    def live(self, wanted: int) -> None:
        """All its days, in which together ``wanted`` dossiers are received."""
        for number in range(self.days):
            self.time.now = _morning(START.date() + timedelta(days=number))
            left_today = (wanted - self.codes) // (self.days - number)
            shares = [self.chance.random() ** 2 + 0.05 for _ in self.desks]
            for desk, line, share in zip(self.desks, self.lines, shares, strict=True):
                line.down = self.chance.random() < 0.4
                self._work(desk, round(left_today * share / sum(shares)))
        while self.codes < wanted:  # what the last day's offline counters could not take
            desk = self.chance.choice(self.desks)
            self.lines[self.desks.index(desk)].down = False
            desk.sync()
            self._work(desk, min(20, wanted - self.codes))

    def _work(self, desk: SimDesk, dossiers: int) -> None:
        """A day of one counter. Where the numbers end, there is the line, or a supervisor, or the
        day is over."""
        tries = 3
        while dossiers > 0 and tries:
            if parse_code(desk.receive()) is not None:
                dossiers -= 1
                self.codes += 1
                continue
            tries -= 1
            if self.chance.random() < 0.5:
                desk.sync()
            elif desk.desk.emergency_numbers.sealed() is not None:
                desk.desk.emergency_numbers.open(BINH.login, PASSWORD, "hết số, mất mạng")
                self.emergencies += 1
        if self.chance.random() < 0.3:
            desk.sync()

    def settle(self) -> None:
        """The lines are good, the month is over."""
        for line in self.lines:
            line.weather, line.down = CALM, False
        self.time.now = _morning(START.date() + timedelta(days=self.days + 1))
        for _ in range(MOST_PASSES):
            for desk in self.desks:
                desk.sync()
            if not any(desk.unsent() for desk in self.desks):
                break
        for desk in self.desks:
            self.history += [desk.look(), Settled(desk.name, desk.unsent())]
            desk.end()

    def unexplained(self) -> Iterable[str]:
        """Leased numbers of days that are over: each has a dossier, or is in the register of void
        numbers, and none is both."""
        today = self.time.now.date()
        with self.side.store.reading() as session:
            table = tables.NumberBlock
            blocks = session.execute(
                select(table.unit, table.day, table.first, table.last).where(table.day < today)
            ).all()
            used = tables.UsedNumber
            rows = session.execute(select(used.unit, used.day, used.number)).all()
        taken: dict[tuple[str, date], set[int]] = defaultdict(set)
        for row in rows:
            taken[row.unit, row.day].add(row.number)
        void: dict[tuple[str, date], list[int]] = defaultdict(list)
        register = voids(self.side.store, today, unit=None, day=None, older_than=0)
        for line in register["void"]:
            for first, last in line["void"]:
                void[line["unit"], date.fromisoformat(line["day"])] += range(first, last + 1)
            if line["missing"]:
                yield f"{line['counter']} {line['day']}: no dossier for {line['missing']}"
        for line in register["open"]:
            yield f"{line['counter']} never closed {line['day']}"
        for key in {(block.unit, block.day) for block in blocks}:
            leased = [
                number
                for block in blocks
                if (block.unit, block.day) == key
                for number in range(block.first, block.last + 1)
            ]
            if sorted([*taken[key], *void[key]]) != sorted(leased):
                yield f"{key[0]} {key[1]}: leased numbers are not accounted for"


def run(seed: int, count: int) -> Outcome:
    """One month with ``count`` codes."""
    size = (COUNTERS, DAYS) if count >= SMALL else (SMALL_COUNTERS, SMALL_DAYS)
    with a_folder() as folder:
        month = Month(seed, folder, *size)
        month.live(count)
        month.settle()
        wrong = [*map(str, check(month.history)), *month.unexplained()]
        month.side.close()
    failures = tuple(Failure(seed, what, count) for what in wrong)
    note = f"{month.emergencies} emergency blocks were opened"
    return Outcome(month.codes, failures, (note,))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), VIETNAM)


TRIALS = (
    Trial(
        "codes",
        "20 counters, 30 days (under 10,000 codes: 6, 12): codes once, void numbers explained",
        ("I1", "I2", "I4", "I6", "I7"),
        count_ci=600,
        count_full=200_000,
        run=run,
        splits=False,
    ),
)
