"""Taking a whole national catalogue, against reading its JSON and sending the same rows bare."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from benchmarks.desks import training_desk
from benchmarks.measure import Goal, Options, Report, figure, in_turns, milliseconds, ratio
from benchmarks.national import PROCEDURES, national_answer
from benchmarks.replay import Statement, open_bare, sender, statements_of, written_in
from desk_app.config.profile import open_profile
from desk_app.config.vault import vault_of
from desk_app.services.catalogue_import import import_catalogue

TITLE = "Whole national catalogue"


def measure(folder: Path, options: Options) -> Report:
    """Every turn begins with a fresh copy of the same desk."""
    rounds, count = (2, 200) if options.quick else (7, PROCEDURES)
    answer = national_answer(options.seed, count)
    model = folder / "model"
    with training_desk(model):
        pass
    rows = _rows(_copy(model, folder / "heard"), answer)
    key = vault_of(open_profile(model)).fetch()
    pauses: list[float] = []

    def ours() -> list[float]:
        with training_desk(_copy(model, folder / "turn")) as desk:
            told = _Told()
            took = milliseconds(
                lambda: import_catalogue(desk.store, desk.clock, answer, told.progress)
            )
            pauses.append(told.longest)
            return [took]

    def bare() -> list[float]:
        desk = open_profile(_copy(model, folder / "turn"))
        connection = open_bare(sqlcipher, desk.database, key)
        send = sender(connection)

        def take() -> None:
            json.loads(answer)
            send(rows)

        took = milliseconds(take)
        connection.close()
        return [took]

    found = in_turns({"service": ours, "bare": bare}, rounds=rounds)
    taken = figure(
        "import_catalogue: read, check, number, write, one commit", "ms", found["service"]
    )
    return Report(
        f"{TITLE}: {count:,} procedures, {len(answer) / 2**20:.1f} MiB of JSON, with progress",
        [taken, figure("json.loads and bare sqlcipher3, same rows", "ms", found["bare"])],
        [
            Goal(
                "by bare reading and writing, median", ratio(found["service"], found["bare"]), 5.0
            ),
            Goal("longest pause between two reports of progress", max(pauses), 1000.0, unit="ms"),
        ],
        [
            f"{sum(len(values) if many else 1 for _, values, many in rows):,} rows. The peer "
            "neither checks nor folds nor fingerprints anything, and is given the rows ready.",
        ],
    )


def _copy(model: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(model, to)
    return to


def _rows(folder: Path, answer: bytes) -> list[Statement]:
    with training_desk(folder) as desk:
        with statements_of(desk.store) as heard:
            import_catalogue(desk.store, desk.clock, answer)
        writing = ("INSERT", "UPDATE", "DELETE")
        return [one for one in written_in(heard) if one[0].lstrip().startswith(writing)]


class _Told:
    """Hears progress and remembers the longest silence, in milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()

    @property
    def progress(self) -> Callable[[int, int], None]:
        return self._hear

    def _hear(self, _done: int, _of: int) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now
