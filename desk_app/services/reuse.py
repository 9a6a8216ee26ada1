"""A paper of this person that was digitised for an earlier dossier is not scanned again.

Its archive copy is referred to, with its source recorded (QĐ 766: "re-used"), and told to the
centre like a copy of one's own.
"""

from __future__ import annotations

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged, OutboxChanged, PagesChanged
from desk_app.folding import fold
from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile, Dossier, Page, StoredFile, SubmittedPaper
from desk_app.services.digitise_finish import count_wanted, next_version
from desk_app.services.journal import write_line
from desk_app.services.page_views import PaperTarget, ReusableFile
from desk_app.services.paper_entry import digitised_entry
from desk_app.services.scan_checklist import TOLD, must_be_scannable, submitted_row
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
                ArchiveFile.file.not_in(_withdrawn(person)),
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


def reuse(
    store: Store,
    clock: Clock,
    bus: EventBus,
    target: PaperTarget,
    choice: ReusableFile,
    officer: OfficerAtDesk,
) -> None:
    """Takes an earlier archive copy for a paper, see :meth:`Scanning.reuse`."""
    now = clock.now()
    with store.write() as session:
        paper = must_be_scannable(session, target)
        if paper.pages:
            raise Refusal("scanning.has_pages", number=target.number)
        earlier = _earlier(session, target, choice)
        first = _first_source(session, earlier, choice)
        row = submitted_row(session, target, paper.name)
        row.digitised, row.reused_from = "reused", first
        session.execute(
            update(ArchiveFile)
            .where(
                ArchiveFile.dossier_id == target.dossier_id,
                ArchiveFile.paper_number == target.number,
                ArchiveFile.state == "wanted",
            )
            .values(state="replaced")
        )
        copy = ArchiveFile(
            id=clock.new_id(),
            dossier_id=target.dossier_id,
            paper_number=target.number,
            version=next_version(session, target),
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
            target.dossier_id,
            "paper.reused",
            number=target.number,
            source=choice.code,
        )
        waiting = count_wanted(session)
    bus.publish(OutboxChanged())
    bus.publish(ArchiveChanged(target.dossier_id, waiting))
    bus.publish(PagesChanged(target.dossier_id, target.number))


def _earlier(session: Session, target: PaperTarget, choice: ReusableFile) -> ArchiveFile:
    """The copy that was chosen, if it is this person's.

    Raises:
        Refusal: it is not, or it is not there (any more).
    """
    earlier = session.get(ArchiveFile, choice.archive_id)
    people = session.scalars(
        select(Dossier.id_number).where(
            Dossier.id.in_([target.dossier_id, earlier.dossier_id if earlier else ""])
        )
    ).all()
    same = len(people) == 2 and people[0] is not None and people[0] == people[1]
    if earlier is None or earlier.file is None or earlier.state not in TOLD or not same:
        raise Refusal("scanning.not_reusable")
    if earlier.file in session.scalars(_withdrawn(people[0] or "")).all():
        raise Refusal("scanning.not_reusable")
    return earlier


def _withdrawn(person: str) -> Select[str | None]:
    """The files of copies of this person that were withdrawn: where they were reused before, they
    stay, but are not handed on."""
    return (
        select(ArchiveFile.file)
        .join(Dossier, Dossier.id == ArchiveFile.dossier_id)
        .where(
            Dossier.id_number == person,
            ArchiveFile.state == "withdrawn",
            ArchiveFile.file.is_not(None),
        )
    )


def _first_source(
    session: Session, earlier: ArchiveFile, choice: ReusableFile
) -> dict[str, object]:
    """Where the pages were first digitised: a reused paper names its own source."""
    row = session.scalar(
        select(SubmittedPaper.reused_from).where(
            SubmittedPaper.dossier_id == earlier.dossier_id,
            SubmittedPaper.number == earlier.paper_number,
        )
    )
    own = session.scalar(
        select(func.count())
        .select_from(Page)
        .where(
            Page.dossier_id == earlier.dossier_id,
            Page.paper_number == earlier.paper_number,
            Page.state == "kept",
        )
    )
    if row and not own:
        return dict(row)
    sha256 = session.scalar(select(StoredFile.sha256).where(StoredFile.name == earlier.file))
    return {"dossier": choice.code, "paper": earlier.paper_number, "sha256": sha256}
