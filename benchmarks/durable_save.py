"""A durable, encrypted save through the service against the same rows sent by bare drivers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from benchmarks.desks import forms, training_desk
from benchmarks.measure import (
    Goal,
    Options,
    Report,
    figure,
    in_turns,
    milliseconds,
    ratio,
    repeated,
)
from benchmarks.replay import (
    Statement,
    copy_plain,
    open_bare,
    sender,
    statements_of,
    written_in,
)
from desk_app.config.profile import open_profile
from desk_app.config.vault import vault_of

TITLE = "Durable save of a dossier: encrypted, committed, fsynced"


def measure(folder: Path, options: Options) -> Report:
    """Receives dossiers through ``desk.intake.receive``; the peers send what it sent."""
    rounds, each = (2, 5) if options.quick else (21, 40)
    count = (rounds + 1) * each
    with training_desk(folder / "model"):
        pass  # made once; every contestant begins with a copy of it
    for name in ("heard", "ours", "encrypted"):
        shutil.copytree(folder / "model", folder / name)
    key = vault_of(open_profile(folder / "model")).fetch()
    database = open_profile(folder / "model").database.name
    saves = _saves(folder / "heard", options.seed, count)
    encrypted = open_bare(sqlcipher, folder / "encrypted" / database, key)
    plain = copy_plain(encrypted, folder / "plain.db")
    with training_desk(folder / "ours") as desk:
        officer, wanted = desk.officer(), forms(options.seed)

        def receive() -> None:
            desk.intake.receive(next(wanted), officer)

        found = in_turns(
            {
                "service": repeated(lambda: milliseconds(receive), each),
                "sqlcipher3": repeated(_replaying(encrypted, iter(saves)), each),
                "sqlite3": repeated(_replaying(plain, iter(saves)), each),
            },
            rounds=rounds,
        )
    encrypted.close()
    plain.close()
    ours = figure("desk.intake.receive: checks, promise, fee, commit", "ms", found["service"])
    return Report(
        TITLE,
        [
            ours,
            figure("bare sqlcipher3, same statements and values", "ms", found["sqlcipher3"]),
            figure("bare sqlite3, not encrypted, same statements", "ms", found["sqlite3"]),
        ],
        [
            Goal("by bare sqlite3, median", ratio(found["service"], found["sqlite3"]), 3.0),
            Goal("by bare sqlcipher3, median", ratio(found["service"], found["sqlcipher3"]), 1.5),
            Goal("p99 of the service", ours.at(99), 10.0, unit="ms"),
        ],
        [
            f"{len(saves[0])} statements in one transaction: dossier, person, papers, receipt, "
            "search words, journal, outbox, number. WAL, synchronous=FULL everywhere.",
            "The peers only send rows; the service also checks the form, works out promise and "
            "fee, builds and validates receipt and outbox entry.",
        ],
    )


def _saves(folder: Path, seed: int, count: int) -> list[list[Statement]]:
    """What the service sends for each of ``count`` dossiers, heard on a copy of the desk."""
    saves = []
    with training_desk(folder) as desk:
        officer = desk.officer()
        for form in islice(forms(seed), count):
            with statements_of(desk.store) as heard:
                desk.intake.receive(form, officer)
            saves.append(written_in(heard))
    return saves


def _replaying(connection: Any, saves: Iterator[list[Statement]]) -> Callable[[], float]:
    send = sender(connection)

    def once() -> float:
        save = next(saves)
        return milliseconds(lambda: send(save))

    return once
