"""Cover sheets of a dossier: one for each paper that is to be scanned."""

from __future__ import annotations

from collections.abc import Collection

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Unit
from desk_app.services.journal import write_line
from desk_app.services.scan_checklist import find_dossier, read_checklist
from desk_app.services.sign_in import OfficerAtDesk


class CoverSheets:
    """Draws cover sheets."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def pdf(
        self, code_or_id: str, officer: OfficerAtDesk, numbers: Collection[int] = ()
    ) -> tuple[bytes, tuple[int, ...]]:
        """The sheets, one A4 page each, and the numbers of their papers.

        Args:
            numbers: of the papers; none: every paper that may be scanned.

        Raises:
            Refusal: no such dossier, or it has no such paper, or it must not be scanned.
        """
        from desk_app.paper.cover_code import CoverCode
        from desk_app.paper.cover_sheet_pdf import CoverSheet, make

        with self._store.read() as session:
            dossier = find_dossier(session, code_or_id)
            listed = read_checklist(session, dossier)
            unit = session.get(Unit, dossier.unit)
            unit_name = unit.name if unit is not None else ""
        for number in numbers:
            paper = listed.paper(number)
            if paper is None:
                raise Refusal("scanning.unknown_paper", code=dossier.code, number=number)
            if paper.why_not is not None:
                raise Refusal("scanning.not_to_be_scanned", number=number, why=paper.why_not)
        papers = [
            paper
            for paper in listed.papers
            if paper.why_not is None and (not numbers or paper.number in numbers)
        ]
        if not papers:
            raise Refusal("scanning.nothing_to_scan", code=dossier.code)
        sheets = [
            CoverSheet(
                CoverCode(dossier.code, paper.number, place, len(papers)),
                paper.name,
                dossier.applicant_name,
                unit_name,
            )
            for place, paper in enumerate(papers, 1)
        ]
        now = self._clock.now()
        pdf = make(sheets, made_at=now)
        with self._store.write() as session:
            write_line(
                session,
                now,
                officer.login,
                officer.counter,
                dossier.id,
                "cover.made",
                sheets=len(sheets),
            )
        return pdf, tuple(paper.number for paper in papers)
