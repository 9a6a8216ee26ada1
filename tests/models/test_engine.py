"""The store keeps what it promised, and refuses what it cannot trust."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from desk_app.errors import EnvironmentFault
from desk_app.models.engine import (
    PAGE_BYTES,
    environment_fault,
    open_engine,
    refuse_network_drive,
    refuse_old_sqlite,
)
from desk_app.models.schema import open_store
from tests.builders.stores import a_dossier, a_store

KEY = bytes(range(32))
MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
fileserver:/homes /home/shared nfs4 rw 0 0
//nas/desk /mnt/with\\040space cifs rw 0 0
"""


def test_a_commit_is_durable_and_encrypted(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)
    with store.write() as session:
        session.execute(text("INSERT INTO setting VALUES ('mark', '\"BEN-XUAN-MARKER\"')"))
    with store.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    store.close()
    assert b"BEN-XUAN-MARKER" not in written
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "desk.db").execute("SELECT * FROM setting")


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)

    def fail_half_way() -> None:
        with store.write() as session:
            session.execute(text("INSERT INTO setting VALUES ('half', '1')"))
            raise LookupError

    with pytest.raises(LookupError):
        fail_half_way()
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM setting")).scalar() == 0
    store.close()


def test_statements_alone_are_one_unit_of_work_too(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)
    insert = "INSERT INTO setting VALUES (?, '1')"

    def fail_half_way() -> None:
        with store.write_rows() as work:
            work.exec_driver_sql(insert, ("half",))
            raise LookupError

    with store.write_rows() as work:
        work.exec_driver_sql(insert, ("whole",))
        with store.read_rows() as look:
            assert look.exec_driver_sql("SELECT count(*) FROM setting").scalar() == 0
        with store.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout = 0")
            other.rollback()
            other.execution_options(begin="IMMEDIATE")
            with pytest.raises(OperationalError):  # the lock was taken from the start
                other.begin()
    with pytest.raises(LookupError):
        fail_half_way()
    with store.read_rows() as look:
        assert look.exec_driver_sql("SELECT name FROM setting").scalars().all() == ["whole"]
    store.close()


def test_statements_alone_tell_of_the_disk_in_our_words(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)
    with pytest.raises(EnvironmentFault), store.write_rows() as work:
        work.exec_driver_sql("INSERT INTO nowhere VALUES (1)")
    with pytest.raises(EnvironmentFault), store.read_rows() as look:
        look.exec_driver_sql("SELECT * FROM nowhere")
    store.close()


def test_the_connection_used_last_is_used_next(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)
    with store.read_rows() as one, store.read_rows() as two, store.read_rows() as three:
        known = {look.connection.driver_connection for look in (one, two, three)}
    assert len(known) == 3
    used = set()
    for _ in range(4):
        with store.write_rows() as work:
            used.add(work.connection.driver_connection)
        with store.read_rows() as look:
            used.add(look.connection.driver_connection)
    assert len(used) == 1
    store.close()


def test_writers_wait_for_each_other_and_lose_no_update(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)
    with store.write() as session:
        session.execute(text("INSERT INTO setting VALUES ('count', '0')"))

    def add_fifty() -> None:
        for _ in range(50):
            with store.write() as session:
                found = session.execute(text("SELECT value FROM setting")).scalar_one()
                session.execute(text("UPDATE setting SET value = :v"), {"v": str(int(found) + 1)})

    writers = [Thread(target=add_fifty) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.read() as session:
        assert session.execute(text("SELECT value FROM setting")).scalar() == "200"
    store.close()


def test_a_wrong_key_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "desk.db", KEY).close()
    before = (tmp_path / "desk.db").read_bytes()
    with pytest.raises(EnvironmentFault) as caught:
        open_engine(tmp_path / "desk.db", secrets.token_bytes(32))
    assert caught.value.key == "store.wrong_key"
    assert (tmp_path / "desk.db").read_bytes() == before


def test_an_old_sqlite_is_refused() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        refuse_old_sqlite((3, 51, 2))
    assert "3.51.3" in caught.value.meaning("vi")
    refuse_old_sqlite((3, 51, 3))


