"""kill -9 while a queue is written to a stick, taken at the centre, or its answer taken at the
desk: begun again it comes to the same end, and nothing was taken twice or half."""

from __future__ import annotations

import atexit
import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, BinaryIO

from sqlalchemy import Engine, event, select

from desk_app.central import tables
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.numbers import overlaps
from desk_app.central.page_store import LocalPageStore
from desk_app.models.schema import open_store
from desk_app.models.tables import ArchiveFile
from desk_app.paper.disk import Disk
from desk_app.paper.scan_store import ScanStore
from tests.builders.archive_copies import a_copy, announce_copy
from tests.builders.centres import prepare, small_resources
from tests.builders.outbox import send_later, states
from tests.builders.postgres import drop_database, find_binaries, make_database, postgres_server
from tests.builders.stick import (
    CentreWithoutLine,
    DeskWithoutLine,
    a_desk,
    furnished,
    read_back,
)
from tests.builders.stores import KEY, a_clock
from tests.faults import forked
from tests.faults.desk_at_work import a_place, damage
from tests.faults.forked import Tell, Victim, in_own_process
from tests.faults.trials import Outcome, Trial

COPY = a_copy(700_000, 500_000, seed=41)
DOSSIERS = 6
NO_POSTGRES = "PostgreSQL is not installed: the import on PostgreSQL is NOT killed here"
QUEUE, ANSWER = "a.desk-queue", "a.desk-answer"
Tick = Callable[[], None]


def run(kind: str, seed: int, count: int) -> Outcome:
    """Kills so many."""
    if kind == "postgresql" and find_binaries() is None:
        return Outcome(0, notes=(f"left out: {NO_POSTGRES}",))
    return in_own_process(__name__, f"one_{kind}", seed, count, unless=forked.why_not())


class CountingDisk(Disk):
    """Ticks before every call."""

    def __init__(self, tick: Tick) -> None:
        self._tick = tick

    def create(self, path: Path) -> BinaryIO:
        self._tick()
        return super().create(path)

    def write(self, file: BinaryIO, data: bytes | bytearray) -> None:
        self._tick()
        super().write(file, data)
        self._tick()

    def sync(self, file: BinaryIO) -> None:
        self._tick()
        super().sync(file)

    def replace(self, part: Path, path: Path) -> None:
        self._tick()
        super().replace(part, path)
        self._tick()


@dataclass(frozen=True)
class Place:
    """Where one trial works: a copy of a desk, a centre and a stick at rest."""

    folder: Path
    database: str

    @contextmanager
    def centre(self) -> Iterator[CentreWithoutLine]:
        with closing(open_centre(self.database)) as store:
            yield CentreWithoutLine(store, a_clock(), LocalPageStore(self.folder / "kept"))

    @contextmanager
    def desk(self) -> Iterator[DeskWithoutLine]:
        store = open_store(self.folder / "desk" / "desk.db", KEY, must_exist=True)
        scans = ScanStore(self.folder / "desk" / "scans")
        who, credential = _who()
        try:
            yield DeskWithoutLine(store, scans, a_clock(), who, credential)
        finally:
            store.close()

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def import_(self, tick: Tick) -> None:
        with self.centre() as centre:
            _listen(centre.store.engine, tick)
            kept = LocalPageStore(self.folder / "kept", CountingDisk(tick))
            centre = CentreWithoutLine(centre.store, centre.clock, kept)
            [report] = centre.take(self.stick / QUEUE, disk=CountingDisk(tick))
            if report.error is not None:
                raise report.error

    def export(self, tick: Tick) -> None:
        with self.desk() as desk:
            desk.export(self.stick / QUEUE, CountingDisk(tick))

    def answers(self, tick: Tick) -> None:
        with self.desk() as desk:
            _listen(desk.store.engine, tick)
            desk.take(self.stick / ANSWER)


def killed_import(kind: str, seed: int) -> Iterator[str]:
    """Kills one import, and makes it again."""
    with _a_place(kind, seed) as place:
        yield from _kill(place.import_, _steps(kind, "import"), seed)
        answer = place.stick / ANSWER
        if answer.exists():
            _who_reads(answer)
        place.import_(lambda: None)
        yield from _at_the_centre(place)
        place.answers(lambda: None)
        yield from _at_the_desk(place, "accepted", "uploaded")


def killed_export(seed: int) -> Iterator[str]:
    """Kills one export, and makes it again."""
    with _a_place("sqlite", seed) as place:
        queue = place.stick / QUEUE
        queue.unlink()
        yield from _kill(place.export, _steps("sqlite", "export"), seed)
        if queue.exists():
            _who_reads(queue)
        yield from _at_the_desk(place, "waiting", "made")
        place.export(lambda: None)
        if [path.name for path in place.stick.iterdir()] != [QUEUE]:
            yield "something was left on the stick"
        place.import_(lambda: None)
        yield from _at_the_centre(place)


def killed_answers(seed: int) -> Iterator[str]:
    """Kills a desk that takes an answer, and has it take it again."""
    with _a_place("sqlite", seed) as place:
        place.import_(lambda: None)
        yield from _kill(place.answers, _steps("sqlite", "answers"), seed)
        place.answers(lambda: None)
        yield from _at_the_desk(place, "accepted", "uploaded")


