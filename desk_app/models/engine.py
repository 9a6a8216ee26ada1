"""The one place that opens the desk's database.

SQLCipher with a raw key, WAL, ``synchronous=FULL``: a commit that returned is on the disk. One
writer at a time; reads never wait for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from desk_app.errors import EnvironmentFault

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL database ("WAL reset"); 3.51.3 mends it.
OLDEST_SQLITE = (3, 51, 3)
PAGE_BYTES = 4096  # SQLCipher 4
PAGES_TRIED = 8
NETWORK_FILE_SYSTEMS = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "davfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.s3fs",
    ]
)


class Store:
    """The desk's database: many readers, one writer.

    Use :func:`open_store`.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._writer = Lock()
        self.path = path

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One unit of work: everything in it is committed and on the disk when it ends, or
        nothing of it is. Keep it short; no network, no paper inside.

        Raises:
            EnvironmentFault: the disk is full, cannot be written, or the file is damaged.
        """
        with (
            self._writer,
            faults_in_words(),
            Session(self._engine, expire_on_commit=False) as session,
        ):
            try:
                session.connection(execution_options={"begin": "IMMEDIATE"})
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent look at the data; nothing is written.

        Raises:
            EnvironmentFault: the disk does not answer, or the file is damaged.
        """
        with faults_in_words(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write_rows(self) -> Iterator[Connection]:
        """One unit of work as :meth:`write`, without objects: statements alone, for what the
        counter waits for.

        Raises:
            EnvironmentFault: as :meth:`write`.
        """
        with self._writer, faults_in_words(), self._engine.connect() as connection:
            connection.execution_options(begin="IMMEDIATE")
            with connection.begin():
                yield connection

    @contextmanager
    def read_rows(self) -> Iterator[Connection]:
        """A look as :meth:`read`, without objects."""
        with faults_in_words(), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Closes all connections; the WAL is folded back into the file."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """For migrations and benchmarks only."""
        return self._engine


def open_engine(path: Path, key: bytes) -> Engine:
    """An engine on the encrypted file ``path`` with the raw 32-byte ``key``.

    Raises:
        EnvironmentFault: SQLite too old, network drive, wrong key, damaged file.
    """
    refuse_old_sqlite(sqlcipher.sqlite_version_info)
    refuse_network_drive(path)
    engine = create_engine(
        "sqlite://",  # the driver is sqlcipher3; its own dialect would send the key once more
        module=sqlcipher,
        creator=lambda: _connect(path, key),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        # The one used last has the newest pages in memory, read and decrypted; in turns each would
        # read anew what another has just written: a millisecond of every save.
        pool_use_lifo=True,
    )
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    except DatabaseError as fault:
        engine.dispose()
        if _is_not_ours(fault) and not _key_fits(path, key):
            raise EnvironmentFault("store.wrong_key") from fault
        raise environment_fault(fault) from fault
    return engine


def _key_fits(path: Path, key: bytes) -> bool:
    """Whether ``key`` opens any page of ``path``: then it is the file that is damaged, where even
    its first page cannot be read. A wrong key opens none."""
    connection = sqlcipher.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
        # A row for each page that cannot be read, from the first page on.
        wrong = connection.execute("PRAGMA cipher_integrity_check").fetchmany(PAGES_TRIED)
    except sqlcipher.Error:
        return False
    finally:
        connection.close()
    return len(wrong) < min(PAGES_TRIED, path.stat().st_size // PAGE_BYTES)


def _connect(path: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(
        str(path), isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    # Without it REPLACE removes a row behind the back of the triggers that guard it.
    connection.execute("PRAGMA recursive_triggers = ON")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16000")
    except sqlcipher.Error:
        connection.close()
        raise
    return connection


def _begin(connection: object) -> None:
    # The driver opens no transaction by itself; a writer asks for the lock at once, so that it
    # never finds out half-way that another one was faster.
    options = connection.get_execution_options()  # type: ignore[attr-defined]
    connection.exec_driver_sql(f"BEGIN {options.get('begin', 'DEFERRED')}")  # type: ignore[attr-defined]


def refuse_old_sqlite(found: tuple[int, int, int]) -> None:
    """Raises EnvironmentFault for a library that can corrupt what it writes."""
    if found < OLDEST_SQLITE:
        raise EnvironmentFault(
            "store.sqlite_too_old",
            found=".".join(map(str, found)),
            least=".".join(map(str, OLDEST_SQLITE)),
        )


def refuse_network_drive(path: Path, mounts: str | None = None) -> None:
    """Raises EnvironmentFault if ``path`` lies on a network drive: its locks cannot be trusted.

    ``mounts`` is the text of the mount table (Linux), for tests.
    """
    where = str(path.resolve())
    if where.startswith(("\\\\", "//")):
        raise EnvironmentFault("store.network_drive", folder=str(path.parent))
    if sys.platform == "win32":
        import ctypes

        remote = 4
        if ctypes.windll.kernel32.GetDriveTypeW(str(path.resolve().anchor)) == remote:
            raise EnvironmentFault("store.network_drive", folder=str(path.parent))
        return
    if mounts is None:
        table = Path("/proc/self/mounts")
        mounts = table.read_text(encoding="utf-8", errors="replace") if table.exists() else ""
    if _file_system(where, mounts) in NETWORK_FILE_SYSTEMS:
        raise EnvironmentFault("store.network_drive", folder=str(path.parent))


def _file_system(where: str, mounts: str) -> str:
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


@contextmanager
def faults_in_words() -> Iterator[None]:
    """SQLite's complaints about disk and file in our words; faults of ours stay as they are.

    Raises:
        EnvironmentFault: the disk is full, cannot be written, or the file is damaged.
    """
    try:
        yield
    except DatabaseError as fault:
        if isinstance(fault, OperationalError) or _is_damage(fault):
            raise environment_fault(fault) from fault
        raise


def environment_fault(fault: DatabaseError) -> EnvironmentFault:
    """SQLite's complaint in our words."""
    said = str(fault.orig).lower()
    if _is_damage(fault):
        return EnvironmentFault("store.damaged")
    if "disk is full" in said or "disk full" in said:
        return EnvironmentFault("store.disk_full")
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return EnvironmentFault("store.cannot_write")
    if "locked" in said or "busy" in said:
        return EnvironmentFault("store.busy")
    return EnvironmentFault("store.input_output", code=_code(fault))


def _is_damage(fault: DatabaseError) -> bool:
    said = str(fault.orig).lower()
    # The last is of a search index whose first page cannot be read.
    signs = ("malformed", "corrupt", "vtable constructor failed")
    return any(sign in said for sign in signs) or _is_not_ours(fault)


def _is_not_ours(fault: DatabaseError) -> bool:
    """What SQLite says when the first page cannot be read: for want of the key, or damaged."""
    return "not a database" in str(fault.orig).lower()


def _code(fault: DatabaseError) -> str:
    return str(getattr(fault.orig, "sqlite_errorname", None) or type(fault.orig).__name__)
