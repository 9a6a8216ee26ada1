"""Dossiers that were received without a paper the procedure requires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from desk_app.models.tables import Dossier, SubmittedPaper
from desk_app.services.catalogue_cards import ProcedureCard, checklist, load_card
from desk_app.services.intake_check import papers_not_noted


@dataclass(frozen=True)
class MissingPapers:
    """``numbers``: the papers of the checklist nothing at all was noted for."""

    code: str
    dossier_id: str
    numbers: tuple[int, ...]


def missing_papers(session: Session, begin: datetime, last: datetime) -> list[MissingPapers]:
    """The dossiers received from ``begin`` to ``last`` that lack papers, oldest first. Papers
    agreed to come later are not missing: they are noted."""
    # The plus: the dossiers of these days first, then their papers, never all papers.
    of_dossier = SubmittedPaper.dossier_id == literal_column("+dossier.id")
    rows = session.execute(
        select(
            Dossier.id,
            Dossier.code,
            Dossier.procedure_version,
            Dossier.case_name,
            SubmittedPaper.number,
        )
        .outerjoin(SubmittedPaper, of_dossier)
        .where(Dossier.received_at.between(begin, last), Dossier.origin_desk.is_(None))
        .order_by(literal_column("+dossier.seq"))
    )
    noted: dict[tuple[str, str, int, str | None], set[int | None]] = {}
    for id_, code, version, case, number in rows:
        noted.setdefault((id_, code, version, case), set()).add(number)

    @cache
    def card_of(version: int) -> ProcedureCard | None:
        return load_card(session, version)

    found = [
        MissingPapers(code, id_, _without(card_of(version), case, numbers))
        for (id_, code, version, case), numbers in noted.items()
    ]
    return [one for one in found if one.numbers]


def _without(
    card: ProcedureCard | None, case: str | None, noted: set[int | None]
) -> tuple[int, ...]:
    if card is None:
        return ()
    return papers_not_noted(checklist(card, case), noted)
