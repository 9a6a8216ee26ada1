"""kill -9 of the real centre while a desk sends entries and files: the desk goes on with the next
one, and everything has taken effect once."""

from __future__ import annotations

import atexit
import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import select

from desk_app.central import administration, commands
from desk_app.central.engine import open_centre
from desk_app.central.tables import UsedNumber
from desk_app.clock import Clock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.models.schema import open_store
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.engine import SyncEngine, SyncReport
from desk_app.sync.protocol import UnitV1
from tests.builders.archive_copies import a_copy, announce_copy
from tests.builders.centres import enrolled, prepare, small_resources
from tests.builders.messages import CREDENTIAL, identity_text
from tests.builders.outbox import send_later
from tests.builders.postgres import drop_database, find_binaries, make_database, postgres_server
from tests.builders.stores import KEY, UNIT, a_store
from tests.faults import forked
from tests.faults.desk_at_work import TrialClock, a_clock, a_place, damage
from tests.faults.forked import Tell, Victim, in_own_process
from tests.faults.history import check
from tests.faults.looked_at import of_the_centre, of_the_desk, unsent
from tests.faults.trials import Outcome, Trial

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
DOSSIERS = 20
COPIES = (a_copy(300_000, 200_000, seed=1), a_copy(150_000, 90_000, seed=2))
LONGEST_S = 0.5  # about what a whole pass takes
MOST_PASSES = 20
NO_POSTGRES = "PostgreSQL is not installed: the centre on PostgreSQL is NOT killed here"


def run(kind: str, seed: int, count: int) -> Outcome:
    """Kills so many centres."""
    if kind == "postgresql" and find_binaries() is None:
        return Outcome(0, notes=(f"left out: {NO_POSTGRES}",))
    return in_own_process(__name__, f"one_{kind}", seed, count, unless=forked.why_not())


@dataclass(frozen=True)
class Pair:
    """A desk with a full outbox and the centre that it belongs to, at rest."""

    desk: Path
    database: str
    files: Path


def killed(kind: str, seed: int) -> Iterator[str]:
    """Kills one centre once, has the desk go on with the next, and compares the two."""
    chance = random.Random(seed)
    with _a_pair(kind, seed) as pair:
        with _serving(pair) as victim, _engine(pair, victim) as (store, engine):
            victim.kill_meanwhile(chance.uniform(0, LONGEST_S))
            _drain(store, engine)
        if victim.broke:
            yield victim.broke
        with _serving(pair) as again, _engine(pair, again) as (store, engine):
            report = _drain(store, engine)
            yield from damage(store)
            history = [
                *of_the_centre(pair.database, pair.files),
                *of_the_desk(store, IDENTITY.desk_id),
            ]
            yield from map(str, check(history))
            yield from _numbers_used(pair)
            if report.fault is not None:
                yield f"I7 the pass with the next centre ended in {report.fault.key}"


def _drain(store: Store, engine: SyncEngine) -> SyncReport:
    """Passes until nothing is left to send or the line fails."""
    report = engine.run_once(at_once=True)
    for _ in range(MOST_PASSES):
        if report.fault is not None or not unsent(store):
            break
        report = engine.run_once(at_once=True)
    return report


@contextmanager
def _serving(pair: Pair) -> Iterator[Victim]:
    centre = _centre(pair)
    try:
        yield centre
    finally:
        centre.kill()


def _centre(pair: Pair) -> Victim:
    """The real centre, serving."""

    def serve(tell: Tell) -> None:
        commands.serve(
            pair.database,
            ready=tell,
            listen="127.0.0.1:0",
            files=pair.files,
            clock=a_clock(),
            log=False,
        )

    victim = Victim(serve)
    if not victim.first_line().startswith("listening on "):
        raise RuntimeError(victim.first_line())
    return victim


@contextmanager
def _engine(pair: Pair, centre: Victim) -> Iterator[tuple[Store, SyncEngine]]:
    clock: Clock = TrialClock(a_clock().now())
    store = open_store(pair.desk / "desk.db", KEY, must_exist=True)
    line = HttpCentre(centre.first_line().removeprefix("listening on "), IDENTITY)
    scans = ScanStore(pair.desk / "scans")
    try:
        engine = SyncEngine(store, clock, EventBus(), line, files=scans, random=lambda: 0.0)
        yield store, engine
    finally:
        line.close()
        store.close()


def _numbers_used(pair: Pair) -> Iterator[str]:
    kept = open_centre(pair.database)
    try:
        with kept.reading() as session:
            if len(session.scalars(select(UsedNumber.number)).all()) != DOSSIERS:
                yield "I4 the centre does not know every number as used"
    finally:
        kept.close()


# ---------------------------------------------------------------- pairs


@contextmanager
def _a_pair(kind: str, number: int) -> Iterator[Pair]:
    first = _first_pair(kind)
    folder = Path(mkdtemp(dir=a_place()))
    database = f"{folder}/centre.db"
    if kind == "postgresql":
        name = f"trial_{number}_{folder.name.lower()}"
        database = make_database(_postgres(), name, _name(first.database))
    try:
        shutil.copytree(first.desk, folder / "desk")
        if kind == "sqlite":
            for ending in ("", "-wal"):  # the first centre was killed, too
                if Path(first.database + ending).is_file():
                    shutil.copy(first.database + ending, database + ending)
        yield Pair(folder / "desk", database, folder / "kept")
    finally:
        if kind == "postgresql":
            drop_database(_postgres(), _name(database))
        shutil.rmtree(folder)


@cache
def _first_pair(kind: str) -> Pair:
    """A desk that has joined and got its numbers, and then received dossiers and copies."""
    folder = a_place() / f"first-{kind}"
    (folder / "desk").mkdir(parents=True)
    database = f"{folder}/centre.db"
    if kind == "postgresql":
        database = make_database(_postgres(), "first")
    prepare(database, small_resources(folder / "resources"))
    kept = open_centre(database)
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    administration.add_unit(kept, a_clock(), unit)
    enrolled(kept, a_clock(), unit=UNIT)
    kept.close()
    pair = Pair(folder / "desk", database, folder / "kept")
    a_store(folder / "desk").close()
    with _serving(pair) as centre, _engine(pair, centre) as (store, engine):
        if engine.run_once().fault is not None:
            raise RuntimeError("the first pass with the centre failed")
        ids = send_later(store, *range(1, DOSSIERS + 1), prints=1)
        scans = ScanStore(pair.desk / "scans")
        for dossier, copy in zip(ids, COPIES, strict=False):
            announce_copy(store, scans, dossier, copy)
    return pair


@cache
def _postgres() -> str:
    kept = ExitStack()
    url = kept.enter_context(postgres_server())
    atexit.register(kept.close)
    return url


def _name(url: str) -> str:
    return url.split("@/")[1].split("?")[0]


one_sqlite = partial(killed, "sqlite")
one_postgresql = partial(killed, "postgresql")

TRIALS = [
    Trial(
        f"kill-centre-{kind}",
        f"the centre on {words} is killed while entries and files come",
        ("I2", "I3", "I4", "I6", "I7"),
        4,
        150,
        partial(run, kind),
    )
    for kind, words in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL"))
]
