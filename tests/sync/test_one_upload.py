"""One archive copy on its way up: read while it is sent; what cannot be read is not sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.paper.page_cipher import chunk_place
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.engine import SyncEngine
from tests.builders.archive_copies import a_copy, announce_copy, archive_row
from tests.builders.outbox import send_later
from tests.fakes.centre_line import CentreLine
from tests.fakes.lanes_in_turns import InTurns

COPY = a_copy(150_000, 120_000)
OTHER = a_copy(160_000, 130_000, seed=2)


@pytest.mark.parametrize("chunk", [0, 2, 4])
def test_a_damaged_part_is_never_sent_and_others_go(
    store: Store, clock: TickingClock, bus: EventBus, line: CentreLine, tmp_path: Path, chunk: int
) -> None:
    scans = ScanStore(tmp_path / "pages")
    engine = SyncEngine(store, clock, bus, line, files=scans, random=lambda: 0.0, lanes=InTurns)
    engine.run_once()
    [dossier] = send_later(store, 1)
    bad = announce_copy(store, scans, dossier, COPY, number=1)
    good = announce_copy(store, scans, dossier, OTHER, number=2)
    path = scans._path(archive_row(store, bad).file or "")
    data = bytearray(path.read_bytes())
    data[chunk_place(chunk) + 9] ^= 1
    path.write_bytes(data)
    assert engine.run_once().fault is None
    row = archive_row(store, bad)
    assert (row.state, row.last_error) == ("announced", "uploads.unreadable")
    there = bytes(line.centre.files.kept[bad].data)
    assert there == COPY.pdf[: len(there)]
    assert len(there) <= chunk * 64 * 1024
    assert archive_row(store, good).state == "uploaded"
