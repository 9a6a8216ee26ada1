"""A desk with a million dossiers, made once in bulk and kept for all benchmarks that want it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.desks import training_desk
from benchmarks.measure import Options
from benchmarks.people import UNIT, Past, past
from desk_app.models.engine import Store
from desk_app.models.schema import SCRIPTS
from desk_app.services.search_index import search_words, tidy_index

MILLION, FEW = 1_000_000, 2_000
STEP = 20_000
PROMISE = '[{"key": "promise.start", "values": {"at": "2026-11-20T08:00:00+07:00"}}]'
FILL = "x" * 300  # receipts and entries are about as long as real ones of a short checklist


def size(options: Options) -> int:
    """How many dossiers a run works on."""
    return FEW if options.quick else MILLION


def cache(name: str, options: Options) -> Path:
    """A folder that outlives the run, for something that was made from this schema and seed."""
    made_from = hashlib.sha256(f"{options.seed} {size(options)}".encode())
    here = Path(__file__).parent
    for file in (*sorted(SCRIPTS.glob("versions/*.py")), here / "million.py", here / "people.py"):
        made_from.update(file.read_bytes())
    chosen = os.environ.get("DESK_BENCH_CACHE")
    root = Path(chosen) if chosen else Path(tempfile.gettempdir()) / "desk-bench-cache"
    return root / f"{name}-{made_from.hexdigest()[:12]}"


def million_desk(options: Options) -> Path:
    """The profile folder of a training desk with a million dossiers; made if there is none."""
    kept = cache("desk", options)
    if not (kept / "whole").exists():
        shutil.rmtree(kept, ignore_errors=True)
        with training_desk(kept) as desk:
            procedures = procedures_of(desk.store)
            _fill(desk.store, past(options.seed, size(options)), procedures)
            while tidy_index(desk.store, 20_000):
                pass
        (kept / "whole").touch()
    return kept


def words_of(one: Past, procedures: list[tuple[str, int, str]]) -> str:
    """The words under which the desk finds a dossier."""
    return search_words(
        code=one.code,
        procedure=procedures[one.kind % len(procedures)][0],
        counter=one.counter,
        names=[one.name],
        id_numbers=[one.id_number],
        phones=[one.phone],
    )


def procedures_of(store: Store) -> list[tuple[str, int, str]]:
    """The procedures of the dossiers: code, version, name."""
    with store.read() as session:
        rows = session.execute(
            text("SELECT procedure, id, name_vi FROM procedure_version ORDER BY procedure LIMIT 40")
        )
        return [(row[0], row[1], row[2]) for row in rows]


def _fill(store: Store, people: Iterator[Past], procedures: list[tuple[str, int, str]]) -> None:
    """Rows without indexes first, then the indexes: sorted once instead of searched a million
    times. Nothing is synced meanwhile; a torn desk is made anew."""
    raw = store.engine.raw_connection()
    connection: Any = raw.driver_connection
    for said in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {said}").fetchall()
    shape = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = connection.execute(shape).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute(_HASH_SIZE, (64 << 20,))
    while batch := list(islice(people, STEP)):
        connection.execute("BEGIN")
        connection.executemany(_DOSSIER, (_row(one, procedures) for one in batch))
        connection.executemany(
            "INSERT INTO dossier_search(rowid, words) VALUES (?, ?)",
            ((one.seq, words_of(one, procedures)) for one in batch),
        )
        connection.executemany(_PERSON, (_person(one) for one in batch))
        connection.execute("COMMIT")
    connection.execute(_HASH_SIZE, (1 << 20,))
    connection.execute("BEGIN")
    for statement in _DERIVED:
        connection.execute(statement)
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA synchronous = FULL").fetchall()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.invalidate()


def _row(one: Past, procedures: list[tuple[str, int, str]]) -> tuple[Any, ...]:
    code, version, name = procedures[one.kind % len(procedures)]
    return (
        one.seq, one.id, one.code, one.counter, code, version, name, one.id_number, one.name,
        one.received_at.isoformat(), one.promised_at.isoformat(), f"token-{one.seq * 7919:016x}",
        one.state,
    )  # fmt: skip


def _person(one: Past) -> tuple[Any, ...]:
    return one.id, one.id_number, one.name, f"{one.seq % 250} Bến Xuân, tỉnh Mẫu", one.phone


_HASH_SIZE = "INSERT INTO dossier_search(dossier_search, rank) VALUES ('hashsize', ?)"
_DOSSIER = f"""
INSERT INTO dossier(seq, id, code, counter, procedure, procedure_version, procedure_name,
    id_number, applicant_name, received_at, promised_at, look_up_token, state,
    unit, officer, channel, promise_explained, fee_vnd, fee_explained, sets, result_at,
    fee_state, delivery_state, sync_state, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    '{UNIT}', 'an', 'direct', '{PROMISE}', 0, '[]', 1, 'counter', 'none', 'waiting', 'accepted', 1)
"""
_PERSON = """
INSERT INTO dossier_person(dossier_id, role, kind, id_number, full_name, birth_date, sex, address,
    phone, identity_method)
VALUES (?, 'applicant', 'citizen', ?, ?, '1987-09-05', 'female', ?, ?, 'typed')
"""
_DERIVED = (
    """
    INSERT INTO submitted_paper(dossier_id, number, name, state, originals, certified, copies)
    SELECT id, 1, 'Tờ khai theo mẫu', 'submitted', 1, 0, 0 FROM dossier ORDER BY seq""",
    f"""
    INSERT INTO receipt(dossier_id, content, issued_at, print_state, reprints)
    SELECT id, '{{"filler": "{FILL}"}}', received_at, 'printed', 0 FROM dossier ORDER BY seq""",
    """
    UPDATE receipt SET print_state = 'not_printed'
    WHERE dossier_id IN (SELECT id FROM dossier ORDER BY seq DESC LIMIT 3)""",
    f"""
    INSERT INTO outbox(seq, id, dossier_id, position, kind, version, created_at, payload,
        payload_sha256, state, attempts, answered_at)
    SELECT seq, id, id, 1, 'dossier.received', 1, received_at, '{{"filler": "{FILL}"}}',
        printf('%064x', seq), 'accepted', 1, received_at
    FROM dossier ORDER BY seq""",
    """
    INSERT INTO journal(at, officer, counter, dossier_id, action, details)
    SELECT received_at, officer, counter, id, 'dossier.received', json_object('code', code)
    FROM dossier ORDER BY seq""",
)
