"""Which archive copy goes next, and what is noted of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desk_app.models.desk import BEGAN_ANEW
from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile, Setting
from desk_app.paper.scan_store import ScanStore
from desk_app.sync import upload_rows
from tests.builders.archive_copies import a_copy, announce_copy, archive_row
from tests.builders.outbox import send_later
from tests.builders.stores import NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def file(store: Store, tmp_path: Path) -> str:
    """A copy that is made; its entry waits."""
    [dossier] = send_later(store, 1)
    return announce_copy(store, ScanStore(tmp_path / "pages"), dossier, a_copy(1000, 500))


def announce(store: Store, file: str) -> None:
    with store.write() as session:
        upload_rows.announce(session, [archive_row(store, file).entry_id or ""])


def next_id(store: Store, now: object = NOW) -> str | None:
    with store.read() as session:
        found = upload_rows.next_file(session, now)  # type: ignore[arg-type]
    return found.id if found else None


def test_a_copy_goes_once_its_entry_is_accepted(store: Store, file: str) -> None:
    assert next_id(store) is None
    with store.write() as session:
        upload_rows.announce(session, ["another entry"])
    assert next_id(store) is None
    announce(store, file)
    assert next_id(store) == file
    with store.read() as session:
        found = upload_rows.next_file(session, NOW)
        assert found is not None
        assert (found.pages, found.sent, found.sha256) == (2, 0, a_copy(1000, 500).sha256)


def test_a_copy_that_was_set_back_waits_for_its_time(store: Store, file: str) -> None:
    announce(store, file)
    with store.write() as session:
        upload_rows.note_trouble(session, file, "uploads.other", LATER, attempts=2)
        assert upload_rows.next_due(session) == LATER
    assert next_id(store) is None
    assert next_id(store, LATER) == file
    with store.write() as session:
        upload_rows.forget_delays(session)
        assert upload_rows.next_due(session) is None
    assert next_id(store) == file


def test_a_copy_set_back_while_the_clock_was_wrong_does_not_wait_for_years(
    store: Store, file: str
) -> None:
    announce(store, file)
    with store.write() as session:
        upload_rows.note_trouble(
            session, file, "uploads.other", NOW + timedelta(days=3650), attempts=1
        )
    assert next_id(store) == file


def test_progress_ends_trouble(store: Store, file: str) -> None:
    announce(store, file)
    with store.write() as session:
        upload_rows.note_trouble(session, file, "uploads.other", LATER, attempts=2)
        upload_rows.note_sent(session, file, 700, attempts=0)
    row = archive_row(store, file)
    assert (row.sent, row.attempts, row.last_error, row.next_try_at) == (700, 0, None, None)


def test_what_is_still_to_do_is_counted(store: Store, file: str) -> None:
    with store.write() as session:
        assert upload_rows.count_waiting(session) == 1
        session.get_one(ArchiveFile, file).state = "uploaded"
        session.flush()
        assert upload_rows.count_waiting(session) == 0


def test_only_a_copy_that_has_a_later_one_is_replaced(
    store: Store, file: str, tmp_path: Path
) -> None:
    with store.write() as session:
        assert not upload_rows.note_replaced(session, file)
    scans = ScanStore(tmp_path / "pages")
    announce_copy(store, scans, archive_row(store, file).dossier_id, a_copy(300), version=2)
    with store.write() as session:
        assert upload_rows.note_replaced(session, file)
    assert archive_row(store, file).state == "replaced"


def test_a_desk_that_was_put_back_believes_that_there_is_a_later_copy(
    store: Store, file: str
) -> None:
    with store.write() as session:
        session.add(Setting(name=BEGAN_ANEW, value={"at": NOW.isoformat(), "why": "behind"}))
        session.flush()
        assert upload_rows.note_replaced(session, file)
    assert archive_row(store, file).state == "replaced"


def test_the_next_copy_is_found_by_the_small_index(store: Store) -> None:
    asked: list[str] = []
    with store.read() as session:
        raw = session.connection().connection.driver_connection
        raw.set_trace_callback(asked.append)  # type: ignore[union-attr]
        upload_rows.next_file(session, NOW)
        raw.set_trace_callback(None)  # type: ignore[union-attr]
        [query] = [one for one in asked if "archive_file" in one]
        plan = raw.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()  # type: ignore[union-attr]
        assert any("ix_archive_file_not_uploaded" in row[3] for row in plan), plan
        assert session.scalars(select(ArchiveFile.id)).all() == []
