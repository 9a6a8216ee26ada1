"""A real desk and a real centre, and everything people do to a data folder: put back, copy, move,
delete, change. Every code that was ever handed out is kept and compared."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select

from desk_app import app
from desk_app.central import commands, tables
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.http import make_app
from desk_app.clock import SystemClock
from desk_app.enrolling import enrol
from desk_app.errors import Refusal
from desk_app.models.tables import Dossier
from desk_app.services.desk import Desk
from desk_app.services.intake_json import read_form
from desk_app.services.mark_keeping import began_anew
from desk_app.services.receipts import REPRINT_REASONS
from desk_app.services.send_again import SendAgain
from desk_app.services.this_desk import ThisDesk
from desk_app.sync.exchanges import SyncReport
from tests.builders.desks import a_dossier_said
from tests.builders.served import served
from tests.faults.places import in_memory

UNIT, COUNTER = "H99.21.01", "Quầy 01"
KEPT = ("desk.db", "desk.db-wal", "desk.db-shm")


@cache
def _template() -> Path:
    file = Path(tempfile.mkdtemp(prefix="centre-template-")) / "centre.db"
    commands.init(str(file), training=True)
    return file


@contextmanager
def a_centre(database: str | None = None) -> Iterator[Centre]:
    """A training centre on loopback, on a fresh SQLite file or on ``database``."""
    with ExitStack() as stack:
        place = tempfile.TemporaryDirectory(prefix="centre-", dir=in_memory())
        folder = Path(stack.enter_context(place))
        if database is None:
            database = str(shutil.copy(_template(), folder / "centre.db"))
        else:
            commands.init(database, training=True)
        store = open_centre(database)
        stack.callback(store.close)
        yield Centre(store, database, stack.enter_context(served(make_app(store, SystemClock()))))


@dataclass
class Centre:
    """A centre at work."""

    store: CentreStore
    database: str
    url: str

    def codes(self) -> list[str]:
        """Every dossier it has."""
        with self.store.reading() as session:
            return list(session.scalars(select(tables.Dossier.code)))

    def end_credential(self, desk_id: str) -> None:
        """Half a year has gone by."""
        with self.store.writing() as session:
            desk = session.get_one(tables.Desk, desk_id)
            desk.credential_expires_at = SystemClock().now() - timedelta(days=1)

    def refused(self) -> list[str | None]:
        """Why entries were refused."""
        with self.store.reading() as session:
            entry = tables.Entry
            return list(session.scalars(select(entry.reason).where(entry.outcome == "refused")))


@dataclass
class Office:
    """Folders of one desk: the one in use, what was put aside, and every code handed out."""

    centre: Centre
    folder: Path
    asides: Path
    handed_out: list[str] = field(default_factory=list)
    lost_unsent: set[str] = field(default_factory=set)

    def receive(self, count: int = 1, folder: Path | None = None) -> int:
        """Receives and prints so many dossiers; how many got a number."""
        with self.running(folder) as desk:
            return sum(self.received(desk) for _ in range(count))

    def received(self, desk: Desk) -> bool:
        """Receives a dossier and its paper at a desk that is open; False: it has no number."""
        try:
            form = read_form(a_dossier_said(received_at=None))
            code = desk.intake.receive(form, desk.officer()).code
        except Refusal as refusal:
            if not refusal.key.startswith("numbers."):
                raise
            return False
        desk.receipts.first_print(code)
        self.handed_out.append(code)
        return True

    def reprint(self, code: str, times: int) -> None:
        """Entries without a number."""
        with self.running() as desk:
            for _ in range(times):
                desk.receipts.reprint(code, REPRINT_REASONS[0], desk.officer())

    def send_again(self) -> int:
        """Puts back what the centre took today; how many entries."""
        with self.running() as desk:
            today = desk.clock.now().date()
            return SendAgain(desk.store, desk.clock, desk.bus).since(today)

    def sync(self, folder: Path | None = None) -> SyncReport:
        """One pass."""
        with self.running(folder) as desk:
            return app.sync_once(desk)

    @contextmanager
    def running(self, folder: Path | None = None) -> Iterator[Desk]:
        """The desk at work."""
        with app.running(folder or self.folder) as desk:
            yield desk

    def put_aside(self, name: str) -> Path:
        """A copy of the whole folder."""
        return Path(shutil.copytree(self.folder, self.asides / name))

    def put_back(self, aside: Path) -> None:
        """The whole folder is as it was: also what a machine set back to a snapshot looks like
        where nothing outside of it was kept."""
        self._forget_unsent()
        shutil.rmtree(self.folder)
        shutil.copytree(aside, self.folder)

    def put_back_database(self, aside: Path) -> None:
        """The database alone is as it was."""
        self._forget_unsent()
        for name in KEPT:
            (self.folder / name).unlink(missing_ok=True)
            if (aside / name).exists():
                shutil.copy(aside / name, self.folder / name)

    def _forget_unsent(self) -> None:
        # What only this disk had and is overwritten is out of anybody's reach, but for its paper.
        known = set(self.centre.codes())
        self.lost_unsent |= {code for code in self.handed_out if code not in known}

    def forget_what_nobody_has(self) -> None:
        """A desk that was put back and then its centre, too: what both forgot is on paper only, or
        at a desk that heard of it and has nothing to send."""
        with self.running() as desk, desk.store.read() as session:
            own = select(Dossier.code).where(Dossier.origin_desk.is_(None))
            here = set(session.scalars(own))
        known = here | set(self.centre.codes())
        self.lost_unsent |= {code for code in self.handed_out if code not in known}

    def anew(self, folder: Path | None = None) -> str | None:
        """Why the desk last gave up its numbers."""
        with self.running(folder) as desk:
            found = began_anew(desk.store, desk.clock.now())
            return found.why if found else None

    def place(self) -> ThisDesk:
        """What the desk keeps of its place."""
        with self.running() as desk:
            return desk.this_desk()

    def epoch(self) -> int:
        """The desk's epoch."""
        return self.place().epoch

    def wrong(self) -> Iterator[str]:
        """What must not be: a code twice on paper, one that was refused, one that is lost."""
        twice = {code for code in self.handed_out if self.handed_out.count(code) > 1}
        if twice:
            yield f"issued twice: {sorted(twice)}"
        missing = set(self.handed_out) - set(self.centre.codes()) - self.lost_unsent
        if missing:
            yield f"lost: {sorted(missing)}"
        if self.centre.refused():
            yield f"refused: {self.centre.refused()}"


@contextmanager
def an_office(centre: Centre, counter: str = COUNTER) -> Iterator[Office]:
    """A desk that has joined and holds numbers."""
    with tempfile.TemporaryDirectory(prefix="office-", dir=in_memory()) as named:
        place = Path(named)
        code = commands.enrol_code(UNIT, counter, centre.database)["code"]
        enrol(place / "desk", centre.url, code, training=True)
        (place / "asides").mkdir()
        yield Office(centre, place / "desk", place / "asides")


def change_mark(folder: Path) -> None:
    """Somebody writes another number into the mark."""
    path = folder / "mark.json"
    said = json.loads(path.read_bytes())
    path.write_text(json.dumps(said | {"seq": 0}))
