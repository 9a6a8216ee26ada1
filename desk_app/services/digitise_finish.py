"""The end of digitising: which papers get an archive copy, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged
from desk_app.models.engine import Store
from desk_app.models.pages import NOT_UPLOADED
from desk_app.models.tables import ArchiveFile, Page
from desk_app.services.journal import write_line
from desk_app.services.list_notes import being_read
from desk_app.services.page_views import FinishReport, PaperTarget
from desk_app.services.scan_checklist import (
    find_dossier,
    kept_pages,
    newest_archive,
    read_checklist,
)
from desk_app.services.sign_in import OfficerAtDesk

# So long the copy of a paper is not made: what can be taken back easily must not go to the centre.
TIME_TO_UNDO = timedelta(minutes=5)
# These words: there is a small index for what is not uploaded.
WANTED = text(f"{NOT_UPLOADED} AND state = 'wanted'")


def finish(
    store: Store,
    clock: Clock,
    bus: EventBus,
    code_or_id: str,
    officer: OfficerAtDesk,
    reason: str | None,
) -> FinishReport:
    """Asks for the archive copies of a dossier, see :meth:`Scanning.finish`."""
    with store.write() as session:
        dossier = find_dossier(session, code_or_id)
        busy = being_read(dossier.id)
        if busy:
            raise Refusal("scanning.being_read", code=dossier.code, numbers=list(busy))
        papers = read_checklist(session, dossier).papers
        missing = tuple(paper.number for paper in papers if paper.lacking)
        why = (reason or "").strip()
        if missing and not why:
            raise Refusal("scanning.papers_missing", count=len(missing), numbers=list(missing))
        cut_short = tuple(paper.number for paper in papers if paper.cut_short)
        whole = {paper.number for paper in papers} - {*cut_short}
        wanted = want_copies(session, clock, dossier.id, officer, whole)
        if missing:
            write_line(
                session,
                clock.now(),
                officer.login,
                officer.counter,
                dossier.id,
                "digitisation.without",
                numbers=list(missing),
                why=why,
            )
        waiting = count_wanted(session)
    if wanted:
        bus.publish(ArchiveChanged(dossier.id, waiting))
    return FinishReport(wanted, missing, cut_short)


def want_copies(
    session: Session,
    clock: Clock,
    dossier_id: str,
    officer: OfficerAtDesk | None,
    numbers: Collection[int] | None = None,
) -> tuple[int, ...]:
    """Asks for an archive copy of each paper (of ``numbers``; None: all) whose kept pages are not
    those of its newest copy, within the caller's unit of work; returns their numbers."""
    papers = session.scalars(
        select(Page.paper_number)
        .where(Page.dossier_id == dossier_id, Page.state == "kept")
        .distinct()
        .order_by(Page.paper_number)
    ).all()
    wanted = [
        number
        for number in papers
        if number is not None and (numbers is None or number in numbers)
        if want_copy(session, clock, PaperTarget(dossier_id, number), officer)
    ]
    return tuple(wanted)


def want_copy(
    session: Session,
    clock: Clock,
    target: PaperTarget,
    officer: OfficerAtDesk | None,
    *,
    rest: timedelta | None = None,
) -> bool:
    """Asks for an archive copy of a paper unless its newest one holds its kept pages already;
    says whether one is to be made. ``rest``: not before so long, so that it can be taken back."""
    due = None if rest is None else clock.now() + rest
    newest = newest_archive(session, target)
    if newest is not None and newest.state == "wanted":
        newest.next_try_at = due
        return True
    if newest is not None and newest.pages == kept_pages(session, target):
        return False
    session.add(
        ArchiveFile(
            id=clock.new_id(),
            dossier_id=target.dossier_id,
            paper_number=target.number,
            version=next_version(session, target),
            state="wanted",
            officer=officer.login if officer else None,
            counter=officer.counter if officer else None,
            wanted_at=clock.now(),
            next_try_at=due,
        )
    )
    session.flush()
    return True


def want_none(session: Session, target: PaperTarget) -> None:
    """No copy of a paper is made any more, if none was begun: its pages went elsewhere."""
    newest = newest_archive(session, target)
    if newest is not None and newest.state == "wanted":
        session.delete(newest)
        session.flush()


def next_version(session: Session, target: PaperTarget) -> int:
    """The number of a paper's next archive copy."""
    last = session.scalar(
        select(func.max(ArchiveFile.version)).where(
            ArchiveFile.dossier_id == target.dossier_id,
            ArchiveFile.paper_number == target.number,
        )
    )
    return (last or 0) + 1


def count_wanted(session: Session) -> int:
    """How many archive copies are still to be made."""
    return session.scalar(select(func.count()).select_from(ArchiveFile).where(WANTED)) or 0
