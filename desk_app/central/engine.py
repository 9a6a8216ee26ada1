"""The one place that opens the centre's database: an SQLite file, or PostgreSQL by URL.

Several server processes may share either. SQLite is the library that comes with ``sqlcipher3``
(used without a key): the one of Python 3.11 on Debian 12 can corrupt a WAL file that two
processes write. WAL and ``synchronous=FULL``: what was answered is on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolIsEmpty
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from desk_app.errors import EnvironmentFault, Refusal

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL database ("WAL reset"); 3.51.3 mends it.
OLDEST_SQLITE = (3, 51, 3)
WAIT_FOR_LOCK_MS = 20_000
TRIES_FOR_THE_LOG = 100
# Connections of one process: for the round trips and pieces of files at work, and some more. Four
# processes stay below the hundred that PostgreSQL allows by default.
KEPT_CONNECTIONS, MORE_CONNECTIONS = 10, 10
WAIT_FOR_CONNECTION_SECONDS = 10
# A database machine that is gone does not say so.
CONNECT_SECONDS = 5
# What PostgreSQL answers a writer while it recovers, and as a replica.
READS_ONLY = "25006"
FILE_NAME = "centre.db"
FILES = "pages"


class CentreStore:
    """The centre's database: units of work that write, and looks that only read."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def on_postgresql(self) -> bool:
        """Whether rows are locked one by one (PostgreSQL) or the file as a whole (SQLite)."""
        return self.engine.dialect.name == "postgresql"

    @property
    def files_folder(self) -> Path:
        """Where archive copies are kept if nobody says where: beside an SQLite file; with
        PostgreSQL where the default SQLite file would be."""
        url = self.engine.url
        beside = default_database() if self.on_postgresql else str(url.database)
        return Path(beside).parent / FILES

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Session]:
        """One unit of work, committed when the block ends, rolled back when it raises.

        Args:
            durable: the commit is on the disk when the block has ended. Without it a power cut may
                take the work back as a whole, up to the next durable one.

        Raises:
            EnvironmentFault: the database cannot be reached or written.
        """
        with Session(self.engine, expire_on_commit=False) as session, faults_in_words():
            connection = session.connection(execution_options=_writing(durable))
            self._need_not_last(connection, durable)
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def writing_rows(self, *, durable: bool = True) -> Iterator[Connection]:
        """A unit of work as :meth:`writing`, without objects: statements alone."""
        with faults_in_words(), self.engine.connect() as connection:
            writing = connection.execution_options(**_writing(durable))
            with writing.begin():
                self._need_not_last(writing, durable)
                yield writing

    def _need_not_last(self, connection: Connection, durable: bool) -> None:
        if self.on_postgresql and not durable:
            connection.execute(text("SET LOCAL synchronous_commit = off"))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look that writes nothing."""
        with Session(self.engine, expire_on_commit=False) as session, faults_in_words():
            yield session

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A look as :meth:`reading`, without objects: statements alone, for what is asked most."""
        with faults_in_words(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


def _writing(durable: bool) -> dict[str, Any]:
    return {"begin": "IMMEDIATE", "durable": durable}


@contextmanager
def faults_in_words() -> Iterator[None]:
    """Turns a database that cannot be reached or written into a sentence."""
    try:
        yield
    except OperationalError as fault:
        raise EnvironmentFault("central.database_unreachable", code=_code(fault)) from fault
    except InternalError as fault:
        if _code(fault) != READS_ONLY:
            raise
        raise EnvironmentFault("central.database_reads_only") from fault
    except PoolIsEmpty as fault:
        raise EnvironmentFault("central.database_unreachable", code="connections") from fault


def default_database() -> str:
    """The SQLite file used when no database is named."""
    return str(Path(platformdirs.user_data_dir("desk-app-centre", appauthor=False)) / FILE_NAME)


def database_url(database: str | None) -> URL:
    """The URL of ``database``: a URL, or the path of an SQLite file; None is the default file.

    Raises:
        Refusal: neither a path nor a URL of SQLite or PostgreSQL.
    """
    said = database or default_database()
    if "://" not in said:
        return URL.create("sqlite", database=str(Path(said).expanduser().resolve()))
    try:
        url = make_url(said)
    except ArgumentError as fault:
        raise Refusal("central.database_url") from fault
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return url.set(database=str(Path(url.database).expanduser().resolve()))
    raise Refusal("central.database_url")


def open_centre(database: str | None) -> CentreStore:
    """Opens (an SQLite file is made if missing; its tables are not).

    Raises:
        Refusal: the URL is not understood.
        EnvironmentFault: SQLite too old; the folder cannot be made.
    """
    url = database_url(database)
    if url.drivername == "sqlite":
        return CentreStore(_sqlite_engine(Path(str(url.database))))
    try:
        engine = create_engine(
            url.update_query_dict({"connect_timeout": str(CONNECT_SECONDS)} | dict(url.query)),
            pool_size=KEPT_CONNECTIONS,
            max_overflow=MORE_CONNECTIONS,
            pool_timeout=WAIT_FOR_CONNECTION_SECONDS,
            pool_pre_ping=True,
        )
    except NoSuchModuleError as fault:  # pragma: no cover - the driver is locked in
        raise Refusal("central.database_url") from fault
    return CentreStore(engine)


def _sqlite_engine(path: Path) -> Engine:
    refuse_old_sqlite(sqlite.sqlite_version_info)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EnvironmentFault("central.folder", folder=str(path.parent)) from fault
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite,
        creator=lambda: _connect(path),
        poolclass=QueuePool,
        pool_size=KEPT_CONNECTIONS,
        max_overflow=MORE_CONNECTIONS,
        pool_timeout=WAIT_FOR_CONNECTION_SECONDS,
    )
    event.listen(engine, "begin", _begin)
    return engine


def refuse_old_sqlite(found: tuple[int, int, int]) -> None:
    """Raises EnvironmentFault for a library that can corrupt what it writes."""
    if found < OLDEST_SQLITE:
        raise EnvironmentFault(
            "central.sqlite_too_old",
            found=".".join(map(str, found)),
            least=".".join(map(str, OLDEST_SQLITE)),
        )


def _connect(path: Path) -> sqlite.Connection:
    connection = sqlite.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {WAIT_FOR_LOCK_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _write_ahead(connection: sqlite.Connection) -> None:
    """Turns the write-ahead log on, also while other processes do the same to a new file.

    Where two connections read and both want to change the mode, SQLite does not wait: one of them
    is refused at once. Asking for the whole file waits until the other is through.
    """
    for _ in range(TRIES_FOR_THE_LOG):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite.OperationalError:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    # A writer asks for the lock at once, so that it never learns half-way that it came second.
    options = connection.get_execution_options()
    kind = options.get("begin", "DEFERRED")
    if kind != "DEFERRED":
        # Said each time: a connection comes back from the pool as the last writer left it.
        synced = "FULL" if options.get("durable", True) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous = {synced}")
    connection.exec_driver_sql(f"BEGIN {kind}")


def _code(fault: DBAPIError) -> str:
    found = getattr(fault.orig, "sqlstate", None) or getattr(fault.orig, "sqlite_errorname", None)
    return str(found or type(fault.orig).__name__)
