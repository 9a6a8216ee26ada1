"""The outbox entries that tell the centre of an archive copy, and that it holds no longer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.models.tables import ArchiveFile, Dossier, StoredFile, SubmittedPaper
from desk_app.services.entries import add_entry
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.sync.protocol import PageInFile, PaperDigitisedV1, PaperWithdrawnV1, ReusedFrom

KIND = "paper.digitised"
WITHDRAWN = "paper.withdrawn"


def digitised_entry(
    session: Session, clock: Clock, copy: ArchiveFile, paper: SubmittedPaper
) -> str:
    """Adds the entry of an archive copy that is made, within the caller's unit of work; returns
    its id."""
    file = session.get_one(StoredFile, copy.file)
    dossier = session.scalars(select(Dossier).where(Dossier.id == copy.dossier_id)).one()
    reused = ReusedFrom.model_validate(paper.reused_from) if paper.reused_from else None
    said = PaperDigitisedV1(
        code=dossier.code,
        number=copy.paper_number,
        version=copy.version,
        file_id=copy.id,
        file_name=copy.file_name,
        sha256=file.sha256,
        size=file.size,
        pages=[PageInFile(sha256=page["sha256"], size=page["size"]) for page in copy.pages],
        has_text=copy.has_text,
        declared_pages=paper.declared_pages,
        reused_from=reused,
        digitised_at=copy.made_at or clock.now(),
        officer=copy.officer or dossier.officer,
        counter=copy.counter or dossier.counter,
    )
    return add_entry(session, clock, copy.dossier_id, KIND, said.model_dump(mode="json"))


def withdrawn_entry(
    session: Session, clock: Clock, copy: ArchiveFile, officer: OfficerAtDesk | None
) -> str:
    """Adds the entry that ``copy`` and those before it hold no longer, within the caller's unit of
    work; returns its id. Without an ``officer`` it was the program, on behalf of whoever scanned.
    """
    dossier = session.scalars(select(Dossier).where(Dossier.id == copy.dossier_id)).one()
    said = PaperWithdrawnV1(
        code=dossier.code,
        number=copy.paper_number,
        version=copy.version,
        file_id=copy.id,
        withdrawn_at=clock.now(),
        officer=officer.login if officer else copy.officer or dossier.officer,
        counter=officer.counter if officer else copy.counter or dossier.counter,
    )
    return add_entry(session, clock, copy.dossier_id, WITHDRAWN, said.model_dump(mode="json"))
