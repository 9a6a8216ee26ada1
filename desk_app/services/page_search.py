"""Finding pages by what is written on them.

The index (``page_search``, one row per page) holds folded words only; the text itself stands with
the page, so that what was found can be shown as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from desk_app.folding import words
from desk_app.models.engine import Store
from desk_app.models.pages import TEXT_WAITS
from desk_app.models.tables import Page
from desk_app.services.page_views import PageHit

LONGEST = 200  # characters of a search that are looked at
MOST_WORDS = 12
MOST_INDEXED = 5000  # different words of one page
AROUND = 60  # characters that belong together
_WORD = re.compile(r"\S+")

_INSERT = sql("INSERT INTO page_search(rowid, words) VALUES (:seq, :words)")
_DELETE = sql("DELETE FROM page_search WHERE rowid = :seq")
_FIND = sql("""
    SELECT p.id, p.text, p.paper_number,
           (SELECT count(*) FROM page q
            WHERE q.dossier_id = p.dossier_id AND q.paper_number = p.paper_number
                  AND q.state = 'kept' AND (q.position, q.seq) <= (p.position, p.seq)) AS place,
           p.dossier_id, d.code,
           d.applicant_name,
           coalesce(s.name, r.name, '') AS paper_name
    FROM page_search f
    JOIN page p ON p.seq = f.rowid
    JOIN dossier d ON d.id = p.dossier_id
    LEFT JOIN submitted_paper s ON s.dossier_id = p.dossier_id AND s.number = p.paper_number
    LEFT JOIN required_paper r
           ON r.version_id = d.procedure_version AND r.number = p.paper_number
    WHERE f.page_search MATCH :match AND p.state = 'kept'
    ORDER BY f.rowid DESC LIMIT :limit""")


class PageSearch:
    """The search screen's way to find pages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, text: str, limit: int = 50) -> tuple[PageHit, ...]:
        """Pages on which every word of ``text`` begins a word, with or without diacritics; the
        latest first. Nothing is found for a text without words."""
        wanted = words(text[:LONGEST])[:MOST_WORDS]
        if not wanted:
            return ()
        match = " AND ".join(f'"{word}"*' for word in wanted)
        with self._store.read() as session:
            rows = session.execute(_FIND, {"match": match, "limit": limit}).all()
        return tuple(
            PageHit(
                row.dossier_id,
                row.code,
                row.applicant_name,
                row.paper_number,
                row.paper_name,
                row.id,
                row.place,
                snippet(row.text or "", wanted),
            )
            for row in rows
        )

    def unread(self) -> int:
        """How many pages cannot be found yet, because their text is still to be read."""
        with self._store.read() as session:
            query = select(func.count()).select_from(Page).where(sql(TEXT_WAITS))
            return session.scalar(query.where(Page.state == "kept")) or 0


def index_page(session: Session, seq: int, text: str) -> None:
    """Puts what was read on a page into the index, within the caller's unit of work."""
    drop_page(session, seq)
    folded = " ".join(list(dict.fromkeys(words(text)))[:MOST_INDEXED])
    if folded:
        session.connection().execute(_INSERT, {"seq": seq, "words": folded})


def drop_page(session: Session, seq: int) -> None:
    """Takes a page out of the index, within the caller's unit of work."""
    session.connection().execute(_DELETE, {"seq": seq})


def snippet(text: str, wanted: Iterable[str]) -> str:
    """The part of ``text`` with most of the ``wanted`` words (folded beginnings) close together."""
    beginnings = tuple(wanted)
    places = [
        (found.start(), beginning)
        for found in _WORD.finditer(text)
        for part in words(found.group())
        for beginning in beginnings
        if part.startswith(beginning)
    ]
    best = max(
        (place for place, _ in places),
        key=lambda start: len({word for at, word in places if start <= at < start + AROUND}),
        default=0,
    )
    start, end = max(0, best - AROUND), best + 2 * AROUND
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    return f"{before}{' '.join(text[start:end].split())}{after}"
