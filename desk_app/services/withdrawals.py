"""A copy the centre was told of holds no longer when the pages of its paper are taken away.

Then the centre is told so, in the same unit of work: otherwise it would go on showing what the
desk has taken back. Entries that still wait stay in the outbox, and both go, in order. Nothing of
the copy is deleted here, and what the centre has whole it keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged, OutboxChanged
from desk_app.models.tables import ArchiveFile, Dossier, Page, SubmittedPaper
from desk_app.services.digitise_finish import TIME_TO_UNDO, count_wanted, want_copy
from desk_app.services.journal import write_line
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import lies_in
from desk_app.services.page_views import PaperTarget
from desk_app.services.paper_entry import withdrawn_entry
from desk_app.services.scan_checklist import TOLD, find_submitted, kept_pages
from desk_app.services.sign_in import OfficerAtDesk


def follow(
    session: Session, clock: Clock, targets: Iterable[PaperTarget], officer: OfficerAtDesk | None
) -> tuple[ArchiveChanged, ...]:
    """What an act on the pages of papers means for their copies, within the act's unit of work:
    a paper without pages is withdrawn; one that has again the very pages of the copy that was
    withdrawn gets a copy again (the act was undone). Returns what is to be told afterwards
    (:func:`tell`).

    Args:
        officer: who did it; None: the program by itself.
    """
    changed: list[PaperTarget] = []
    for target in targets:
        newest = _newest(session, target)
        if newest is None:
            continue
        if newest.state == "withdrawn":
            if newest.pages == kept_pages(session, target):
                want_copy(session, clock, target, officer, rest=TIME_TO_UNDO)
                changed.append(target)
        elif not _has_pages(session, target) and withdraw(session, clock, target, officer):
            changed.append(target)
    if not changed:
        return ()
    waiting = count_wanted(session)
    return tuple(ArchiveChanged(target.dossier_id, waiting) for target in changed)


def tell(bus: EventBus, changed: Collection[ArchiveChanged]) -> None:
    """Tells the desk what :func:`follow` changed, once it is committed."""
    if changed:
        bus.publish(OutboxChanged())
    for one in changed:
        bus.publish(one)


def withdraw(
    session: Session, clock: Clock, target: PaperTarget, officer: OfficerAtDesk | None
) -> bool:
    """Withdraws the copies of a paper that has no pages any more, if the centre was told of any,
    within the caller's unit of work; says whether it did. A reused copy needs no pages here."""
    row = find_submitted(session, target)
    told = session.scalars(
        select(ArchiveFile)
        .where(*_of_paper(target), ArchiveFile.state.in_(TOLD))
        .order_by(ArchiveFile.version)
    ).all()
    if not told or (row is not None and row.digitised == "reused"):
        return False
    for copy in told:
        copy.state, copy.attempts = "withdrawn", 0
        copy.next_try_at = copy.last_error = None
    if row is not None:
        row.digitised, row.reused_from = "none", None
    session.flush()
    last = told[-1]
    withdrawn_entry(session, clock, last, officer)
    write_line(
        session,
        clock.now(),
        officer.login if officer else None,
        officer.counter if officer else None,
        target.dossier_id,
        "paper.withdrawn",
        number=target.number,
        version=last.version,
    )
    _note_reused(session, clock, target)
    return True


def _note_reused(session: Session, clock: Clock, target: PaperTarget) -> None:
    """Dossiers of the person that reused the paper keep their copy: an officer took it with open
    eyes. That its source is gone stands in their journal, and on their checklist."""
    source = session.scalars(select(Dossier).where(Dossier.id == target.dossier_id)).one()
    if not source.id_number:
        return
    reusing = session.execute(
        select(SubmittedPaper.dossier_id, SubmittedPaper.number)
        .join(Dossier, Dossier.id == SubmittedPaper.dossier_id)
        .where(
            Dossier.id_number == source.id_number,
            SubmittedPaper.digitised == "reused",
            func.json_extract(SubmittedPaper.reused_from, "$.dossier") == source.code,
            func.json_extract(SubmittedPaper.reused_from, "$.paper") == target.number,
        )
    ).all()
    for one in reusing:
        write_line(
            session,
            clock.now(),
            None,
            None,
            one.dossier_id,
            "paper.source_withdrawn",
            number=one.number,
            source=source.code,
        )


def _newest(session: Session, target: PaperTarget) -> ArchiveFile | None:
    return session.scalar(
        select(ArchiveFile)
        .where(*_of_paper(target), ArchiveFile.state != "replaced")
        .order_by(ArchiveFile.version.desc())
        .limit(1)
    )


def _has_pages(session: Session, target: PaperTarget) -> bool:
    kept = select(Page.seq).where(*lies_in(Home.of(target)), Page.state == "kept").limit(1)
    return session.scalar(kept) is not None


def _of_paper(target: PaperTarget) -> tuple[ColumnElement[bool], ...]:
    return (
        ArchiveFile.dossier_id == target.dossier_id,
        ArchiveFile.paper_number == target.number,
    )
