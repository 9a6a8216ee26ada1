"""What entries about archive copies do to the rows of the centre: one is announced, or no longer
holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Update, update

from desk_app.central import tables
from desk_app.central.known import AnnouncedFile
from desk_app.sync.protocol import Entry, PaperDigitisedV1, PaperWithdrawnV1

Row = dict[str, Any]


def row(desk: tables.Desk, entry: Entry, said: PaperDigitisedV1, at: datetime) -> Row:
    """The row of a copy that ``entry`` announces."""
    return {
        "id": said.file_id,
        "entry_id": entry.id,
        "dossier_id": entry.dossier_id,
        "paper_number": said.number,
        "version": said.version,
        "desk": desk.id,
        "file_name": said.file_name,
        "sha256": said.sha256,
        "size": said.size,
        "pages": [page.model_dump(mode="json") for page in said.pages],
        "has_text": said.has_text,
        "declared_pages": said.declared_pages,
        "reused_from": said.reused_from.model_dump(mode="json") if said.reused_from else None,
        "digitised_at": said.digitised_at,
        "officer": said.officer,
        "counter": said.counter,
        "announced_at": at,
    }


def withdrawal(file: AnnouncedFile, said: PaperWithdrawnV1) -> Update:
    """Marks a copy and the earlier ones of its paper. Of the desk that announced it only: another
    may have scanned the paper as well. A request that is just bringing one of them has the file
    no more."""
    table = tables.ArchiveFile
    return (
        update(table)
        .where(
            table.dossier_id == file.dossier_id,
            table.paper_number == file.paper_number,
            table.version <= file.version,
            table.desk == file.desk,
            table.withdrawn_at.is_(None),
        )
        .values(
            withdrawn_at=said.withdrawn_at,
            withdrawn_by=said.officer,
            withdrawn_counter=said.counter,
            claim=None,
        )
        .execution_options(synchronize_session=False)
    )
