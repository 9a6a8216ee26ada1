"""What stands at a desk and at its centre, for the checker of histories."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from desk_app.central.engine import open_centre
from desk_app.central.tables import ArchiveFile as KeptFile
from desk_app.central.tables import Entry, NumberBlock
from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile, Dossier, OutboxEntry
from tests.faults.history import (
    Announced,
    Applied,
    Fact,
    Leased,
    Looked,
    Proved,
    SeenEntry,
    Settled,
    Stored,
)


def unsent(store: Store) -> int:
    """Entries that are not accepted, and files that are not uploaded."""
    with store.read() as session:
        entries = session.scalars(
            select(OutboxEntry.id).where(OutboxEntry.state != "accepted")
        ).all()
        files = session.scalars(select(ArchiveFile.id).where(ArchiveFile.state != "uploaded")).all()
    return len(entries) + len(files)


def of_the_desk(store: Store, desk: str, file: str | None = None) -> Iterator[Fact]:
    """Dossiers, outbox, and proofs of files (``file``: only of this one)."""
    with store.read() as session:
        dossiers = session.execute(select(Dossier.id, Dossier.code).order_by(Dossier.seq)).all()
        entries = session.scalars(select(OutboxEntry).order_by(OutboxEntry.seq)).all()
        yield Looked(
            desk,
            tuple((row.id, row.code) for row in dossiers),
            tuple(SeenEntry(e.id, e.dossier_id, e.position, e.state) for e in entries),
        )
        uploaded = select(ArchiveFile).where(ArchiveFile.state == "uploaded")
        for row in session.scalars(uploaded.order_by(ArchiveFile.id)):
            if file in (None, row.id):
                said = json.loads(json.loads(str(row.proof))["body"])
                yield Proved(row.id, said["sha256"], said["size"])
    yield Settled(desk, unsent(store))


def of_the_centre(database: str, files: Path, file: str | None = None) -> Iterator[Fact]:
    """Numbers, entries that took effect, and files (``file``: only this one)."""
    kept = open_centre(database)
    try:
        with kept.reading() as session:
            for block in session.scalars(select(NumberBlock)):
                yield Leased(block.desk, block.unit, block.day.isoformat(), block.first, block.last)
            taken = select(Entry).where(Entry.outcome == "accepted")
            for entry in session.scalars(taken.order_by(Entry.dossier_id, Entry.position)):
                yield Applied(entry.id, entry.desk, entry.dossier_id, entry.position)
            for row in session.scalars(select(KeptFile)):
                if file in (None, row.id):
                    yield Announced(row.id, row.sha256, row.size)
                    path = files / row.id[-2:] / f"{row.id}.pdf"
                    if path.is_file():
                        data = path.read_bytes()
                        yield Stored(row.id, hashlib.sha256(data).hexdigest(), len(data))
    finally:
        kept.close()
