"""A real desk for trials, and whether what stands in it is whole."""

from __future__ import annotations

import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import delete, select, text

from desk_app import app
from desk_app.clock import TickingClock, uuid7
from desk_app.errors import EnvironmentFault
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, NumberBlock, OutboxEntry, Page, StoredFile
from desk_app.services.desk import Desk
from desk_app.services.intake_json import read_form
from desk_app.services.page_views import PageSource, PaperTarget
from tests.builders.desks import NOW, a_dossier_said, a_training_profile, applicant_said
from tests.faults.history import Fact, Leased, Looked, Printed, Saved, SeenEntry, check

DESK = "desk"
SCANNER = PageSource("sane", device="trial")
PERSON = "Trần Thị Không Được Lộ"  # no file may hold these words in the clear


class TrialClock(TickingClock):
    """Stands at a moment; its ids never repeat, in whatever process."""

    def new_id(self) -> str:
        """A new UUIDv7."""
        return uuid7(self.now(), secrets.token_bytes(10))


def a_clock() -> TrialClock:
    """The clock of a trial."""
    return TrialClock(NOW)


@contextmanager
def at_work(profile: Path, passphrase: str | None = None) -> Iterator[Desk]:
    """The real desk in ``profile``: locked, opened, brought up to date, closed."""
    with app.running(profile, clock=a_clock(), passphrase=passphrase) as desk:
        yield desk


@cache
def a_place() -> Path:
    """Where the trials of this process lie."""
    return Path(mkdtemp(prefix="trial-"))


@cache
def fresh_profile() -> Path:
    """An empty training profile, to be copied; it has the numbers of one day."""
    profile = a_training_profile(a_place() / "empty")
    with at_work(profile) as desk, desk.store.write() as session:
        session.execute(delete(NumberBlock).where(NumberBlock.day != NOW.date()))
    return profile


def copy_of(profile: Path, folder: Path | None = None) -> Path:
    """A profile of its own."""
    to = Path(mkdtemp(dir=folder or a_place())) / "desk"
    return Path(shutil.copytree(profile, to))


def done_with(profile: Path) -> None:
    """Removes a copy."""
    shutil.rmtree(profile.parent, ignore_errors=True)


def receive(desk: Desk) -> tuple[str, str]:
    """A dossier is received; its code and id."""
    said = a_dossier_said(applicant=applicant_said(full_name=PERSON))
    received = desk.intake.receive(read_form(said), desk.officer())
    return received.code, received.id


def damage(store: Store) -> list[str]:
    """What SQLite and the cipher find wrong in the file."""
    with store.read() as session:
        quick = [row[0] for row in session.execute(text("PRAGMA quick_check"))]
    with store.read() as session:
        # The cipher looks at the file alone; what the log holds has to be in it first.
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        session.connection().exec_driver_sql("BEGIN")
        pages = [row[0] for row in session.execute(text("PRAGMA cipher_integrity_check"))]
        keys = session.execute(text("PRAGMA foreign_key_check")).all()
    wrong = [] if quick == ["ok"] else [f"quick_check: {quick[:3]}"]
    wrong += [f"cipher_integrity_check: {pages[:3]}"] if pages else []
    return wrong + ([f"foreign keys: {keys[:3]}"] if keys else [])


def seen(desk: Desk) -> list[Fact]:
    """What stands in the database, for the checker of histories."""
    with desk.store.read() as session:
        blocks = session.scalars(select(NumberBlock)).all()
        dossiers = session.execute(select(Dossier.id, Dossier.code).order_by(Dossier.seq)).all()
        rows = session.execute(
            select(
                OutboxEntry.id, OutboxEntry.dossier_id, OutboxEntry.position, OutboxEntry.state
            ).order_by(OutboxEntry.seq)
        ).all()
    leased = [Leased(DESK, b.unit, b.day.isoformat(), b.first, b.last) for b in blocks]
    entries = tuple(SeenEntry(row.id, row.dossier_id, row.position, row.state) for row in rows)
    return [*leased, Looked(DESK, tuple((d.id, d.code) for d in dossiers), entries)]


