"""Back at work after kill -9 with a full outbox, against a start after a clean end.

``python -m benchmarks.recovery PROFILE`` is the program that is started, and killed.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from benchmarks.desks import NOW, forms, training_desk
from benchmarks.measure import Goal, Options, Report, figure, in_turns, ratio
from desk_app import app
from desk_app.clock import TickingClock

TITLE = "Back at work with 10,000 entries to be sent: after kill -9, after a clean end"
ROOT = Path(__file__).parents[1]
MODEL = 100
ALIKE = """
    INSERT INTO outbox (id, dossier_id, position, kind, version, created_at, payload,
                        payload_sha256, state, attempts)
    SELECT substr(id, 1, 28) || printf('%08d', :round * 1000 + seq),
           substr(dossier_id, 1, 28) || printf('%08d', :round * 1000 + seq),
           position, kind, version, created_at, payload, payload_sha256, state, attempts
    FROM outbox WHERE seq <= :model
"""


def measure(folder: Path, options: Options) -> Report:
    """Every sample is a process of its own on a copy of its own."""
    entries, rounds = (1_000, 2) if options.quick else (10_000, 9)
    model = folder / "model"
    _fill(model, entries, options.seed)
    killed = folder / "killed"
    shutil.copytree(model, killed)
    _kill(killed)
    found = in_turns(
        {
            "killed": _starting(killed, folder / "copy"),
            "clean": _starting(model, folder / "copy"),
        },
        rounds=rounds,
    )
    log = (killed / "desk.db-wal").stat().st_size / 2**20
    return Report(
        TITLE,
        [
            figure("after kill -9", "ms", found["killed"]),
            figure("after a clean end", "ms", found["clean"]),
        ],
        [Goal("by a clean start, median", ratio(found["killed"], found["clean"]), 2.0)],
        [
            f"From the start of a process until the queue of {entries:,} entries was read and a "
            f"dossier was received. Killed while receiving; its write-ahead log has {log:.1f} MiB.",
        ],
    )


def _fill(model: Path, entries: int, seed: int) -> None:
    with training_desk(model) as desk:
        officer, wanted = desk.officer(), forms(seed)
        for _ in range(MODEL):
            desk.intake.receive(next(wanted), officer)
        with desk.store.write() as session:
            for number in range(1, entries // MODEL):
                session.execute(text(ALIKE), {"round": number, "model": MODEL})
        assert desk.outbox.queue().waiting == entries


def _kill(profile: Path) -> None:
    """Ends a program that is receiving, in the middle."""
    command = [sys.executable, "-m", "benchmarks.recovery", str(profile), "on"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        for _ in range(50):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)


def _starting(profile: Path, copy: Path) -> Callable[[], list[float]]:
    def start() -> list[float]:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(profile, copy)
        began = time.monotonic()
        command = [sys.executable, "-m", "benchmarks.recovery", str(copy)]
        done = subprocess.run(command, capture_output=True, cwd=ROOT, text=True, check=True)
        return [(float(done.stdout.splitlines()[0]) - began) * 1000]

    return start


def main(profile: str, *on: str) -> None:
    """Reads the queue, receives, tells when; with a word more goes on receiving."""
    # Identifiers follow the clock: a moment of its own for each of the two.
    clock = TickingClock(NOW + timedelta(minutes=2 if on else 1))
    with app.running(Path(profile), clock=clock) as desk:
        officer, wanted = desk.officer(), forms(1)
        waiting = desk.outbox.queue().waiting
        assert waiting >= 1000, waiting
        while True:
            desk.intake.receive(next(wanted), officer)
            print(time.monotonic(), flush=True)
            if not on:
                break


if __name__ == "__main__":
    main(*sys.argv[1:])
