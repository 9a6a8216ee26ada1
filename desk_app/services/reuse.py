"""A paper of this person that was digitised for an earlier dossier is not scanned again.

Its archive copy is referred to, with its source recorded (QĐ 766: "re-used"), and told to the
centre like a copy of one's own.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.folding import fold
from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile, Dossier, Page, StoredFile, SubmittedPaper
from desk_app.services.digitise_finish import next_version
from desk_app.services.journal import write_line
from desk_app.services.page_keeping import cards
from desk_app.services.page_views import PageCard, PaperScan, PaperTarget, ReusableFile
from desk_app.services.paper_entry import digitised_entry
from desk_app.services.scan_checklist import TOLD, must_be_scannable, newest_archive
from desk_app.services.sign_in import OfficerAtDesk

MOST = 200


def reusable(store: Store, target: PaperTarget) -> tuple[ReusableFile, ...]:
    """Archive copies of earlier dossiers of the same person, see :meth:`Scanning.reusable`."""
    with store.read() as session:
        paper = must_be_scannable(session, target)
        person = session.scalar(select(Dossier.id_number).where(Dossier.id == target.dossier_id))
        if not person:
            return ()
        rows = session.execute(
            select(ArchiveFile, Dossier, StoredFile.sha256, SubmittedPaper.name)
            .join(Dossier, Dossier.id == ArchiveFile.dossier_id)
            .join(StoredFile, StoredFile.name == ArchiveFile.file)
            .join(
                SubmittedPaper,
                (SubmittedPaper.dossier_id == ArchiveFile.dossier_id)
                & (SubmittedPaper.number == ArchiveFile.paper_number),
            )
            .where(
                Dossier.id_number == person,
                Dossier.id != target.dossier_id,
                ArchiveFile.state.in_(TOLD),
                ArchiveFile.file.not_in(_withdrawn(session, person)),
            )
            .order_by(Dossier.seq.desc(), ArchiveFile.paper_number, ArchiveFile.version.desc())
            .limit(MOST)
        ).all()
    wanted = fold(paper.name)
    found: dict[tuple[str, int], ReusableFile] = {}
    for archive, dossier, sha256, name in rows:
        found.setdefault(
            (dossier.id, archive.paper_number),
            ReusableFile(
                dossier_id=dossier.id,
                code=dossier.code,
                procedure_name=dossier.procedure_name,
                number=archive.paper_number,
                paper_name=name,
                pages=len(archive.pages),
                digitised_at=archive.made_at or archive.wanted_at,
                sha256=sha256,
                archive_id=archive.id,
                fits=fold(name) == wanted,
            ),
        )
    return tuple(sorted(found.values(), key=lambda one: not one.fits))


def pages_of_copy(store: Store, copy_id: str) -> tuple[PageCard, ...]:
    """The pages of an archive copy, see :meth:`Scanning.copy_pages`."""
    with store.read() as session:
        copy = session.get(ArchiveFile, copy_id)
        said = {page["id"]: page["sha256"] for page in copy.pages} if copy is not None else {}
        here = {page.id: page for page in cards(session, Page.id.in_(list(said)))}
    same = [here[one] for one, sha256 in said.items() if one in here and here[one].sha256 == sha256]
    return tuple(replace(page, state="kept", note_of=None) for page in same)


def standing(session: Session, row: SubmittedPaper) -> str:
    """Id of the copy, where it was first made, that stands for a paper; empty: none does."""
    if row.digitised != "reused" or row.reused_from is None:
        return ""
    source = session.scalar(
        select(ArchiveFile.id)
        .join(Dossier, Dossier.id == ArchiveFile.dossier_id)
        .join(StoredFile, StoredFile.name == ArchiveFile.file)
        .where(
            Dossier.code == row.reused_from["dossier"],
            ArchiveFile.paper_number == row.reused_from["paper"],
            StoredFile.sha256 == row.reused_from["sha256"],
        )
        .order_by(ArchiveFile.version)
        .limit(1)
    )
    return source or ""


def take(
    session: Session,
    clock: Clock,
    row: SubmittedPaper,
    paper: PaperScan,
    copy_id: str,
    officer: OfficerAtDesk,
) -> None:
    """Has an earlier archive copy stand for a paper (empty: none any more), within the caller's
    unit of work. What the centre was told before is withdrawn by
    :func:`desk_app.services.withdrawals.follow`.

    Raises:
        Refusal: it is not of this person or not there any more; the paper has pages of its own.
    """
    target = PaperTarget(row.dossier_id, row.number)
    if not copy_id:
        if row.digitised == "reused":
            row.digitised, row.reused_from = "none", None
        return
    if copy_id == standing(session, row):
        return
    if paper.pages:
        raise Refusal("scanning.has_pages", number=target.number)
    earlier = _earlier(session, target, copy_id)
    row.digitised, row.reused_from = "reused", _first_source(session, earlier)
    session.execute(
        update(ArchiveFile)
        .where(
            ArchiveFile.dossier_id == target.dossier_id,
            ArchiveFile.paper_number == target.number,
            ArchiveFile.state == "wanted",
        )
        .values(state="replaced")
    )
    newest = newest_archive(session, target)
    if newest is None or newest.file != earlier.file:
        _tell(session, clock, row, earlier, officer)


def _tell(
    session: Session,
    clock: Clock,
    row: SubmittedPaper,
    earlier: ArchiveFile,
    officer: OfficerAtDesk,
) -> None:
    """The copy as one of this dossier, and the centre told of it."""
    now = clock.now()
    copy = ArchiveFile(
        id=clock.new_id(),
        dossier_id=row.dossier_id,
        paper_number=row.number,
        version=next_version(session, PaperTarget(row.dossier_id, row.number)),
        state="made",
        file=earlier.file,
        file_name=earlier.file_name,
        has_text=earlier.has_text,
        pages=earlier.pages,
        officer=officer.login,
        counter=officer.counter,
        wanted_at=now,
        made_at=now,
    )
    session.add(copy)
    session.flush()
    copy.entry_id = digitised_entry(session, clock, copy, row)
    write_line(
        session,
        now,
        officer.login,
        officer.counter,
        row.dossier_id,
        "paper.reused",
        number=row.number,
        source=session.scalar(select(Dossier.code).where(Dossier.id == earlier.dossier_id)),
    )


def _earlier(session: Session, target: PaperTarget, copy_id: str) -> ArchiveFile:
    """The copy that was chosen, if it is this person's.

    Raises:
        Refusal: it is not, or it is not there (any more).
    """
    earlier = session.get(ArchiveFile, copy_id)
    people = session.scalars(
        select(Dossier.id_number).where(
            Dossier.id.in_([target.dossier_id, earlier.dossier_id if earlier else ""])
        )
    ).all()
    same = len(people) == 2 and people[0] is not None and people[0] == people[1]
    if earlier is None or earlier.file is None or earlier.state not in TOLD or not same:
        raise Refusal("scanning.not_reusable")
    if earlier.file in _withdrawn(session, people[0] or ""):
        raise Refusal("scanning.not_reusable")
    return earlier


def _withdrawn(session: Session, person: str) -> set[str]:
    """The files of copies of this person that were withdrawn where they were made: where they
    were reused before, they stay, but are not handed on."""
    return {
        file for file, copy in _first_made(session, person).items() if copy.state == "withdrawn"
    }


def _first_made(session: Session, person: str) -> dict[str, ArchiveFile]:
    """Where each file of this person was first made, by the name of the file; whoever reused it
    came later, and ids go by time."""
    found: dict[str, ArchiveFile] = {}
    for copy in session.scalars(
        select(ArchiveFile)
        .join(Dossier, Dossier.id == ArchiveFile.dossier_id)
        .where(Dossier.id_number == person, ArchiveFile.file.is_not(None))
        .order_by(ArchiveFile.id)
    ):
        found.setdefault(copy.file or "", copy)
    return found


def _first_source(session: Session, earlier: ArchiveFile) -> dict[str, object]:
    """Where the pages were first digitised: a reused paper names its own source."""
    dossier = session.scalars(select(Dossier).where(Dossier.id == earlier.dossier_id)).one()
    first = _first_made(session, dossier.id_number or "")[earlier.file or ""]
    code = session.scalar(select(Dossier.code).where(Dossier.id == first.dossier_id))
    sha256 = session.scalar(select(StoredFile.sha256).where(StoredFile.name == earlier.file))
    return {"dossier": code, "paper": first.paper_number, "sha256": sha256}