def _kill(work: Callable[[Tick], None], steps: int, seed: int) -> Iterator[str]:
    last = random.Random(seed).randrange(steps)
    done = [0]

    def tick() -> None:
        if done[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)
        done[0] += 1

    def live(_tell: Tell) -> None:
        work(tick)

    victim = Victim(live).ended()
    if victim.broke:
        yield victim.broke
    if not victim.killed:
        yield f"it came to its end before step {last} of {steps}"


@cache
def _steps(kind: str, what: str) -> int:
    """How many ticks there are when nobody kills."""
    done = [0]

    def tick() -> None:
        done[0] += 1

    with _a_place(kind, 10**6) as place:
        if what == "answers":
            place.import_(lambda: None)
        {"import": place.import_, "export": place.export, "answers": place.answers}[what](tick)
    return done[0]


def _listen(engine: Engine, tick: Tick) -> None:
    def heard(*_args: Any) -> None:
        tick()

    event.listen(engine, "before_cursor_execute", heard)
    event.listen(engine, "commit", heard)


def _at_the_centre(place: Place) -> Iterator[str]:
    with place.centre() as centre, centre.store.reading() as session:
        if len(centre.codes()) != DOSSIERS:
            yield "I2 not every dossier is there, or one is there twice"
        outcomes = session.scalars(select(tables.Entry.outcome)).all()
        if outcomes != ["accepted"] * (2 * DOSSIERS + 1):
            yield f"I2 {len(outcomes)} entries, of which some were not accepted"
        if len(session.scalars(select(tables.UsedNumber.number)).all()) != DOSSIERS:
            yield "I4 the centre does not know every number as used"
        if overlaps(session):
            yield "I4 blocks overlap"
        file = session.scalars(select(tables.ArchiveFile)).one()
        if file.received_at is None or centre.files.path(file.id).read_bytes() != COPY.pdf:
            yield "I3 the file at the centre is another one"


def _at_the_desk(place: Place, entries: str, file: str) -> Iterator[str]:
    with place.desk() as desk:
        yield from damage(desk.store)
        found = set(states(desk.store).values())
        if found != {entries}:
            yield f"I7 entries are {found}"
        with desk.store.read() as session:
            state = session.scalars(select(ArchiveFile.state)).one()
        if state != file:
            yield f"I7 the file is {state}"


def _who_reads(path: Path) -> None:
    """A file under its true name is whole."""
    _, credential = _who()
    read_back(path, credential)


# ---------------------------------------------------------------- places


@contextmanager
def _a_place(kind: str, number: int) -> Iterator[Place]:
    first = _first(kind)
    folder = Path(mkdtemp(dir=a_place()))
    shutil.copytree(first.folder, folder, dirs_exist_ok=True)
    database = f"{folder}/centre.db"
    if kind == "postgresql":
        name = f"stick_{number}_{folder.name.lower()}"
        database = make_database(_postgres(), name, "stick_first")
    try:
        yield Place(folder, database)
    finally:
        if kind == "postgresql":
            drop_database(_postgres(), name)
        shutil.rmtree(folder)


@cache
def _first(kind: str) -> Place:
    """A desk with a full queue, the centre it belongs to, and the queue on the stick."""
    folder = a_place() / f"first-{kind}"
    (folder / "stick").mkdir(parents=True)
    database = f"{folder}/centre.db"
    if kind == "postgresql":
        database = make_database(_postgres(), "stick_first")
    prepare(database, small_resources(a_place() / "resources"))
    kept: CentreStore = open_centre(database)
    centre = furnished(kept, folder, a_clock())
    desk = a_desk(folder / "desk", centre)
    desk.on_the_line(kept, a_clock())
    [dossier, *_] = send_later(desk.store, *range(1, DOSSIERS + 1), prints=1)
    announce_copy(desk.store, desk.scans, dossier, COPY)
    desk.export(folder / "stick" / QUEUE)
    _KNOWN.append((desk.who, desk.credential))
    desk.store.close()
    kept.close()
    return Place(folder, database)


_KNOWN: list[tuple[Any, str]] = []


def _who() -> tuple[Any, str]:
    return _KNOWN[0]


@cache
def _postgres() -> str:
    kept = ExitStack()
    url = kept.enter_context(postgres_server())
    atexit.register(kept.close)
    return url


def one_sqlite(seed: int) -> Iterator[str]:
    """An import, an export or the taking of an answer, in turns."""
    kinds = (partial(killed_import, "sqlite"), killed_export, killed_answers)
    yield from kinds[seed % len(kinds)](seed)


one_postgresql = partial(killed_import, "postgresql")

TRIALS = [
    Trial(
        "kill-stick-sqlite",
        "export, import and taking of an answer on a stick are killed at any step",
        ("I2", "I3", "I4", "I7"),
        6,
        600,
        partial(run, "sqlite"),
    ),
    Trial(
        "kill-stick-postgresql",
        "the import of a queue on PostgreSQL is killed at any step",
        ("I2", "I3", "I4", "I7"),
        2,
        100,
        partial(run, "postgresql"),
    ),
]
