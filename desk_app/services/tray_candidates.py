"""Which dossiers a stack in the unmatched tray may belong to: what its pages say comes before what
was received last. Offered only; a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk_app.folding import words
from desk_app.models.tables import Dossier, Page, Stack
from desk_app.services.dossier_code import kept_tokens, read_code, what_is
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import lies_in
from desk_app.services.page_views import Candidate

NAMED = "named"  # in a stack's source: the codes of dossiers that its pages name
MOST_CANDIDATES = 5
MOST_TEXTS = 100  # codes on the pages of one stack
MOST_RECENT = 300  # dossiers whose applicants are looked for in what was read
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


def candidates(session: Session, stack: Stack) -> tuple[Candidate, ...]:
    """The dossier its sheet names; else those its pages name by a code, then those whose code or
    applicant is read on its pages, then those received last before it came."""
    code, _, number = (stack.cover or "").partition("/")
    if read_code(code) is not None:
        named = session.scalar(select(Dossier).where(Dossier.code == code))
        if named is not None:
            paper = int(number) if number.isdecimal() else None
            return (Candidate(named.id, named.code, named.applicant_name, paper),)
    found: dict[str, Candidate] = {}
    for row in _in_turn(session, stack):
        found.setdefault(row.id, Candidate(row.id, row.code, row.applicant_name))
        if len(found) == MOST_CANDIDATES:
            break
    return tuple(found.values())


def _in_turn(session: Session, stack: Stack) -> Iterator[Dossier]:
    for code in stack.source.get(NAMED, []):
        yield from session.scalars(select(Dossier).where(Dossier.code == code))
    recent = session.scalars(
        select(Dossier)
        .where(Dossier.received_at <= stack.arrived_at)
        .order_by(Dossier.received_at.desc())
        .limit(MOST_RECENT)
    ).all()
    read = _what_was_read(session, stack)
    if read:
        codes = {one.text for text in _CODE.findall(read.upper()) if (one := read_code(text))}
        if codes:
            yield from session.scalars(
                select(Dossier).where(or_(*(Dossier.code == code for code in sorted(codes))))
            )
        said = f" {' '.join(words(read))} "
        for row in recent:
            if f" {' '.join(words(row.applicant_name))} " in said:
                yield row
    yield from recent


def _what_was_read(session: Session, stack: Stack) -> str:
    texts = session.scalars(
        select(Page.text).where(*lies_in(Home(stack=stack.id)), Page.text.is_not(None))
    )
    return "\n".join(text for text in texts if text)
