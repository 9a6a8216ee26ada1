"""kill -9 in mid-upload, of the centre and of the desk: both go on where they stood, and the file
is the same."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desk_app.central import administration
from desk_app.central.engine import open_centre
from desk_app.central.tables import ArchiveFile as KeptFile
from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.central_http import SLICE, HttpCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import UnitV1
from desk_app.sync.uploads import Uploads
from tests.builders.archive_copies import a_copy, announce_copy, archive_row
from tests.builders.centres import TEMPLATE, enrolled, prepare, small_resources
from tests.builders.messages import CREDENTIAL, identity_text
from tests.builders.outbox import send_later
from tests.builders.postgres import make_database, postgres_server
from tests.builders.stores import UNIT, a_clock, a_store

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
COPY = a_copy(1_400_000, 1_000_000, 740_000)
SIZE = len(COPY.pdf)
MOST_PASSES = 6


@contextmanager
def a_centre(database: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The real command, serving; its process and its URL."""
    words = ["central", "serve", "--database", database, "--listen", "127.0.0.1:0"]
    with (
        (folder / "centre.log").open("ab") as log,
        subprocess.Popen(
            [sys.executable, "-m", "desk_app", *words, "--files", str(folder / "kept")],
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            assert line.startswith("listening on "), line
            yield process, line.removeprefix("listening on ")
        finally:
            process.kill()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A prepared centre."""
    resources = small_resources(tmp_path / "resources")
    if request.param == "sqlite":
        file = str(tmp_path / "centre.db")
        prepare(file, resources)
        yield file
        return
    with postgres_server() as server:
        url = make_database(server, TEMPLATE)
        prepare(url, resources)
        yield url


@pytest.fixture
def clock() -> TickingClock:
    return a_clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def scans(tmp_path: Path) -> ScanStore:
    return ScanStore(tmp_path / "scans")


def join(database: str, clock: TickingClock) -> None:
    """The desk is enrolled at the centre."""
    kept = open_centre(database)
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    administration.add_unit(kept, clock, unit)
    enrolled(kept, clock, unit=UNIT)
    kept.close()


def announce(store: Store, scans: ScanStore, clock: TickingClock, url: str) -> str:
    """The centre has a dossier and expects a file of it."""
    centre = HttpCentre(url, IDENTITY)
    engine = SyncEngine(store, clock, EventBus(), centre)
    engine.run_once()
    [dossier] = send_later(store, 1)
    file = announce_copy(store, scans, dossier, COPY)
    assert engine.run_once().accepted == 2
    centre.close()
    return file


def durable(database: str, file: str) -> int:
    kept = open_centre(database)
    with kept.reading() as session:
        found = session.scalars(select(KeptFile.durable).where(KeptFile.id == file)).one()
    kept.close()
    return found


def whole(folder: Path, file: str) -> bool:
    data = (folder / "kept" / file[-2:] / f"{file}.pdf").read_bytes()
    return hashlib.sha256(data).hexdigest() == COPY.sha256


class Watch:
    """The seconds of a centre that counts the slices it sends, and strikes at one of them."""

    def __init__(self, strike_at: int, process: subprocess.Popen[str]) -> None:
        self.calls, self.strike_at, self.process = 0, strike_at, process

    def __call__(self) -> float:
        self.calls += 1
        if self.calls == self.strike_at:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        return 0.0


def test_a_killed_centre_goes_on_where_it_stood(
    database: str, store: Store, scans: ScanStore, clock: TickingClock, tmp_path: Path
) -> None:
    join(database, clock)
    with a_centre(database, tmp_path) as (_, url):
        file = announce(store, scans, clock, url)
    uploads = Uploads(store, clock, lambda _: None, scans, random=lambda: 0.0)
    before = 0
    for strike_at in (4, 12, 16):
        with a_centre(database, tmp_path) as (process, url):
            centre = HttpCentre(url, IDENTITY, seconds=Watch(strike_at, process))
            uploads.one_pass(centre, lambda _: None, lambda: False)
            centre.close()
            assert process.returncode == -signal.SIGKILL
        assert archive_row(store, file).state == "announced"
        counted = durable(database, file)
        assert counted >= before, "what was counted is gone"
        before = counted
        clock.advance(timedelta(hours=7))
    with a_centre(database, tmp_path) as (_, url):
        centre = HttpCentre(url, IDENTITY)
        found = uploads.one_pass(centre, lambda _: None, lambda: False)
        centre.close()
    assert archive_row(store, file).state == "uploaded"
    assert whole(tmp_path, file)
    assert found.bytes <= SIZE
    assert before > 0


DESK = """
import os, signal, sys
from pathlib import Path
from desk_app.models.schema import open_store
from desk_app.paper.scan_store import ScanStore
from desk_app.clock import SystemClock
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.uploads import Uploads
folder, url, desk, credential, strike_at = sys.argv[1:]
calls = 0
def seconds():
    global calls
    calls += 1
    if calls == int(strike_at):
        os.kill(os.getpid(), signal.SIGKILL)
    return 0.0
store = open_store(Path(folder) / "desk.db", bytes(range(32)), must_exist=True)
scans = ScanStore(Path(folder) / "scans")
uploads = Uploads(store, SystemClock(), lambda _: None, scans, random=lambda: 0.0)
centre = HttpCentre(url, DeskIdentity(desk, credential), seconds=seconds)
found = uploads.one_pass(centre, lambda _: None, lambda: False)
print(found.bytes)
"""


def test_a_killed_desk_goes_on_where_it_stood(tmp_path: Path, clock: TickingClock) -> None:
    database = str(tmp_path / "centre.db")
    prepare(database, small_resources(tmp_path / "resources"))
    join(database, clock)
    store, scans = a_store(tmp_path), ScanStore(tmp_path / "scans")
    with a_centre(database, tmp_path) as (_, url):
        file = announce(store, scans, clock, url)
        store.close()
        run = [sys.executable, "-c", DESK, str(tmp_path), url, IDENTITY.desk_id, CREDENTIAL]
        counted = [0]
        for strike_at in (3, 9, 18):
            killed = subprocess.run([*run, str(strike_at)], check=False, capture_output=True)
            assert killed.returncode == -signal.SIGKILL, killed.stderr
            counted.append(durable(database, file))
        assert counted == sorted(counted)
        last = subprocess.run([*run, "0"], check=True, capture_output=True)
        assert int(json.loads(last.stdout)) <= SIZE
    assert whole(tmp_path, file)
    assert counted[-1] >= 4 * SLICE, "nothing that came before a kill was counted"
