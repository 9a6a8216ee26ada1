"""How far the archive copies of a dossier are: "dossier sent, 3 of 5 files"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desk_app.models.pages import GONE
from desk_app.models.tables import ArchiveFile, StoredFile


@dataclass(frozen=True)
class FilesSent:
    """Archive copies of one dossier: how many there are to be, how many the centre has whole, and
    the bytes of those that are made. ``error``: key of words that say what keeps one of them."""

    total: int
    uploaded: int
    bytes: int
    bytes_sent: int
    error: str | None = None

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1: of the bytes, and of the files that are still to be
        made."""
        if self.uploaded == self.total:
            return 1.0
        made = self.bytes_sent / self.bytes if self.bytes else 0.0
        # Never full while a file is missing.
        return min(0.99, max(made, self.uploaded / self.total))


def files_sent(session: Session, dossiers: Collection[str]) -> dict[str, FilesSent]:
    """By dossier; those without archive copies are left out."""
    done = ArchiveFile.state == "uploaded"
    rows = session.execute(
        select(
            ArchiveFile.dossier_id,
            func.count().label("total"),
            func.sum(case((done, 1), else_=0)).label("uploaded"),
            func.coalesce(func.sum(StoredFile.size), 0).label("bytes"),
            func.sum(case((done, StoredFile.size), else_=ArchiveFile.sent)).label("bytes_sent"),
            func.min(case((done, None), else_=ArchiveFile.last_error)).label("error"),
        )
        .outerjoin(StoredFile, StoredFile.name == ArchiveFile.file)
        .where(ArchiveFile.dossier_id.in_(dossiers), ArchiveFile.state.not_in(GONE))
        .group_by(ArchiveFile.dossier_id)
    )
    return {row.dossier_id: FilesSent(*row[1:]) for row in rows}
