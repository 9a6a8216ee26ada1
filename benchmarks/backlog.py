"""What waited for eight hours goes up over a thin line: metadata, then scans, against curl."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import Figure, Goal, Options, Report
from benchmarks.receiver import receiver
from benchmarks.shaped_line import shaped
from benchmarks.tls import certificate, tls_centre
from benchmarks.upload import curl
from desk_app.central import administration
from desk_app.central.engine import open_centre
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import DeskIdentity, Piece, UploadState
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import SyncAnswer, SyncRequest, UnitV1
from tests.builders.archive_copies import Copy, a_copy, announce_copy
from tests.builders.centres import enrolled, prepare, small_resources
from tests.builders.messages import CREDENTIAL, TODAY, identity_text, received
from tests.builders.outbox import entry_id, write_payload
from tests.builders.stores import UNIT, a_clock, a_dossier, a_store

TITLE = "Eight hours without a line: 200 dossiers and 600 scans over 20 Mbit/s, 80 ms, 1 % resets"
IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
MBIT, RTT_MS, RESETS = 20.0, 80.0, 1.0
DOSSIERS, EVERY_DAY, SCANS_EACH = 200, 60, 3
SCAN_PAGES = (700_000, 700_000, 600_000)
PART = 10  # of the scans every tenth is sent; all the metadata
RECEIPTS = 5  # new ones, while scans are on the line
AT_ONCE = 4


class Watched(HttpCentre):
    """A centre over HTTP of which it is noted what it took, and when."""

    def __init__(self, url: str, crt: Path) -> None:
        super().__init__(url, IDENTITY, ca_bundle=str(crt))
        self.entries: dict[str, float] = {}
        self.bytes = self.proved = 0
        self.after_piece: Callable[[], object] = lambda: None

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """As a centre."""
        answer = super().sync(request)
        taken = [said.id for said in answer.entries if said.outcome == "accepted"]
        self.entries |= dict.fromkeys(taken, time.perf_counter())
        return answer

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        """As a centre."""
        state = super().upload_piece(file_id, offset, size, piece)
        self.bytes += state.offset - offset
        self.proved += state.proof is not None
        self.after_piece()
        return state


@dataclass(frozen=True)
class Drained:
    """One backlog. ``rate``: MiB of scans a second; ``metadata``: seconds until the last entry was
    at the centre; ``receipts``: seconds until new ones were."""

    rate: float
    metadata: float
    receipts: tuple[float, ...]


def measure(folder: Path, options: Options) -> Report:
    """Sends all the metadata and a tenth of the scans, then curl the same bytes."""
    rounds, dossiers = (1, 20) if options.quick else (2, DOSSIERS)
    scan = a_copy(*SCAN_PAGES, seed=options.seed)
    scans = max(6, dossiers * SCANS_EACH // PART)
    ours, curls = [], []
    for number in range(rounds):
        here = folder / str(number)
        here.mkdir()
        seed = options.seed + number
        ours.append(_ours(here, scan, dossiers, scans, seed))
        curls.append(_curl(here, scan, scans, seed))
    limit = MBIT * 1_000_000 / 8 / 2**20
    rates = [drained.rate for drained in ours]
    receipts = tuple(took for drained in ours for took in drained.receipts)
    entries = dossiers * (1 + SCANS_EACH)
    shares = [mine / its for mine, its in zip(rates, curls, strict=True)]
    return Report(
        TITLE,
        [
            Figure("scans, ours, each proved", "MiB/s", tuple(rates)),
            Figure("scans, curl to a file nobody syncs", "MiB/s", tuple(curls)),
            Figure("a receipt made meanwhile, at the centre after", "s", receipts),
        ],
        [
            Goal("rate by curl on the same line", sum(shares) / rounds, 0.95, "more"),
            Goal("rate by what the line carries", sum(rates) / rounds / limit, None, "more"),
            Goal(
                f"all {entries} entries at the centre",
                max(drained.metadata for drained in ours),
                5.0,
                unit="s",
            ),
        ],
        [
            f"{dossiers} dossiers with {SCANS_EACH} scans each, all their entries, and {scans} of "
            f"the scans ({len(scan.pdf) / 2**20:.1f} MiB each): the whole would take eight minutes "
            "a round. Scans are timed from the last entry on.",
            f"All connections share {MBIT:.0f} Mbit/s each way; {RTT_MS:.0f} ms there and back; of "
            f"a hundred MiB {RESETS:.0f} resets its connection, and what is in between is lost. "
            f"TLS. curl sends {AT_ONCE} files at once, and a whole file again after a reset.",
        ],
    )


def _ours(folder: Path, scan: Copy, dossiers: int, scans: int, seed: int) -> Drained:
    crt, key = certificate(folder)
    with (
        closing(a_store(folder)) as store,
        _centre(folder, crt, key) as url,
        _thin(url, seed) as thin,
        closing(Watched(thin, crt)) as centre,
    ):
        files, clock = ScanStore(folder / "scans"), a_clock()
        with closing(HttpCentre(url, IDENTITY, ca_bundle=str(crt))) as direct:
            SyncEngine(store, clock, EventBus(), direct).run_once()  # in the morning: numbers
        waiting = _eight_hours(store, files, scan, dossiers)
        engine = SyncEngine(store, clock, EventBus(), centre, files=files)
        return _drain(engine, centre, store, waiting, scans)


def _drain(engine: SyncEngine, centre: Watched, store: Store, waiting: int, scans: int) -> Drained:
    """Sends the metadata, then ``scans``; then on, while receipts are made beside them."""
    made: dict[str, float] = {}
    through: list[tuple[float, int]] = []
    counter = threading.Thread(target=lambda: _at_the_counter(store, engine, waiting, made))

    def look() -> None:
        if centre.proved >= scans and not through:
            through.append((time.perf_counter(), centre.bytes))
            counter.start()

    centre.after_piece = look
    began = time.perf_counter()
    report = engine.run_once()
    counter.join()
    assert report.fault is None, report.fault
    visible = sorted(centre.entries.values())[waiting - 1]
    [(ended, sent)] = through
    receipts = [centre.entries[entry] - at for entry, at in made.items() if entry in centre.entries]
    return Drained(sent / 2**20 / (ended - visible), visible - began, tuple(receipts))


def _at_the_counter(store: Store, engine: SyncEngine, before: int, made: dict[str, float]) -> None:
    """People come, one after the other; then it is enough."""
    for number in range(RECEIPTS):
        time.sleep(0.7)
        dossier, _ = _received(store, before // (1 + SCANS_EACH) + number)
        made[entry_id(store, dossier)] = time.perf_counter()
    time.sleep(2)
    engine.stop()


def _eight_hours(store: Store, files: ScanStore, scan: Copy, dossiers: int) -> int:
    """Dossiers and their scans are made; how many entries wait."""
    kept = files.put(scan.pdf)
    for number in range(dossiers):
        dossier, code = _received(store, number)
        for paper in range(1, SCANS_EACH + 1):
            announce_copy(store, files, dossier, scan, number=paper, kept=kept, said={"code": code})
    return dossiers * (1 + SCANS_EACH)


def _received(store: Store, number: int) -> tuple[str, str]:
    """A dossier with one of the numbers leased for some days; its id, and its code."""
    day = TODAY + timedelta(days=number // EVERY_DAY)
    said = received(1 + number % EVERY_DAY, day=day, unit=UNIT)
    with store.write() as session:
        dossier = a_dossier(session, number=number + 1)
        write_payload(session, dossier.id, 1, said | {"look_up_token": dossier.look_up_token})
        return dossier.id, said["code"]


@contextmanager
def _centre(folder: Path, crt: Path, key: Path) -> Iterator[str]:
    """The URL of a centre that knows the desk."""
    clock, database = a_clock(), str(folder / "centre.db")
    prepare(database, small_resources(folder / "resources"))
    with closing(open_centre(database)) as kept:
        unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
        administration.add_unit(kept, clock, unit)
        enrolled(kept, clock, unit=UNIT)
    with tls_centre(database, folder / "kept", crt, key) as url:
        yield url


def _curl(folder: Path, scan: Copy, scans: int, seed: int) -> float:
    """MiB a second."""
    crt, key = certificate(folder)
    source, received = folder / "scan.pdf", folder / "received"
    source.write_bytes(scan.pdf)
    received.mkdir()
    again = ["--retry", "20", "--retry-all-errors", "--retry-delay", "1"]
    with receiver(received, crt, key) as url, _thin(url, seed) as thin:
        command = curl(crt, f"{thin}/", [source] * scans, AT_ONCE, *again)
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return scans * len(scan.pdf) / 2**20 / (time.perf_counter() - began)


def _thin(url: str, seed: int) -> AbstractContextManager[str]:
    return shaped(url, mbit=MBIT, rtt_ms=RTT_MS, resets=RESETS, seed=seed)
