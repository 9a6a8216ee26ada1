"""Search as one types over a million dossiers, against PostgreSQL with pg_trgm and LIKE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.desks import training_desk
from benchmarks.measure import (
    Goal,
    Options,
    Report,
    Rounds,
    figure,
    in_turns,
    milliseconds,
    ratio,
)
from benchmarks.million import cache, million_desk, procedures_of, size, words_of
from benchmarks.people import UNIT, past
from benchmarks.postgres import find_binaries, postgres
from desk_app.services.desk import Desk
from desk_app.services.search_query import wanted_of

TITLE = "Search as you type, without diacritics"
SHOWN, COUNTED = 50, 1001
# What people type: names common and rare, their parts in any order, codes and parts of codes.
TYPED = (
    "nguyen thi phuong uyen",
    "tran van duc",
    "thach gia oanh",
    "uyen nguyen",
    "quach thi my loan",
    f"{UNIT}-2611",
    "261118-0123",
)
Search = Callable[[str], list[str]]


def measure(folder: Path, options: Options) -> Report:
    """Every prefix of what is typed is one search; ours and theirs bring the same list."""
    with training_desk(million_desk(options)) as desk:
        texts = list(_keystrokes(options))
        ours = _desk(desk)
        turns = {"desk": lambda: _typing(ours, texts)}
        binaries = find_binaries()
        if binaries is None:
            return _report(in_turns(turns, rounds=7), options, len(texts))
        with postgres(cache("postgres", options), binaries, _filler(desk, options)) as server:
            theirs = _postgres(server)
            _hold_equal(ours, theirs, texts)
            turns["postgres"] = lambda: _typing(theirs, texts)
            return _report(in_turns(turns, rounds=2 if options.quick else 7), options, len(texts))


def _report(found: Rounds, options: Options, keystrokes: int) -> Report:
    ours = figure("desk.search.search, encrypted", "ms", found["desk"])
    report = Report(
        f"{TITLE}: {size(options):,} dossiers",
        [ours],
        [Goal("p95 of a keystroke", ours.at(95), 30.0, unit="ms")],
        [
            f"{keystrokes} keystrokes: names common and rare, parts in any order, codes, ID "
            "numbers, phones. Each brings the 50 newest and counts up to 1,000.",
        ],
    )
    if "postgres" not in found:
        report.notes.append("PostgreSQL is not installed here: NOT compared.")
        return report
    theirs = figure("PostgreSQL, pg_trgm GIN and LIKE, not encrypted", "ms", found["postgres"])
    report.figures.append(theirs)
    report.goals += [
        Goal("p95 by PostgreSQL's p95", ratio(found["desk"], found["postgres"], 95), 0.5),
        Goal("median by PostgreSQL's median", ratio(found["desk"], found["postgres"]), None),
    ]
    report.notes.append(
        "PostgreSQL: own server on a socket, 1 GiB of shared buffers, everything cached, column "
        "folded beforehand; both give the same codes in the same order (checked)."
    )
    return report


def _keystrokes(options: Options) -> Iterator[str]:
    """Every prefix, in the order of typing, also of a number and a phone that are there."""
    one = next(islice(past(options.seed, size(options)), size(options) // 2, None))
    for typed in (*TYPED, one.id_number, one.phone):
        for end in range(1, len(typed) + 1):
            yield typed[:end]


def _typing(search: Search, texts: list[str]) -> list[float]:
    return [milliseconds(lambda text=text: search(text)) for text in texts]  # type: ignore[misc]


def _hold_equal(ours: Search, theirs: Search, texts: list[str]) -> None:
    for text in texts:
        if ours(text) != theirs(text):
            raise AssertionError(f"not the same answer for {text!r}: nothing to compare")


def _desk(desk: Desk) -> Search:
    return lambda text: [line.code for line in desk.search.search(text, SHOWN).dossiers]


# -- PostgreSQL

_TABLE = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE dossier (
    seq integer PRIMARY KEY, id text, code text, applicant_name text, procedure text,
    procedure_name text, state text, received_at timestamptz, promised_at timestamptz,
    sync_state text, counter text, words text
)"""
_INDEXES = """
CREATE INDEX ON dossier USING gin (words gin_trgm_ops);
CREATE UNIQUE INDEX ON dossier (code text_pattern_ops);
VACUUM ANALYZE dossier"""
_LINES = """
SELECT code, id, applicant_name, procedure, procedure_name, state, received_at, promised_at,
    sync_state, counter
FROM dossier WHERE seq = ANY(%s) ORDER BY seq DESC"""


def _filler(desk: Desk, options: Options) -> Callable[[psycopg.Connection[Any]], None]:
    procedures = procedures_of(desk.store)

    def fill(server: psycopg.Connection[Any]) -> None:
        server.execute(_TABLE)
        with server.cursor() as cursor, cursor.copy("COPY dossier FROM STDIN") as copy:
            for one in past(options.seed, size(options)):
                code, _, name = procedures[one.kind % len(procedures)]
                copy.write_row(
                    (
                        one.seq, one.id, one.code, one.name, code, name, one.state,
                        one.received_at, one.promised_at, "accepted", one.counter,
                        f" {words_of(one, procedures)} ",
                    )
                )  # fmt: skip
        for statement in _INDEXES.split(";"):
            server.execute(statement.encode())

    return fill


def _postgres(server: psycopg.Connection[Any]) -> Search:
    def seqs(condition: str, values: list[str]) -> list[int]:
        query = f"SELECT seq FROM dossier WHERE {condition} ORDER BY seq DESC LIMIT {COUNTED}"
        return [row[0] for row in server.execute(query.encode(), values)]

    def search(text: str) -> list[str]:
        wanted = wanted_of(text)
        if wanted is None:
            return []
        found: list[int] = []
        if wanted.code is not None:
            found = seqs("code LIKE %s", [f"{wanted.code}%"])
        if not found and wanted.words:
            each = ["words LIKE %s"] * len(wanted.words)
            found = seqs(" AND ".join(each), [f"% {word}%" for word in wanted.words])
        return [row[0] for row in server.execute(_LINES, [found[:SHOWN]])]

    return search
