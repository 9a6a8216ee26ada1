"""A 3 MiB archive copy over a line that breaks at every interesting byte, in both directions.

Whatever breaks, the file arrives whole and the same, and hardly a byte goes twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

import pytest

from desk_app.central import administration
from desk_app.central.http import make_app
from desk_app.central.page_store import LocalPageStore
from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import UnitV1
from desk_app.sync.uploads import Uploads
from tests.builders.archive_copies import Copy, a_copy, announce_copy, archive_row
from tests.builders.centres import (
    enrolled,
    prepare,
    small_resources,
    sqlite_copy,
)
from tests.builders.messages import CREDENTIAL, identity_text
from tests.builders.outbox import send_later
from tests.builders.served import served
from tests.builders.stores import UNIT, a_clock, a_store
from tests.fakes.cut_line import Cut, CutLine, cut_line

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
COPY = a_copy(1_400_000, 1_000_000, 740_000)
SIZE = len(COPY.pdf)
KIB_64 = 64 * 1024
MOST_PASSES = 6


@dataclass
class Bench:
    """A desk, a centre, and the line between them."""

    store: Store
    scans: ScanStore
    clock: TickingClock
    engine: SyncEngine
    centre: HttpCentre
    line: CutLine
    files: LocalPageStore
    dossier: str
    papers: int = 0

    def announce(self, copy: Copy = COPY) -> str:
        """The centre expects a file."""
        self.papers += 1
        file = announce_copy(self.store, self.scans, self.dossier, copy, number=self.papers)
        assert self.engine.run_once().refused == 0
        return file

    def send(self, file: str) -> int:
        """Sends until the file is there; returns how many bytes went up the line."""
        uploads = Uploads(self.store, self.clock, lambda _: None, self.scans, random=lambda: 0.0)
        before = self.line.up
        for _ in range(MOST_PASSES):
            uploads.one_pass(self.centre, lambda _: None, lambda: False)
            if archive_row(self.store, file).state == "uploaded":
                break
            self.clock.advance(timedelta(hours=7))
        row = archive_row(self.store, file)
        assert row.state == "uploaded", row.last_error
        assert hashlib.sha256(self.files.path(file).read_bytes()).hexdigest() == COPY.sha256
        return self.line.up - before


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Everything real, on loopback."""
    folder = tmp_path_factory.mktemp("cuts")
    template = folder / "template"
    template.mkdir()
    prepare(str(template / "centre.db"), small_resources(folder / "resources"))
    clock, store, scans = a_clock(), a_store(folder), ScanStore(folder / "scans")
    files = LocalPageStore(folder / "kept")
    with sqlite_copy(template / "centre.db", folder) as kept:
        unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
        administration.add_unit(kept, clock, unit)
        enrolled(kept, clock, unit=UNIT)
        with served(make_app(kept, clock, files=files)) as url:
            host, port = url.removeprefix("http://").split(":")
            with cut_line(host, int(port)) as line:
                direct, centre = HttpCentre(url, IDENTITY), HttpCentre(line.url, IDENTITY)
                engine = SyncEngine(store, clock, EventBus(), direct)
                engine.run_once()
                [dossier] = send_later(store, 1)
                assert engine.run_once().accepted == 1
                yield Bench(store, scans, clock, engine, centre, line, files, dossier)
                direct.close()
                centre.close()
    store.close()


@pytest.fixture(scope="module")
def calm(bench: Bench) -> int:
    """How many bytes go up when nothing breaks, heads included."""
    bench.line.cut()
    up = bench.send(bench.announce())
    assert SIZE < up < SIZE + 8000
    return up


def interesting_bytes(turn: int) -> list[int]:
    """In the first head, at or one byte beside every other 64 KiB of what goes up (one half of
    them for each ``turn``), at the last byte."""
    every_other = range(KIB_64 * (1 + turn), SIZE, 2 * KIB_64)
    boundaries = [place + n % 3 - 1 for n, place in enumerate(every_other)]
    return [0, 1, 100, 400, *boundaries, SIZE - 1, SIZE]


@pytest.mark.parametrize(("manner", "turn"), [("fin", 0), ("reset", 1)])
def test_cut_on_the_way_up(bench: Bench, calm: int, manner: str, turn: int) -> None:
    resent = []
    for place in [*interesting_bytes(turn), calm - 1]:
        file = bench.announce()
        bench.line.cut(Cut(place, "up", manner))  # type: ignore[arg-type]
        resent.append(bench.send(file) - calm)
        assert not bench.line.cuts, place
    assert median(resent) <= 0.05 * SIZE
    assert max(resent) < SIZE / 2, "a whole file went twice"


@pytest.mark.parametrize("manner", ["fin", "reset"])
def test_cut_on_the_way_down(bench: Bench, calm: int, manner: str) -> None:
    """Before the answer, in its head, in the proof: the centre has the bytes, the desk does not
    know."""
    resent = []
    for place in (0, 1, 50, 300, 700, 1100, 1500):
        file = bench.announce()
        bench.line.cut(Cut(place, "down", manner))  # type: ignore[arg-type]
        resent.append(bench.send(file) - calm)
    bench.line.cut()
    assert max(resent) <= 0.05 * SIZE


def test_twenty_cuts_in_one_file(bench: Bench, calm: int) -> None:
    file = bench.announce()
    step = SIZE // 21
    bench.line.cut(*[Cut(step, "up", "fin") for _ in range(20)])
    sent = bench.send(file)
    assert not bench.line.cuts
    assert sent <= 1.05 * SIZE


def test_a_line_that_breaks_before_the_first_byte_every_time(bench: Bench, calm: int) -> None:
    file = bench.announce()
    bench.line.cut(*[Cut(0, "up", "reset") for _ in range(4)])
    assert bench.send(file) <= 1.01 * calm
