"""The scanned pages and archive copies of a dossier as its view and ``desk-app show`` say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.models.tables import ArchiveFile, Page, StoredFile


@dataclass(frozen=True)
class PageView:
    """One scanned page that is kept. ``sha256`` and ``size`` are of its image, as it stands in the
    archive copy byte for byte. ``state``: waiting | uploaded."""

    sha256: str
    state: str
    size: int = 0

    def as_json(self) -> dict[str, Any]:
        """The page as ``desk-app show`` prints it."""
        return {"sha256": self.sha256, "size": self.size, "state": self.state}


@dataclass(frozen=True)
class FileView:
    """The newest archive copy of a paper. ``state``: wanted | made | announced | uploaded |
    withdrawn; one that is only wanted has no hash yet."""

    name: str
    sha256: str | None
    size: int
    version: int
    has_text: bool
    state: str

    def as_json(self) -> dict[str, Any]:
        """The copy as ``desk-app show`` prints it."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "size": self.size,
            "version": self.version,
            "has_text": self.has_text,
            "state": self.state,
        }


@dataclass(frozen=True)
class PaperScans:
    """What a paper has been scanned as. ``own``: the pages were scanned for this dossier."""

    pages: tuple[PageView, ...] = ()
    file: FileView | None = None
    own: bool = False


NO_SCANS = PaperScans()


def scans_of(session: Session, dossier_id: str) -> dict[int, PaperScans]:
    """Pages and newest archive copy of each paper of a dossier that has any."""
    copies = _copies(session, dossier_id)
    uploaded = {
        number: {
            page["sha256"]
            for copy, _ in of_paper
            if copy.state == "uploaded"
            for page in copy.pages
        }
        for number, of_paper in copies.items()
    }
    pages: dict[int, list[PageView]] = {}
    for number, sha256, size in session.execute(
        select(Page.paper_number, StoredFile.sha256, StoredFile.size)
        .join(StoredFile, StoredFile.name == Page.image)
        .where(Page.dossier_id == dossier_id, Page.state == "kept")
        .order_by(Page.paper_number, Page.position)
    ):
        state = "uploaded" if sha256 in uploaded.get(number or 0, ()) else "waiting"
        pages.setdefault(number or 0, []).append(PageView(sha256, state, size))
    own = set(pages)
    files = {number: _file(of_paper) for number, of_paper in copies.items()}
    for number, of_paper in copies.items():
        # A reused paper has no pages of its own: those of its copy stand for it.
        copy = of_paper[0][0]
        if number not in pages and copy.state != "withdrawn":
            state = "uploaded" if copy.state == "uploaded" else "waiting"
            pages[number] = [PageView(p["sha256"], state, p["size"]) for p in copy.pages]
    return {
        number: PaperScans(tuple(pages.get(number, ())), files.get(number), number in own)
        for number in {*pages, *files}
    }


_Copies = list[tuple[ArchiveFile, StoredFile | None]]


def _copies(session: Session, dossier_id: str) -> dict[int, _Copies]:
    """The archive copies of each paper, the newest first."""
    found: dict[int, _Copies] = {}
    for copy, file in session.execute(
        select(ArchiveFile, StoredFile)
        .outerjoin(StoredFile, StoredFile.name == ArchiveFile.file)
        .where(ArchiveFile.dossier_id == dossier_id, ArchiveFile.state != "replaced")
        .order_by(ArchiveFile.paper_number, ArchiveFile.version.desc())
    ):
        found.setdefault(copy.paper_number, []).append((copy, file))
    return found


def _file(of_paper: _Copies) -> FileView:
    copy, file = of_paper[0]
    return FileView(
        copy.file_name,
        file.sha256 if file else None,
        file.size if file else 0,
        copy.version,
        copy.has_text,
        copy.state,
    )
