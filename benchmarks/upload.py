"""Archive copies to the centre: what a broken line costs, and how fast they go over TLS, against a
tus server and curl."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks import peer_programs
from benchmarks.measure import Goal, Options, Report, figure, in_turns, milliseconds, ratio
from benchmarks.receiver import receiver
from benchmarks.tls import certificate, tls_centre
from desk_app.event_bus import EventBus
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.engine import SyncEngine
from tests.builders.archive_copies import Copy, a_copy
from tests.builders.upload_line import IDENTITY, UploadLine, upload_line
from tests.fakes.cut_line import Cut

TITLE = "Upload of archive copies: bytes sent again after cuts, and the rate over TLS"
CUTS = 20
PAGE = 1_572_000  # two of them make a scan of 3 MiB
PROCESSES = 2  # of the centre, as many as this machine has cores
AT_ONCE = 2  # curl and tus send faster so than one by one, or four at a time

Turn = Callable[[], list[float]]


def measure(folder: Path, options: Options) -> Report:
    """Cuts a long upload again and again; then sends many scans in turns with the peers."""
    pages, rounds, scans = (2, 2, 6) if options.quick else (15, 7, 100)
    copy = a_copy(*[1_400_000] * pages, seed=options.seed)
    scan = a_copy(PAGE, PAGE, seed=options.seed)
    size = len(copy.pdf)
    lottery = random.Random(options.seed)
    with upload_line(folder) as line, ExitStack() as stack:
        calm = line.send(line.announce(copy), copy)
        sent = {
            manner: [[_cut(line, copy, lottery, manner) / size] for _ in range(rounds // 3 + 1)]
            for manner in ("fin", "reset")
        }
        turns = {"ours": _ours(stack, line, folder, scan, scans)}
        turns |= _peers(stack, folder, scan, scans)
        found = in_turns(turns, rounds=rounds)
    goals = [
        Goal(f"bytes sent by size, {CUTS} cuts, the line closes", _median(sent["fin"]), 1.05),
        Goal(f"bytes sent by size, {CUTS} cuts, the line is reset", _median(sent["reset"]), None),
        Goal("bytes sent by size, no cut", calm / size, None),
    ]
    many = f"{scans} scans of 3 MiB"
    figures = [figure(f"{many}, each proved", "ms", found["ours"])]
    for name, least in (("tus", 1.2), ("sure", 1.2), ("curl", 0.30)):
        if name in found:
            figures.append(figure(f"{many}, {NAMES[name]}", "ms", found[name]))
            rate = ratio(found[name], found["ours"])
            goals.append(Goal(f"rate by {NAMES[name]}", rate, least, "more"))
    return Report(
        TITLE,
        figures,
        goals,
        [
            "A cut lets a random number of bytes through, then breaks both directions; 'reset' "
            "also throws away what lies in the buffers of the line, which no sender can know of.",
            "All over TLS with one certificate. The peers' servers are one process each; ours are "
            f"{PROCESSES} on one database. Ours: a whole pass, with its exchange; scans are "
            "decrypted, and the centre syncs, hashes the whole and every page, gives it its name "
            "and counts it before it proves. Neither peer syncs the disk or hashes anything; "
            "curl's server only writes. The second tus server was told to sync file and folder and "
            "to hash the whole, which is still less: nothing is held against a page or a row.",
            f"tus-js-client sends a file in one request. It and curl send {AT_ONCE} files at once.",
        ],
    )


NAMES = {
    "tus": "tus-js-client to @tus/server",
    "sure": "tus-js-client to @tus/server that syncs and hashes",
    "curl": "curl to a file nobody syncs",
}


def _cut(line: UploadLine, copy: Copy, lottery: random.Random, manner: str) -> float:
    """How many bytes went up until the file was there."""
    file = line.announce(copy)
    places = sorted(lottery.randrange(len(copy.pdf)) for _ in range(CUTS))
    steps = [here - before for before, here in zip([0, *places], places, strict=False)]
    line.line.cut(*[Cut(step, "up", manner) for step in steps])  # type: ignore[arg-type]
    sent = line.send(file, copy)
    line.line.cut()
    return sent


def _ours(stack: ExitStack, line: UploadLine, folder: Path, scan: Copy, many: int) -> Turn:
    """The same centre once more, in processes of its own, as it is in life."""
    crt, key = certificate(folder)
    kept = folder / "kept"
    database = str(folder / "centre.db")
    url = stack.enter_context(tls_centre(database, kept, crt, key, processes=PROCESSES))
    centre = stack.enter_context(closing(HttpCentre(url, IDENTITY, ca_bundle=str(crt))))
    # One for all rounds, as at a desk: it knows how quick the line is.
    engine = SyncEngine(line.store, line.clock, EventBus(), centre, files=line.scans)

    def run() -> list[float]:
        line.announce_all(scan, many)
        took = milliseconds(lambda: _sent(engine, many * len(scan.pdf)))
        for file in kept.glob("*/*.pdf"):
            file.unlink()
        return [took]

    return run


def _sent(engine: SyncEngine, size: int) -> None:
    report = engine.run_once(at_once=True)
    assert (report.fault, report.bytes_uploaded) == (None, size)


def _peers(stack: ExitStack, folder: Path, scan: Copy, many: int) -> dict[str, Turn]:
    """Those that are installed."""
    source, certificates = folder / "scans-to-send", (folder / "centre.crt", folder / "centre.key")
    source.mkdir()
    for number in range(many):
        (source / f"{number}.pdf").write_bytes(scan.pdf)
    found: dict[str, Turn] = {}
    if peer_programs.has_tus():
        found["tus"] = _tus(stack, folder / "tus", source, *certificates)
        found["sure"] = _tus(stack, folder / "sure", source, *certificates, "sure")
    if shutil.which("curl") is not None:
        found["curl"] = _curl(stack, folder / "received", source, *certificates)
    return found


def _tus(stack: ExitStack, kept: Path, source: Path, crt: Path, key: Path, *promise: str) -> Turn:
    kept.mkdir()
    talking = peer_programs.talking
    served = peer_programs.tus("serve", crt, key, kept, *promise)
    url = stack.enter_context(talking(served)).heard()
    sender = stack.enter_context(talking(peer_programs.tus("send", url, crt, source, AT_ONCE)))

    def run() -> list[float]:
        seconds = float(sender.asked())
        _empty(kept)
        return [seconds * 1000]

    return run


def _curl(stack: ExitStack, kept: Path, source: Path, crt: Path, key: Path) -> Turn:
    kept.mkdir()
    url = stack.enter_context(receiver(kept, crt, key))
    command = curl(crt, url, sorted(source.iterdir()), AT_ONCE)

    def run() -> list[float]:
        took = milliseconds(lambda: subprocess.run(command, check=True, capture_output=True))
        _empty(kept)
        return [took]

    return run


def curl(crt: Path, url: str, files: list[Path], at_once: int, *more: str) -> list[str]:
    """The command that sends ``files``, so many at once, without waiting for leave to begin."""
    said = ["-sS", "--noproxy", "*", "--cacert", str(crt), "-H", "Expect:", *more]
    parallel = ["-Z", "--parallel-max", str(at_once)]
    return ["curl", *said, *parallel, *[word for file in files for word in ("-T", str(file), url)]]


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def _median(rounds: list[list[float]]) -> float:
    return sorted(value for values in rounds for value in values)[len(rounds) // 2]
