"""1,500 desks come back at once, each with a morning to send, to a centre of two processes on
PostgreSQL; and once more when ten times as many dossiers are stored."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired
from typing import Any

import psycopg

from benchmarks import peer_programs
from benchmarks.measure import Figure, Goal, Options, Report
from desk_app.central import tables
from desk_app.central.engine import open_centre
from desk_app.clock import VIETNAM
from desk_app.sync.protocol import credential_hash
from tests.builders.centres import prepare, small_resources
from tests.builders.messages import TODAY, identity_text
from tests.builders.postgres import find_binaries, make_database, postgres_server

TITLE = "A province comes back: desks with a morning to send, all at once"
ROOT = Path(__file__).parents[1]
DESKS_OF_A_UNIT = 10
CROWDS = 1
WITHIN_SECONDS = 5.0
TEN_TIMES = 9  # as many again


def measure(folder: Path, options: Options) -> Report:
    """Two mornings: with few dossiers stored, and with ten times as many."""
    desks, dossiers = (20, 5) if options.quick else (1_500, 20)
    if find_binaries() is None:
        return Report(TITLE, notes=["PostgreSQL is not installed here: not measured."])
    with postgres_server(durable=True) as server:
        url = make_database(server, "load")
        prepare(url, small_resources(folder / "resources"))
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        crowd = _enrol(url, desks)
        with _centre(url, folder) as (host, port, memory):
            numbers = _morning(host, port, crowd, 0, 0, options.seed)  # each gets its blocks
            mornings = []
            for day in (1, 2):
                found = _morning(host, port, numbers["desks"], day, dossiers, options.seed)
                found["memory"], found["stored"] = memory(), _stored(plain)
                mornings.append(found)
                if day == 1:
                    _store_alike(plain, TEN_TIMES)
            _check(plain, desks * dossiers * 2)
    few, many = mornings
    peers, missing = _peers(folder, desks, dossiers * 2)
    figures = [figure for found in mornings for figure in _figures(found)]
    for name, (peer_few, peer_many) in peers.items():
        figures += [*_peer_figures(name, peer_few), *_peer_figures(name, peer_many)]
    goals = [*_goals(few, many), *_growth(peers)]
    return Report(TITLE, figures, goals, [*_notes(few, many), *missing])


def _peers(
    folder: Path, desks: int, entries: int
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """The two mornings of programs that do alike, where they are installed and can do it; and what
    is to be said of the others."""
    programs = {"Anki": peer_programs.anki_load, "PouchDB": peer_programs.pouchdb_load}
    found, missing = {}, []
    for name, program in programs.items():
        try:
            said = program(folder / name, desks, entries, TEN_TIMES)
        except (CalledProcessError, TimeoutExpired) as fault:
            missing.append(f"{name} could not do it with {desks:,} desks: {type(fault).__name__}.")
            continue
        if said is None:
            missing.append(f"{name} is not installed here (tools/peers.sh).")
        else:
            found[name] = said
    return found, missing


def _peer_figures(name: str, said: dict[str, Any]) -> list[Figure]:
    stored = f"{said['stored']:,} stored afterwards"
    rate = said["sent"] / said["seconds"]
    return [
        Figure(f"{name}: a whole sync, {stored}", "ms", tuple(said["milliseconds"])),
        Figure(f"{name}: rows taken, {stored}", "rows/s", (rate,)),
        Figure(f"{name}: memory of the server, most, {stored}", "MiB", (said["memory"],)),
    ]


def _growth(peers: dict[str, list[dict[str, Any]]]) -> list[Goal]:
    return [
        Goal(
            f"{name}: time to drain, ten times the rows by few",
            many["seconds"] / few["seconds"],
            None,
        )
        for name, (few, many) in peers.items()
    ]


def _figures(found: dict[str, Any]) -> list[Figure]:
    stored = f"{found['stored']:,} dossiers stored afterwards"
    rate = sum(found["outcomes"].values()) / found["seconds"]
    return [
        Figure(f"an answer, {stored}", "ms", tuple(found["milliseconds"])),
        Figure(f"entries taken, {stored}", "rows/s", (rate,)),
        Figure(f"memory of the centre's processes, most, {stored}", "MiB", (found["memory"],)),
    ]


def _goals(few: dict[str, Any], many: dict[str, Any]) -> list[Goal]:
    expected = few["expected"] + many["expected"]
    accepted = sum(found["outcomes"].get("accepted", 0) for found in (few, many))
    return [
        Goal("entries taken, each once", accepted / expected * 100, 100.0, "more", unit="%"),
        Goal("time to drain, ten times the dossiers by few", many["seconds"] / few["seconds"], 1.5),
    ]


def _notes(few: dict[str, Any], many: dict[str, Any]) -> list[str]:
    told = [
        f"{len(found['desks']):,} desks within {WITHIN_SECONDS:.0f} s, {found['expected']:,} "
        f"entries: all there after {found['seconds']:.0f} s; {found['sent_away']:,} times a desk "
        f"was asked to come again, {sum(found['faults'].values())} connections failed."
        for found in (few, many)
    ]
    return [
        *told,
        "The desks run on the same two cores as the centre and PostgreSQL (fsync on). One answer "
        "in twenty is lost: the desk sends the same again and hears that it is known.",
        "Afterwards codes and numbers are counted in the database: each once.",
        "Anki keeps a store of its own for each account, so its desks share nothing; 16 of them "
        "come at once. PouchDB's desks come all at once and share one store, whose disk it does "
        "not sync. Both take rows of 1.3 KB as they are, over plain HTTP.",
    ]


def _enrol(url: str, desks: int) -> list[dict[str, Any]]:
    """Units with desks, as many as a province has, straight into the tables."""
    found = []
    at = datetime(2026, 11, 1, 8, tzinfo=VIETNAM)
    with closing(open_centre(url)) as store, store.writing() as session:
        units = [f"H99.77.{number:03d}" for number in range(-(-desks // DESKS_OF_A_UNIT))]
        session.add_all(tables.Unit(code=unit, name=unit, level="commune") for unit in units)
        session.flush()
        for number in range(desks):
            unit, counter = units[number // DESKS_OF_A_UNIT], f"Quầy {number % 10:02d}"
            desk, credential = identity_text(number), secrets.token_urlsafe(32)
            session.add(tables.Counter(unit=unit, name=counter))
            session.add(
                tables.Desk(
                    id=desk,
                    unit=unit,
                    counter=counter,
                    credential_sha256=credential_hash(credential),
                    enrolled_at=at,
                    app_version="load",
                )
            )
            bearer = f"Bearer {desk}.{credential}"
            found.append({"number": number, "unit": unit, "bearer": bearer, "blocks": []})
    return found


@contextmanager
def _centre(url: str, folder: Path) -> Iterator[tuple[str, int, Any]]:
    """Host, port, and what tells the most memory its processes had."""
    command = [sys.executable, "-m", "desk_app", "central", "serve", "--database", url]
    command += ["--files", str(folder / "kept"), "--listen", "127.0.0.1:0", "--processes", "2"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, encoding="utf-8", cwd=ROOT
        ) as process,
    ):
        ended = threading.Event()
        most = [0.0]

        def watch() -> None:
            while not ended.wait(0.2):
                most[0] = max(most[0], sum(map(_resident, _family(process.pid))))

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            assert process.stdout is not None
            said = process.stdout.readline().strip().removeprefix("listening on http://")
            host, port = said.split(":")
            yield host, int(port), lambda: most[0]
        finally:
            ended.set()
            watching.join()
            process.terminate()


def _family(pid: int) -> list[int]:
    """A process and those it began."""
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        children += [int(child) for child in task.read_text().split()]
    return [pid, *(one for child in children for one in _family(child))]


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _morning(
    host: str, port: int, desks: list[dict[str, Any]], day: int, dossiers: int, seed: int
) -> dict[str, Any]:
    """All desks come; nothing to send on day 0, when they come for their numbers."""
    what = {
        "host": host,
        "port": port,
        "day": (TODAY + timedelta(days=day)).isoformat(),
        "dossiers": dossiers,
        "within": WITHIN_SECONDS,
        "cursor": 0,
        "seed": seed,
        "desks": desks,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crowd"],
        input=json.dumps(what),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout)
    found["expected"] = len(desks) * dossiers * 2
    return found


def _stored(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM dossier").fetchone()
        return int(row[0]) if row else 0


def _store_alike(url: str, times: int) -> None:
    """As many dossiers and entries again as there are, so many times, of days gone by."""
    with psycopg.connect(url) as connection:
        for number in range(1, times + 1):
            for table in ("dossier", "used_number", "entry", "receipt_print"):
                connection.execute(_alike(connection, table, number))
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")


def _alike(connection: psycopg.Connection[Any], table: str, number: int) -> bytes:
    """An INSERT that repeats the rows of the first morning with other keys."""
    moved = {
        "id": f"'x{number}' || substr(id, 3)",
        "entry_id": f"'x{number}' || substr(entry_id, 3)",
        "dossier_id": f"'x{number}' || substr(dossier_id, 3)",
        "code": f"code || '-{number}'",
        "look_up_sha256": f"'x{number}' || substr(look_up_sha256, 3)",
        "day": f"day - {number * 40}",
    }
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND is_identity = 'NO' AND column_default IS NULL OR (table_name = %s AND"
        " column_default NOT LIKE 'nextval%%')",
        [table, table],
    ).fetchall()
    names = [str(row[0]) for row in rows]
    key = "id" if "id" in names else "entry_id" if "entry_id" in names else "dossier_id"
    values = ", ".join(moved.get(name, name) for name in names)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table}"
        f" WHERE {key} NOT LIKE 'x%'"
    ).encode()


def _check(url: str, dossiers: int) -> None:
    """What the database says: every code once, every number once, none missing."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT count(*), count(DISTINCT code), (SELECT count(*) FROM used_number"
            " WHERE dossier_id NOT LIKE 'x%%') FROM dossier WHERE id NOT LIKE 'x%%'"
        ).fetchone()
        assert found == (dossiers, dossiers, dossiers), found
