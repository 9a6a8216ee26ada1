"""Databases of a training centre, quickly: set up once, copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from desk_app.central import enrolment
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.places import read_place
from desk_app.central.setup import set_up
from desk_app.central.tables import About, Base
from desk_app.clock import Clock, TickingClock
from desk_app.sync.protocol import EnrolAnswer
from tests.builders.messages import COUNTER, CREDENTIAL, NOW, UNIT, enrol_request
from tests.builders.postgres import drop_database, make_database

TEMPLATE = "desk_template"
SHARED = "desk_shared"


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
    _is_at_home(store)
    try:
        yield store
    finally:
        store.close()
        drop_database(server, name)


@contextmanager
def postgres_shared(server: str) -> Iterator[CentreStore]:
    """A store on one database for all tests of a process, each time filled as it was prepared:
    several times quicker than a database for each test."""
    url = server.replace("/postgres?", f"/{SHARED}?")
    if not _has_database(server, SHARED):
        make_database(server, SHARED, TEMPLATE)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE SCHEMA pristine")
            for table in _tables():
                connection.execute(f"CREATE TABLE pristine.{table} AS TABLE {table}".encode())
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = _tables()
        refill = [f"INSERT INTO {table} SELECT * FROM pristine.{table}" for table in tables]
        reset = "; ".join([f"TRUNCATE {', '.join(tables)} RESTART IDENTITY", *refill])
        connection.execute(reset.encode())
    store = open_centre(url)
    _is_at_home(store)
    try:
        yield store
    finally:
        store.close()


def _is_at_home(store: CentreStore) -> None:
    """This copy was not put back from a backup: it is where it belongs."""
    with store.writing() as session:
        session.get_one(About, 1).place = read_place(session)


def back_up(store: CentreStore) -> Callable[[], None]:
    """Keeps the database as it is now; what comes back puts it back, as IT does: another database
    under the same name."""
    store.close()
    url = store.engine.url
    if not store.on_postgresql:
        file = Path(str(url.database))
        kept = Path(shutil.copy(file, file.with_suffix(".backup")))

        def put_file_back() -> None:
            store.close()
            for rest in ("-wal", "-shm"):
                file.with_name(file.name + rest).unlink(missing_ok=True)
            shutil.copy(kept, file)

        return put_file_back
    plain = url.set(drivername="postgresql", database="postgres")
    server, name = plain.render_as_string(hide_password=False), str(url.database)
    backup = f"{name}_backup"
    drop_database(server, backup)
    make_database(server, backup, name)

    def put_database_back() -> None:
        store.close()
        drop_database(server, name)
        make_database(server, name, backup)

    return put_database_back


def _tables() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables] + ["alembic_version"]


def _has_database(server: str, name: str) -> bool:
    with psycopg.connect(server) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


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
