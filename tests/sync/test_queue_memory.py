"""A stick with 200 MB of files takes no more memory than one with a few."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import update

from desk_app.models.tables import StoredFile
from desk_app.sync.queue_export import QueueExporter
from tests.builders.archive_copies import a_copy, announce_copy
from tests.builders.outbox import send_later
from tests.builders.stick import VERSION, a_pair

SIZE = 200_000_000
MOST = 24_000_000


class LargeFile:
    """A file that nobody has to keep."""

    def read_from(self, name: str, key: bytes, offset: int, most: int | None) -> bytes:
        assert most is not None
        return bytes(min(most, SIZE - offset))


@contextmanager
def measured() -> Iterator[None]:
    """What Python allocates within the block has a limit."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST


def test_neither_side_ever_holds_a_file(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair:
        [dossier] = send_later(pair.desk.store, 1)
        file = announce_copy(
            pair.desk.store, pair.desk.scans, dossier, a_copy(), said={"size": SIZE}
        )
        with pair.desk.store.write() as session:
            session.execute(update(StoredFile).values(size=SIZE))
        exporter = QueueExporter(
            pair.desk.store, pair.desk.clock, LargeFile(), pair.desk.who, app_version=VERSION
        )
        path = pair.stick / "a.desk-queue"
        with measured():
            assert exporter.export(path).bytes == SIZE
        with measured():
            [report] = pair.centre.take(path)
        # All of it came, and was found to be another file than the one announced.
        assert (report.error, report.accepted, report.files_left) == (None, 2, 1)
        assert not pair.centre.files.path(file).exists()
        path.unlink()
