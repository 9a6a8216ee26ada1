"""Somebody changes what lies on the disk, or tries to rewrite the journal: it is noticed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from sqlalchemy import text

from desk_app.errors import DeskError, EnvironmentFault
from desk_app.models.engine import PAGE_BYTES
from desk_app.paper.scan_store import Kept, ScanStore
from tests.faults.desk_at_work import (
    a_place,
    at_work,
    copy_of,
    damage,
    done_with,
    fresh_profile,
    receive,
    rows_of,
)
from tests.faults.forked import in_own_process
from tests.faults.trials import Outcome, Trial

MIB = 1 << 20
JOURNAL = (
    "UPDATE journal SET officer = 'somebody else' WHERE id = :id",
    "UPDATE journal SET details = '{}'",
    "DELETE FROM journal WHERE id = :id",
    "DELETE FROM journal",
    "REPLACE INTO journal SELECT * FROM journal WHERE id = :id",
    "INSERT OR REPLACE INTO journal (id, at, action, details) VALUES (:id, '2026', 'x', '{}')",
    "UPDATE OR REPLACE journal SET id = :id + 1 WHERE id = :id",
)


def run(name: str, seed: int, count: int) -> Outcome:
    """Makes so many tries."""
    return in_own_process(__name__, f"one_{name}", seed, count)


# ---------------------------------------------------------------- a page on the disk


@cache
def _pages() -> tuple[ScanStore, Path, tuple[Kept, ...]]:
    folder = a_place() / "pages"
    store = ScanStore(folder)
    noise = random.Random(0)
    return store, folder, tuple(store.put(noise.randbytes(MIB)) for _ in range(2))


def one_page(seed: int) -> Iterator[str]:
    """One change of an encrypted file of 1 MiB; reading it must fail."""
    store, folder, (kept, other) = _pages()
    chance = random.Random(seed)
    path = folder / kept.name[:2] / kept.name
    data = path.read_bytes()
    changed, how = _changed(data, (folder / other.name[:2] / other.name).read_bytes(), chance)
    if changed == data:
        raise AssertionError(f"{how} changed nothing")
    path.write_bytes(changed)
    try:
        if len(store.read(kept.name, kept.key)) >= 0:
            yield f"{how} was not noticed"
    except EnvironmentFault as fault:
        if fault.key != "store.page_damaged":
            yield f"{how} is called {fault.key}"
    finally:
        path.write_bytes(data)
    if store.size(kept.name) != MIB:
        yield "the file put back is another one"


def _changed(data: bytes, other: bytes, chance: random.Random) -> tuple[bytes, str]:
    place = chance.randrange(len(data))
    kind = chance.randrange(8)
    if kind == 0:
        return data[:place], f"cutting off at {place}"
    if kind == 1:
        return data + chance.randbytes(chance.randint(1, 70_000)), "making it longer"
    if kind == 2:
        return other, "another page's file"
    if kind == 3:
        sealed = 65_552  # a chunk and its tag
        first, second = chance.sample(range(len(data) // sealed - 1), 2)
        pieces = [data[start : start + sealed] for start in range(0, len(data), sealed)]
        pieces[first], pieces[second] = pieces[second], pieces[first]
        return b"".join(pieces), f"exchanging parts {first} and {second}"
    flipped = bytearray(data)
    flipped[place] ^= 1 << chance.randrange(8)
    return bytes(flipped), f"flipping a bit of byte {place}"


# ---------------------------------------------------------------- the database on the disk


@cache
def _desk() -> Path:
    profile = copy_of(fresh_profile())
    with at_work(profile) as desk:
        for _ in range(3):
            receive(desk)
    return profile


def one_database(seed: int) -> Iterator[str]:
    """One bit of the database is another; the check of the file tells, or it does not open."""
    profile = copy_of(_desk())
    chance = random.Random(seed)
    file = profile / "desk.db"
    data = bytearray(file.read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    file.write_bytes(bytes(data))
    try:
        with at_work(profile) as desk:
            if not damage(desk.store):
                yield f"a bit of byte {place} (page {place // PAGE_BYTES + 1}) was not noticed"
    except DeskError as fault:
        if not fault.key.startswith("store."):
            yield f"a bit of byte {place}: {fault.key}"
    done_with(profile)


# ---------------------------------------------------------------- the journal


def one_journal(seed: int) -> Iterator[str]:
    """A statement that would rewrite the journal is refused, whatever it is."""
    profile = copy_of(_desk())
    chance = random.Random(seed)
    with at_work(profile) as desk:
        before = rows_of(desk.store, "journal")
        asked = {"id": chance.choice(before["journal"])["id"]}
        statement = JOURNAL[seed % len(JOURNAL)]
        try:
            with desk.store.write() as session:
                session.execute(
                    text(statement), {k: v for k, v in asked.items() if ":id" in statement}
                )
        except Exception as fault:  # noqa: BLE001 - whatever the database calls it
            if "append-only" not in str(fault):
                yield f"{statement}: {fault}"
        else:
            yield f"{statement} was not refused"
        if rows_of(desk.store, "journal") != before:
            yield f"{statement} changed the journal"
    shutil.rmtree(profile.parent)


TRIALS = [
    Trial(f"tamper-{name}", what, (), ci, full, partial(run, name))
    for name, what, ci, full in (
        ("page", "a page's file is changed, cut off, exchanged", 250, 4_096),
        ("database", "a bit of the database's file is another", 20, 1_000),
        ("journal", "the journal is rewritten through the program's own connection", 7, 70),
    )
]
