"""Databases of a training centre, quickly: set up once, copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desk_app.central import enrolment
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.setup import set_up
from desk_app.clock import Clock, TickingClock
from desk_app.sync.protocol import EnrolAnswer
from tests.builders.messages import COUNTER, CREDENTIAL, NOW, UNIT, enrol_request
from tests.builders.postgres import drop_database, make_database

TEMPLATE = "desk_template"


def small_resources(folder: Path) -> Path:
    """Two procedures and a calendar, in place of the whole catalogue."""
    (folder / "procedures").mkdir(parents=True)
    (folder / "calendar").mkdir()
    procedures = [{"code": "1.001193", "version": 1}, {"code": "2.000815", "version": 1}]
    (folder / "procedures" / "few.json").write_text(json.dumps({"procedures": procedures}))
    calendar = {"name": "vn", "version": 1, "years": [2026], "days": []}
    (folder / "calendar" / "vn.json").write_text(json.dumps(calendar))
    return folder


def prepare(database: str, resources: Path) -> None:
    """A training centre in an empty database."""
    store = open_centre(database)
    set_up(store, TickingClock(NOW), with_training=True, resources=resources)
    store.close()


@contextmanager
def sqlite_copy(template: Path, folder: Path) -> Iterator[CentreStore]:
    """A store on a copy of a prepared file."""
    file = folder / "centre.db"
    shutil.copy(template, file)
    store = open_centre(str(file))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def postgres_copy(server: str, name: str) -> Iterator[CentreStore]:
    """A store on a copy of the prepared database."""
    store = open_centre(make_database(server, name, TEMPLATE))
    try:
        yield store
    finally:
        store.close()
        drop_database(server, name)


def enrolled(
    store: CentreStore,
    clock: Clock,
    desk: int = 1,
    *,
    unit: str = UNIT,
    counter: str = COUNTER,
    credential: str = CREDENTIAL,
) -> EnrolAnswer:
    """A desk that joined."""
    code = enrolment.make_code(store, clock, unit, counter).code
    return enrolment.enrol(store, clock, enrol_request(code, desk, credential))


Opener = Callable[[], CentreStore]