@pytest.mark.parametrize(
    ("folder", "refused"),
    [
        ("/var/lib/desk", False),
        ("/home/shared/desk", True),
        ("/home/sharedness/desk", False),
        ("/mnt/with space/desk", True),
    ],
)
def test_a_network_drive_is_refused(folder: str, refused: bool) -> None:
    path = Path(folder) / "desk.db"
    if not refused:
        refuse_network_drive(path, MOUNTS)
        return
    with pytest.raises(EnvironmentFault) as caught:
        refuse_network_drive(path, MOUNTS)
    assert caught.value.key == "store.network_drive"


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_engine(tmp_path / "missing" / "desk.db", KEY)
    assert caught.value.key == "store.cannot_write"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("database or disk is full", "store.disk_full"),
        ("attempt to write a readonly database", "store.cannot_write"),
        ("database is locked", "store.busy"),
        ("database disk image is malformed", "store.damaged"),
        ("vtable constructor failed: dossier_search", "store.damaged"),
        ("disk I/O error", "store.input_output"),
    ],
)
def test_every_complaint_of_the_disk_has_its_words(said: str, key: str) -> None:
    from sqlalchemy.exc import OperationalError

    fault = environment_fault(OperationalError("INSERT", {}, sqlite3.OperationalError(said)))
    assert fault.key == key
    assert fault.next_step("vi")


def test_the_journal_cannot_be_rewritten(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)
    with store.write() as session:
        session.execute(
            text(
                "INSERT INTO journal(at, action, details)"
                " VALUES ('2026-11-20T08:00:00+07:00', 'x', '{}')"
            )
        )
    for statement in ("UPDATE journal SET action = 'y'", "DELETE FROM journal"):
        with pytest.raises(Exception, match="append-only"), store.write() as session:
            session.execute(text(statement))
    store.close()


def a_filled_file(folder: Path) -> Path:
    """A database of many pages, closed."""
    store = a_store(folder)
    with store.write() as session:
        for number in range(1, 81):
            a_dossier(session, number=number)
    store.close()
    return folder / "desk.db"


def flip(path: Path, page: int) -> None:
    """Damages one page, counted from 0, as a bad disk does."""
    with path.open("r+b") as file:
        file.seek(page * PAGE_BYTES + 2000)
        old = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([old[0] ^ 0xFF]))


def read_all(path: Path) -> None:
    """Opens the store and reads every table."""
    store = open_store(path, KEY)
    try:
        with store.read() as session:
            tables = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            for (name,) in tables.all():
                session.execute(text(f'SELECT * FROM "{name}"')).all()
    finally:
        store.close()


def pages(path: Path) -> int:
    return path.stat().st_size // PAGE_BYTES


def test_every_damaged_page_is_called_damage_and_never_a_wrong_key(tmp_path: Path) -> None:
    path = a_filled_file(tmp_path)
    whole = path.read_bytes()
    found = []
    for page in [0, *range(1, pages(path), 5)]:
        path.write_bytes(whole)
        flip(path, page)
        try:
            read_all(path)
        except EnvironmentFault as fault:
            found.append((page, fault.key))
    assert {key for _, key in found} == {"store.damaged"}
    assert found[0][0] == 0  # the first page: SQLite itself cannot tell it from a wrong key
    assert len(found) > 5


def test_a_file_cut_off_in_the_middle_is_damaged(tmp_path: Path) -> None:
    path = a_filled_file(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(EnvironmentFault) as caught:
        read_all(path)
    assert caught.value.key == "store.damaged"


def test_a_wrong_key_of_a_large_file_is_still_a_wrong_key(tmp_path: Path) -> None:
    path = a_filled_file(tmp_path)
    for key in (secrets.token_bytes(32), bytes(32)):
        with pytest.raises(EnvironmentFault) as caught:
            open_engine(path, key)
        assert caught.value.key == "store.wrong_key"


def test_what_is_no_database_at_all_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"hello, this is no database " * 1000)
    with pytest.raises(EnvironmentFault) as caught:
        open_engine(path, KEY)
    assert caught.value.key == "store.wrong_key"


def write_one_more(path: Path) -> str:
    """The fault met while a dossier is written; empty if there was none, or before that."""
    try:
        store = open_store(path, KEY)
    except EnvironmentFault:
        return ""
    with closing(store):
        try:
            with store.write() as session:
                a_dossier(session, number=900)
        except EnvironmentFault as fault:
            return fault.key
    return ""


def test_damage_met_while_writing_is_told(tmp_path: Path) -> None:
    path = a_filled_file(tmp_path)
    whole = path.read_bytes()
    for page in range(pages(path) - 1, 0, -1):
        path.write_bytes(whole)
        flip(path, page)
        if (met := write_one_more(path)) != "":
            break
    assert met == "store.damaged"


def test_faults_of_ours_stay_what_they_are(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", KEY)

    def twice() -> None:
        with store.write() as session:
            for _ in range(2):
                session.execute(text("INSERT INTO setting VALUES ('twice', '1')"))

    with pytest.raises(IntegrityError):
        twice()
    store.close()
