"""What a simulated world is made of besides desks and lines: time, power, small databases."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from desk_app.central.engine import open_centre
from desk_app.central.setup import set_up
from desk_app.clock import VIETNAM, TickingClock, uuid7
from desk_app.models.engine import Store
from desk_app.models.tables import Unit
from desk_app.services.calendar_import import apply_calendar_change
from desk_app.services.catalogue_import import apply_procedure_change
from tests.builders.procedures import a_procedure
from tests.builders.stores import a_store
from tests.faults.places import in_memory

UNITS = ("H15.50.05.13", "H15.50.05.14", "H15.50.05.15")
START = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)


class PowerCut(BaseException):
    """The machine is off. Nothing in the program gets to see it."""


class WorldTime:
    """The true time; only the world moves it."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def pass_by(self, step: timedelta) -> None:
        """Time goes on."""
        self.now += step


class SkewedClock:
    """The clock of one machine: the true time and an error. Ids come from the seed.

    ``jumps``: the error that begins with the n-th look from now on.
    """

    def __init__(self, time: WorldTime, chance: random.Random) -> None:
        self._time = time
        self._chance = chance
        self.error = timedelta()
        self.jumps: tuple[int, timedelta] | None = None

    def now(self) -> datetime:
        """As :meth:`desk_app.clock.Clock.now`."""
        if self.jumps is not None:
            looks, error = self.jumps
            self.jumps = (looks - 1, error) if looks > 1 else None
            if looks <= 1:
                self.error = error
        return self._time.now + self.error

    def new_id(self) -> str:
        """As :meth:`desk_app.clock.Clock.new_id`."""
        return uuid7(self.now(), self._chance.randbytes(10))


@dataclass
class Trouble:
    """What goes wrong at a commit to come: ``commits`` from now, in the manner ``how``: ``full``
    (the disk takes no more), ``before`` or ``after`` (the power goes, as the commit begins or
    when it is through)."""

    how: str = ""
    commits: int = 0

    def due(self, how: str) -> bool:
        """Whether it happens now; then it is over."""
        if self.how != how:
            return False
        self.commits -= 1
        if self.commits > 0:
            return False
        self.how = ""
        return True


class FaultyStore(Store):
    """A real store on a disk and a power line that fail when they are told to."""

    def __init__(self, store: Store, power_cut: Callable[[], None]) -> None:
        super().__init__(store.engine, store.path)
        self.trouble = Trouble()
        self._power_cut = power_cut

    @contextmanager
    def write(self) -> Iterator[Session]:
        """As :meth:`Store.write`."""
        with super().write() as session:
            yield session
            self._commit_begins()
        self._commit_is_through()

    @contextmanager
    def write_rows(self) -> Iterator[Connection]:
        """As :meth:`Store.write_rows`."""
        with super().write_rows() as work:
            yield work
            self._commit_begins()
        self._commit_is_through()

    def _commit_begins(self) -> None:
        if self.trouble.due("full"):
            said = sqlcipher.OperationalError("database or disk is full")
            raise OperationalError("COMMIT", {}, said)
        if self.trouble.due("before"):
            self._power_cut()
            raise PowerCut

    def _commit_is_through(self) -> None:
        if self.trouble.due("after"):
            self._power_cut()
            raise PowerCut


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder for one world, in memory where the machine offers that."""
    folder = Path(tempfile.mkdtemp(prefix="desk-world-", dir=in_memory()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def desk_template() -> bytes:
    """The database of a desk with one procedure and a calendar."""
    with a_folder() as folder:
        store = a_store(folder)
        calendar = {"name": "vn", "version": 1, "years": [START.year], "days": []}
        with store.write() as session:
            for code in UNITS:
                session.merge(Unit(code=code, name="Trung tâm", level="commune_centre"))
            apply_procedure_change(session, a_procedure(), START)
            apply_calendar_change(session, calendar, START)
        store.close()
        return (folder / "desk.db").read_bytes()


@cache
def centre_template() -> bytes:
    """The database of a real centre without units, officers, procedures."""
    with a_folder() as folder:
        file = folder / "centre.db"
        store = open_centre(str(file))
        set_up(store, TickingClock(START))
        store.close()
        return file.read_bytes()
