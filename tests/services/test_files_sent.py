"""How far the archive copies of a dossier are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile
from desk_app.paper.scan_store import ScanStore
from desk_app.services.files_sent import FilesSent, files_sent
from desk_app.services.outbox_desk import OutboxDesk
from tests.builders.archive_copies import a_copy, announce_copy
from tests.builders.outbox import send_later
from tests.builders.stores import a_clock, a_store

SMALL, LARGE = a_copy(1000), a_copy(9000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(tmp_path)
    yield opened
    opened.close()


def set_file(store: Store, file: str, **values: object) -> None:
    with store.write() as session:
        session.execute(update(ArchiveFile).where(ArchiveFile.id == file).values(values))


def of(store: Store, dossier: str) -> FilesSent | None:
    with store.read() as session:
        return files_sent(session, [dossier]).get(dossier)


def test_files_and_bytes_are_counted_by_dossier(store: Store, tmp_path: Path) -> None:
    scans = ScanStore(tmp_path / "pages")
    one, other = send_later(store, 1, 2)
    assert of(store, one) is None
    first = announce_copy(store, scans, one, SMALL, number=1)
    second = announce_copy(store, scans, one, LARGE, number=2)
    announce_copy(store, scans, other, SMALL, number=1)
    both = len(SMALL.pdf) + len(LARGE.pdf)
    assert of(store, one) == FilesSent(2, 0, both, 0)
    set_file(store, first, state="uploaded", sent=0)
    set_file(store, second, state="announced", sent=500, last_error="uploads.file_unknown")
    sent = of(store, one)
    assert sent == FilesSent(2, 1, both, len(SMALL.pdf) + 500, "uploads.file_unknown")
    assert 0 < sent.share < 1
    set_file(store, second, state="uploaded")
    done = of(store, one)
    assert done is not None
    assert (done.uploaded, done.share, done.error) == (2, 1.0, None)


def test_a_replaced_copy_counts_for_nothing(store: Store, tmp_path: Path) -> None:
    scans = ScanStore(tmp_path / "pages")
    [dossier] = send_later(store, 1)
    earlier = announce_copy(store, scans, dossier, SMALL)
    announce_copy(store, scans, dossier, LARGE, version=2)
    set_file(store, earlier, state="replaced")
    assert of(store, dossier) == FilesSent(1, 0, len(LARGE.pdf), 0)


@pytest.mark.parametrize(
    ("sent", "share"),
    [
        (FilesSent(5, 5, 100, 100), 1.0),
        (FilesSent(5, 4, 100, 100), 0.99),
        (FilesSent(5, 3, 0, 0), 0.6),
        (FilesSent(2, 0, 100, 25), 0.25),
    ],
)
def test_it_is_never_full_while_a_file_is_missing(sent: FilesSent, share: float) -> None:
    assert sent.share == share


def test_the_entries_of_the_outbox_say_it(store: Store, tmp_path: Path) -> None:
    [dossier] = send_later(store, 1)
    announce_copy(store, ScanStore(tmp_path / "pages"), dossier, SMALL)
    queue = OutboxDesk(store, a_clock(), EventBus()).queue()
    assert {entry.files for entry in queue.entries} == {FilesSent(1, 0, len(SMALL.pdf), 0)}
    assert queue.entries[0].as_json("vi")["files"] == {"total": 1, "uploaded": 0}