def half_done(desk: Desk) -> Iterator[str]:
    """Dossiers without what belongs to them, or with it twice; numbers that do not add up."""
    with desk.store.read() as session:
        for table, column, where in (
            ("receipt", "dossier_id", ""),
            ("journal", "dossier_id", "WHERE action = 'dossier.received'"),
            ("outbox", "dossier_id", "WHERE kind = 'dossier.received'"),
            ("dossier_person", "dossier_id", "WHERE role = 'applicant'"),
        ):
            found = Counter(session.scalars(text(f"SELECT {column} FROM {table} {where}")).all())
            known = set(session.scalars(select(Dossier.id)))
            if set(found) != known or set(found.values()) - {1}:
                yield f"I1 {table} and the dossiers are not the same: {found} and {known}"
        codes = session.scalars(select(Dossier.code)).all()
        last = max((int(code.rsplit("-", 1)[1]) for code in codes), default=0)
        taken = session.execute(
            select(NumberBlock.day, NumberBlock.next, NumberBlock.first).where(
                NumberBlock.next > NumberBlock.first
            )
        ).all()
        used = sum(row.next - row.first for row in taken)
        if used != len(codes) or last > max((row.next - 1 for row in taken), default=0):
            yield f"I4 {used} numbers are used by {len(codes)} dossiers, the last is {last}"


def pages_gone(desk: Desk) -> Iterator[str]:
    """Pages whose file cannot be read."""
    with desk.store.read() as session:
        files = session.execute(
            select(StoredFile.name, StoredFile.key, StoredFile.size).join(
                Page, Page.image == StoredFile.name
            )
        ).all()
    for file in files:
        try:
            if len(desk.scan_store.read(file.name, file.key)) != file.size:
                yield f"I1 the page {file.name[:8]} has another length"
        except EnvironmentFault as fault:
            yield f"I1 the page {file.name[:8]} is told of and cannot be read: {fault.key}"


def said_by(told: list[str]) -> list[Fact]:
    """The facts in the lines of a victim: ``saved CODE ID``, ``printed CODE``."""
    facts: list[Fact] = []
    for line in told:
        word, *rest = line.split()
        if word == "saved":
            facts.append(Saved(DESK, rest[1], rest[0]))
        elif word == "printed":
            facts.append(Printed(DESK, rest[0]))
    return facts


def wrong_with(desk: Desk, history: list[Fact]) -> list[str]:
    """Everything that is wrong with an opened desk, after ``history``."""
    history += seen(desk)
    return [
        *damage(desk.store),
        *half_done(desk),
        *pages_gone(desk),
        *map(str, check(history)),
    ]


def codes_of(desk: Desk) -> list[str]:
    """The codes in a desk, in the order of commits."""
    with desk.store.read() as session:
        return list(session.scalars(select(Dossier.code).order_by(Dossier.seq)))


def rows_of(store: Store, *tables: str) -> dict[str, list[Any]]:
    """All rows of these tables, their columns by name."""
    with store.read() as session:
        return {
            table: [
                dict(row)
                for row in session.execute(text(f"SELECT * FROM {table} ORDER BY rowid"))
                .mappings()
                .all()
            ]
            for table in tables
        }


def readable(folder: Path, marks: list[bytes]) -> list[str]:
    """The files below ``folder`` in which one of ``marks`` stands in the clear."""
    return [
        f"I8 plain text in {path.name}"
        for path in folder.rglob("*")
        if path.is_file() and any(mark in path.read_bytes() for mark in marks)
    ]


def day_of(moment: datetime = NOW) -> str:
    """The day of a trial."""
    return moment.date().isoformat()


@cache
def with_dossiers(count: int) -> Path:
    """A profile with so many dossiers, to be copied."""
    profile = copy_of(fresh_profile())
    with at_work(profile) as desk:
        for _ in range(count):
            receive(desk)
    return profile


def paper_of(desk: Desk, number: int) -> PaperTarget:
    """Paper 1 of the n-th dossier."""
    return PaperTarget(desk.dossiers.get(codes_of(desk)[number]).id, 1)


def images_of(desk: Desk, number: int) -> list[bytes]:
    """The pages in paper 1 of the n-th dossier, as they came."""
    pages = desk.scanning.pages(paper_of(desk, number))
    return [desk.page_keeper.image(page.id, original=True) for page in pages]
