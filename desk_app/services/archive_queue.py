"""What of the scanned pages is not at the centre yet, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from desk_app.models.pages import NOT_UPLOADED
from desk_app.models.tables import ArchiveFile, Page, StoredFile


@dataclass(frozen=True)
class FilesWaiting:
    """``files``: archive copies still to be made or sent; ``pages`` in them; ``bytes`` still to be
    sent (of a copy that is not made yet: the size of its pages)."""

    files: int = 0
    pages: int = 0
    bytes: int = 0


def files_waiting(session: Session) -> FilesWaiting:
    """Everything that waits, over all dossiers."""
    made = session.execute(
        select(
            func.count().label("files"),
            func.sum(func.json_array_length(ArchiveFile.pages)).label("pages"),
            func.sum(
                case(
                    (StoredFile.size > ArchiveFile.sent, StoredFile.size - ArchiveFile.sent),
                    else_=0,
                )
            ).label("bytes"),
        )
        .join(StoredFile, StoredFile.name == ArchiveFile.file)
        .where(text(f"archive_file.{NOT_UPLOADED}"), ArchiveFile.state != "wanted")
    ).one()
    wanted = session.execute(
        select(
            func.count(ArchiveFile.id.distinct()).label("files"),
            func.count(Page.id).label("pages"),
            func.sum(StoredFile.size).label("bytes"),
        )
        .outerjoin(
            Page,
            (Page.dossier_id == ArchiveFile.dossier_id)
            & (Page.paper_number == ArchiveFile.paper_number)
            & (Page.state == "kept"),
        )
        .outerjoin(StoredFile, StoredFile.name == Page.image)
        .where(text(f"archive_file.{NOT_UPLOADED}"), ArchiveFile.state == "wanted")
    ).one()
    return FilesWaiting(
        made.files + wanted.files,
        (made.pages or 0) + (wanted.pages or 0),
        (made.bytes or 0) + (wanted.bytes or 0),
    )
