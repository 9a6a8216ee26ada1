"""Which dossiers a stack in the unmatched tray may belong to: what its pages say comes before what
was received last. Offered only; a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from desk_app.folding import words
from desk_app.models.tables import Dossier, Page, Stack
from desk_app.services.dossier_code import kept_tokens, read_code, what_is
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import lies_in
from desk_app.services.page_views import Candidate, PaperScan
from desk_app.services.scan_checklist import read_checklist

NAMED = "named"  # in a stack's source: the codes of dossiers that its pages name
MOST_CANDIDATES = 5
MOST_TEXTS = 100  # codes on the pages of one stack
MOST_RECENT = 300  # dossiers whose applicants are looked for in what was read
MOST_LOOKED_AT = 30  # of them whether a paper waits for pages
_CODE = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*-[0-9]{6,8}-[0-9]{4,12}")


def named_by(session: Session, texts: Iterable[str]) -> list[str]:
    """The codes of dossiers that codes on pages name: by their own code, a cover sheet, the link
    of a receipt. Of the texts themselves nothing is kept: an ID card's has personal data."""
    found: list[str] = []
    for _, text in zip(range(MOST_TEXTS), dict.fromkeys(texts), strict=False):
        read = what_is(text)
        named = None
        if read.code is not None:
            named = Dossier.code == read.code.text
        elif read.cover is not None:
            named = Dossier.code == read.cover.dossier
        elif read.token is not None:
            named = Dossier.look_up_token.in_(kept_tokens(read.token))
        if named is not None:
            found += session.scalars(select(Dossier.code).where(named))
    return list(dict.fromkeys(found))


class OpenPapers:
    """The papers of dossiers that pages may come to, each dossier read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[str, tuple[PaperScan, ...]] = {}

    def of(self, dossier: Dossier) -> tuple[PaperScan, ...]:
        """Those of ``dossier``."""
        if dossier.id not in self._read:
            papers = read_checklist(self._session, dossier).papers
            self._read[dossier.id] = tuple(one for one in papers if one.why_not is None)
        return self._read[dossier.id]

    def awaited(self, dossier: Dossier) -> bool:
        """Whether one of them has no pages yet."""
        return any(one.empty for one in self.of(dossier))


def candidates(session: Session, stack: Stack, open_papers: OpenPapers) -> tuple[Candidate, ...]:
    """The dossier its sheet names; else those its pages name by a code, then those whose code or
    applicant is read on its pages, then those received last before it came and wait for pages."""
    code, _, number = (stack.cover or "").partition("/")
    if read_code(code) is not None:
        named = session.scalar(select(Dossier).where(Dossier.code == code))
        if named is not None:
            numbers = {str(paper.number): paper.number for paper in open_papers.of(named)}
            told = numbers.get(number)
            return (Candidate(named.id, named.code, named.applicant_name, told),)
    found: dict[str, Candidate] = {}
    for row in _in_turn(session, stack, open_papers):
        found.setdefault(row.id, Candidate(row.id, row.code, row.applicant_name))
        if len(found) == MOST_CANDIDATES:
            break
    return tuple(found.values())


def _in_turn(session: Session, stack: Stack, open_papers: OpenPapers) -> Iterator[Dossier]:
    for code in stack.source.get(NAMED, []):
        yield from session.scalars(select(Dossier).where(Dossier.code == code))
    read = _what_was_read(session, stack)
    if read:
        codes = {one.text for text in _CODE.findall(read.upper()) if (one := read_code(text))}
        if codes:
            yield from session.scalars(
                select(Dossier).where(or_(*(Dossier.code == code for code in sorted(codes))))
            )
        said = f" {' '.join(words(read))} "
        names = session.execute(_before(stack, MOST_RECENT, Dossier.id, Dossier.applicant_name))
        for dossier_id, name in names.all():
            if f" {' '.join(words(name))} " in said:
                yield from session.scalars(select(Dossier).where(Dossier.id == dossier_id))
    # Nothing on the pages speaks for these: one where all is there would lead nowhere.
    recent = session.scalars(_before(stack, MOST_LOOKED_AT, Dossier)).all()
    yield from (row for row in recent if open_papers.awaited(row))


def _before(stack: Stack, most: int, *columns: Any) -> Select[Any]:
    """What was received last before the stack came."""
    came_before = Dossier.received_at <= stack.arrived_at
    return select(*columns).where(came_before).order_by(Dossier.received_at.desc()).limit(most)


def _what_was_read(session: Session, stack: Stack) -> str:
    texts = session.scalars(
        select(Page.text).where(*lies_in(Home(stack=stack.id)), Page.text.is_not(None))
    )
    return "\n".join(text for text in texts if text)
