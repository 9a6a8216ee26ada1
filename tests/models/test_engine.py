"""The store keeps what it promised, and refuses what it cannot trust."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from desk_app.errors import EnvironmentFault
from desk_app.models.engine import (
    environment_fault,
    open_engine,
    refuse_network_drive,
    refuse_old_sqlite,
)
from desk_app.models.schema import open_store

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
