"""The papers of a dossier as the list of what is to be scanned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desk_app.errors import Refusal
from desk_app.models.pages import GONE
from desk_app.models.tables import (
    ArchiveFile,
    Dossier,
    Page,
    ProcedureVersion,
    Receipt,
    StoredFile,
    SubmittedPaper,
)
from desk_app.services.catalogue_cards import RequiredPaperCard, checklist, load_card
from desk_app.services.dossier_code import read_code
from desk_app.services.intake_check import is_conditional
from desk_app.services.list_notes import cut_short
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import lies_in
from desk_app.services.page_views import CutShort, PaperScan, PaperTarget, ScanChecklist
from desk_app.services.scan_recipes import USUAL, recipe_of, why_not
from desk_app.wording import Message, message

OUTDATED = "outdated"
TOLD = ("made", "announced", "uploaded")  # copies whose entry stands in the outbox


def find_dossier(session: Session, code_or_id: str) -> Dossier:
    """The dossier by its code, as a reader may bring it, or by its id.

    Raises:
        Refusal: there is none.
    """
    wanted = code_or_id.strip()
    code = read_code(wanted)
    row = session.scalar(
        select(Dossier).where(
            or_(Dossier.code == (code.text if code else wanted), Dossier.id == wanted)
        )
    )
    if row is None:
        raise Refusal("dossier.unknown", code=wanted[:50])
    return row


@dataclass(frozen=True)
class _Counts:
    kept: int = 0
    hidden: int = 0


def read_checklist(session: Session, dossier: Dossier) -> ScanChecklist:
    """The papers of ``dossier`` with their pages: those of its procedure and case, and those that
    were noted at intake."""
    stopped = cut_short(session, dossier.id)
    papers = tuple(_papers(session, dossier, stopped))
    missing = (paper.number for paper in papers if paper.missing)
    current = min(stopped, default=None) or next(missing, None)
    return ScanChecklist(
        dossier.id,
        dossier.code,
        dossier.procedure_name,
        dossier.applicant_name,
        papers,
        current,
        session.scalar(
            select(ProcedureVersion.name_en).where(ProcedureVersion.id == dossier.procedure_version)
        ),
    )


def read_paper(session: Session, target: PaperTarget) -> PaperScan:
    """One line of the checklist.

    Raises:
        Refusal: no such dossier, or it has no such paper.
    """
    dossier = find_dossier(session, target.dossier_id)
    found = _papers(session, dossier, cut_short(session, dossier.id), target.number)
    if not found:
        raise Refusal("scanning.unknown_paper", code=dossier.code, number=target.number)
    return found[0]


def must_be_scannable(session: Session, target: PaperTarget) -> PaperScan:
    """The line of a paper that may be scanned.

    Raises:
        Refusal: it must not be, with the reason; or it is not there.
    """
    paper = read_paper(session, target)
    if paper.why_not is not None:
        raise Refusal("scanning.not_to_be_scanned", number=target.number, why=paper.why_not)
    return paper


def find_submitted(session: Session, target: PaperTarget) -> SubmittedPaper | None:
    """What was noted of a paper, None if nothing was."""
    return session.scalar(
        select(SubmittedPaper).where(
            SubmittedPaper.dossier_id == target.dossier_id, SubmittedPaper.number == target.number
        )
    )


def submitted_row(session: Session, target: PaperTarget, name: str) -> SubmittedPaper:
    """The row of a paper; one that nothing was noted of at intake is taken as brought later, as
    long as there is something of it (:func:`note_pages`)."""
    row = find_submitted(session, target)
    if row is None:
        row = SubmittedPaper(
            dossier_id=target.dossier_id,
            number=target.number,
            name=name,
            state="later",
            originals=0,
            certified=0,
            copies=0,
        )
        session.add(row)
        session.flush()
    return row


def note_pages(session: Session, target: PaperTarget) -> None:
    """What is noted of a paper follows an act on its pages, within the act's unit of work: with
    pages it is noted; without, it is as if nobody had brought it, unless an officer said otherwise
    at intake or counted its pages."""
    there = select(Page.seq).where(*lies_in(Home.of(target)), Page.state != "removed").limit(1)
    if session.scalar(there) is not None:
        submitted_row(session, target, read_paper(session, target).name)
        return
    row = find_submitted(session, target)
    if row is None or row.state != "later" or row.digitised != "none":
        return
    if row.declared_pages is None and not _said_at_intake(session, row):
        session.delete(row)
        session.flush()


def _said_at_intake(session: Session, row: SubmittedPaper) -> bool:
    """Whether the paper stands on the receipt. Without one (another desk of the unit received the
    dossier) nobody can tell, and what is noted stays."""
    content = session.scalar(select(Receipt.content).where(Receipt.dossier_id == row.dossier_id))
    return content is None or row.name in {line["name"] for line in content["papers"]}


def digitised_as(row: SubmittedPaper | None, own_pages: bool) -> tuple[str, dict[str, Any] | None]:
    """How a paper is digitised, and from where it was taken if it is reused. Pages of its own
    stand before the copy of an earlier dossier, which holds again when they go."""
    if row is None or (row.digitised == "reused" and own_pages):
        return "none", None
    return row.digitised, row.reused_from


def kept_pages(session: Session, target: PaperTarget) -> list[dict[str, Any]]:
    """What an archive copy of the paper holds, in order: ``[{"id", "sha256", "size"}]``."""
    rows = session.execute(
        select(Page.id, StoredFile.sha256, StoredFile.size)
        .join(StoredFile, StoredFile.name == Page.image)
        .where(
            Page.dossier_id == target.dossier_id,
            Page.paper_number == target.number,
            Page.state == "kept",
        )
        .order_by(Page.position)
    )
    return [{"id": row.id, "sha256": row.sha256, "size": row.size} for row in rows]


def newest_archive(session: Session, target: PaperTarget) -> ArchiveFile | None:
    """The newest archive copy of a paper that is neither replaced nor withdrawn."""
    return session.scalar(
        select(ArchiveFile)
        .where(
            ArchiveFile.dossier_id == target.dossier_id,
            ArchiveFile.paper_number == target.number,
            ArchiveFile.state.not_in(GONE),
        )
        .order_by(ArchiveFile.version.desc())
        .limit(1)
    )


def _papers(
    session: Session,
    dossier: Dossier,
    stopped: Mapping[int, CutShort],
    only: int | None = None,
) -> list[PaperScan]:
    noted = {
        row.number: row
        for row in session.scalars(
            select(SubmittedPaper).where(SubmittedPaper.dossier_id == dossier.id)
        )
    }
    required = {paper.number: paper for paper in _required(session, dossier, noted)}
    counts = _counts(session, dossier.id)
    numbers = {*noted, *required, *counts}
    if only is not None:
        numbers &= {only}
    return [
        _paper(
            session,
            dossier,
            number,
            noted.get(number),
            required.get(number),
            counts.get(number, _Counts()),
            stopped.get(number),
        )
        for number in sorted(numbers)
    ]


def _required(
    session: Session, dossier: Dossier, noted: Mapping[int, SubmittedPaper]
) -> list[RequiredPaperCard]:
    card = load_card(session, dossier.procedure_version)
    if card is None:
        return []
    of_case = checklist(card, dossier.case_name)
    numbers = {paper.number for paper in of_case}
    others = [
        paper for paper in card.papers if paper.number in noted and paper.number not in numbers
    ]
    return [*of_case, *others]


def _counts(session: Session, dossier_id: str) -> dict[int, _Counts]:
    rows = session.execute(
        select(Page.paper_number, Page.state, func.count().label("pages"))
        .where(Page.dossier_id == dossier_id)
        .group_by(Page.paper_number, Page.state)
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.paper_number, {})[row.state] = row.pages
    return {
        number: _Counts(states.get("kept", 0), states.get("hidden", 0))
        for number, states in found.items()
    }


def _paper(
    session: Session,
    dossier: Dossier,
    number: int,
    row: SubmittedPaper | None,
    card: RequiredPaperCard | None,
    counts: _Counts,
    stopped: CutShort | None,
) -> PaperScan:
    recipe = recipe_of(card.scan) if card else USUAL
    requirement = card.requirement if card else "submit"
    state = row.state if row else None
    digitised, reused = digitised_as(row, counts.kept > 0)
    target = PaperTarget(dossier.id, number)
    newest = newest_archive(session, target)
    paper = PaperScan(
        number=number,
        name=row.name if row else card.name if card else "",
        state=state,
        requirement=requirement,
        recipe=recipe,
        why_not=why_not(dossier.channel, state, requirement, recipe),
        required=_should_have_pages(state, card),
        declared_pages=row.declared_pages if row else None,
        pages=counts.kept,
        hidden=counts.hidden,
        digitised=digitised,
        file_state=_file_state(session, target, newest, counts.kept),
        warning=None,
        reused_from=reused["dossier"] if reused else None,
        cut_short=stopped,
        copy_id=newest.id if newest else None,
    )
    return replace(paper, warning=_warning(paper) or _about_source(session, reused))


def _should_have_pages(state: str | None, card: RequiredPaperCard | None) -> bool:
    if state is not None:
        return state == "submitted"
    return (
        card is not None
        and card.required
        and card.requirement == "submit"
        and not is_conditional(card)
    )


def _file_state(
    session: Session, target: PaperTarget, newest: ArchiveFile | None, kept: int
) -> str | None:
    if newest is None or newest.state == "wanted" or not kept:
        return newest.state if newest else None
    return newest.state if newest.pages == kept_pages(session, target) else OUTDATED


def _warning(paper: PaperScan) -> Message | None:
    if paper.cut_short is not None:
        return paper.cut_short.words
    if paper.pages_differ:
        return message("scanning.pages_differ", declared=paper.declared_pages, pages=paper.pages)
    if paper.hidden and paper.empty:
        return message("scanning.only_blank", count=paper.hidden)
    if paper.recipe.one_page and paper.pages > 1:
        return message("scanning.card_sides_apart", pages=paper.pages)
    return None


def _about_source(session: Session, reused: dict[str, Any] | None) -> Message | None:
    """Whether the dossier a paper was taken from has withdrawn it meanwhile."""
    if reused is None:
        return None
    withdrawn = session.scalar(
        select(ArchiveFile.id)
        .join(Dossier, Dossier.id == ArchiveFile.dossier_id)
        .join(StoredFile, StoredFile.name == ArchiveFile.file)
        .where(
            Dossier.code == reused["dossier"],
            ArchiveFile.paper_number == reused["paper"],
            ArchiveFile.state == "withdrawn",
            StoredFile.sha256 == reused["sha256"],
        )
        .limit(1)
    )
    if withdrawn is None:
        return None
    return message("scanning.source_withdrawn", code=reused["dossier"])
