"""Entries to the centre and an idle look at it, over TLS, against sync programs and bare SQLite."""

from __future__ import annotations

import sqlite3
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx

from benchmarks import peer_programs
from benchmarks.measure import Figure, Goal, Options, Report
from benchmarks.tls import certificate, tls_centre
from desk_app.central import administration
from desk_app.central.engine import open_centre
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import MAX_ENTRIES, UnitV1
from tests.builders.centres import enrolled, prepare, small_resources
from tests.builders.messages import CREDENTIAL, TODAY, identity_text, received
from tests.builders.outbox import write_payload
from tests.builders.stores import UNIT, a_clock, a_dossier, a_store

TITLE = "Sync: entries accepted by the centre, and a look with nothing new"
EVERY_DAY = 90  # of the numbers the centre leases for a day
DAYS = 5
IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)


def measure(folder: Path, options: Options) -> Report:
    """A round sends 450 dossiers, taken on five days for which numbers are held."""
    rounds = 2 if options.quick else 5
    entries = EVERY_DAY * DAYS
    ours, idle, bytes_idle = _ours(folder, rounds)
    peers = {
        "Anki, notes of 1.3 KB": peer_programs.anki(folder / "anki", entries, rounds),
        "PouchDB, documents of 1.3 KB": peer_programs.pouchdb(folder / "pouch", entries, rounds),
    }
    bare = [entries / _bare(folder, entries) for _ in range(rounds)]
    rates = {name: [entries / r["sent"] for r in said] for name, said in peers.items() if said}
    idles = {name: [r["idle"] * 1000 for r in said] for name, said in peers.items() if said}
    figures = [Figure("entries accepted, ours over TLS", "rows/s", tuple(ours))]
    figures += [Figure(name, "rows/s", tuple(rate)) for name, rate in rates.items()]
    figures += [Figure("bare sqlite3, 200 rows a commit", "rows/s", tuple(bare))]
    figures += [Figure("nothing new, ours", "ms", tuple(idle))]
    figures += [Figure(f"nothing new, {name}", "ms", tuple(took)) for name, took in idles.items()]
    goals = [Goal("rate by bare sqlite3", _by(ours, bare), 0.20, "more")]
    for name, goal, least in (("Anki", 1.5, 3.0), ("PouchDB", 10.0, 0.4)):
        for peer in rates:
            if peer.startswith(name):
                goals.append(Goal(f"rate by {name}", _by(ours, rates[peer]), goal, "more"))
                goals.append(Goal(f"idle look by {name}", _by(idle, idles[peer]), least))
    goals.append(Goal("an idle look, up and down", bytes_idle, 2048, unit="bytes"))
    return Report(
        TITLE,
        figures,
        goals,
        [
            "Ours: TLS, every entry hashed, checked against its schema and the leases, its number "
            "and code held unique, one durable commit at the centre and one at the desk for each "
            f"{MAX_ENTRIES}; the desk's database is encrypted. Centre on SQLite, in a process of "
            "its own.",
            "Anki and PouchDB speak plain HTTP, do not look at what they take, and PouchDB does "
            "not sync the disk. They are measured where they are installed (tools/peers.sh).",
        ],
    )


def _ours(folder: Path, rounds: int) -> tuple[list[float], list[float], float]:
    """Entries a second, milliseconds of an idle look, and the bytes of one."""
    clock, store = a_clock(), a_store(folder)
    database = str(folder / "centre.db")
    prepare(database, small_resources(folder / "resources"))
    with closing(open_centre(database)) as kept:
        unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
        administration.add_unit(kept, clock, unit)
        enrolled(kept, clock, unit=UNIT)
    crt, key = certificate(folder)
    sent, idle = [], []
    line = _Counted(crt)
    with (
        tls_centre(database, folder / "kept", crt, key) as url,
        closing(HttpCentre(url, IDENTITY, ca_bundle=str(crt), transport=line)) as centre,
    ):
        engine = SyncEngine(store, clock, EventBus(), centre)
        engine.run_once()
        for number in range(rounds):
            for day in range(number * DAYS, (number + 1) * DAYS):
                _receive(store, day)
            took = _seconds(lambda: _all_accepted(engine))
            sent.append(EVERY_DAY * DAYS / took)
            idle += [_seconds(engine.run_once) * 1000 for _ in range(20)]
        before = line.bytes
        engine.run_once()
        bytes_idle = line.bytes - before
    store.close()
    return sent, idle, bytes_idle


def _receive(store: Store, days: int) -> None:
    """Dossiers with all their entries to be sent, numbered as of a day to come."""
    day = TODAY + timedelta(days=days)
    with store.write() as session:
        for number in range(1, EVERY_DAY + 1):
            dossier = a_dossier(session, number=days * EVERY_DAY + number)
            said = received(number, day=day, unit=UNIT)
            write_payload(session, dossier.id, 1, said | {"look_up_token": dossier.look_up_token})


def _all_accepted(engine: SyncEngine) -> None:
    report = engine.run_once()
    assert report.accepted == EVERY_DAY * DAYS, report


class _Counted(httpx.BaseTransport):
    """The way to the network, and the bytes of all bodies that went it."""

    def __init__(self, crt: Path) -> None:
        self._way = httpx.HTTPTransport(verify=ssl.create_default_context(cafile=crt))
        self.bytes = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._way.handle_request(request)
        for one in (request, response):
            self.bytes += int(one.headers.get("content-length", 0))
        return response

    def close(self) -> None:
        self._way.close()


def _bare(folder: Path, rows: int) -> float:
    """Seconds to keep as many rows durably, 200 a commit."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, payload TEXT)")
        payload = "x" * 1400

        def write() -> None:
            for start in range(0, rows, MAX_ENTRIES):
                bare.execute("BEGIN")
                many = min(MAX_ENTRIES, rows - start)
                bare.executemany("INSERT INTO entry (payload) VALUES (?)", [(payload,)] * many)
                bare.execute("COMMIT")

        return _seconds(write)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _by(ours: list[float], peers: list[float]) -> float:
    return sorted(ours)[len(ours) // 2] / sorted(peers)[len(peers) // 2]
