"""Finding dossiers as one types: without diacritics, by code, name, ID number, phone.

The index (``dossier_search``, one row per dossier) holds folded words only. Each typed word is a
prefix, all of them must be there, the newest dossier comes first.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.folding import words
from desk_app.models.dossiers import STILL_OPEN, Dossier
from desk_app.models.engine import Store
from desk_app.services.card_qr import read_card
from desk_app.services.dossier_code import what_is
from desk_app.services.search_index import plain_number, procedure_word

COUNTED = 1000  # totals are exact up to here; beyond, "more"
LONGEST = 200  # characters of a search that are looked at
LONGEST_CARD = 2000  # the same for what a reader brings
MOST_WORDS = 12
ENDED = ("done", "returned")

_CODE_BEGINS = re.compile(r"(?:[0-9A-Z]+[.-]|[A-Z][0-9]{2})[0-9A-Z.-]*")
_COLUMNS = (
    Dossier.seq,
    Dossier.id,
    Dossier.code,
    Dossier.applicant_name,
    Dossier.procedure,
    Dossier.procedure_name,
    Dossier.state,
    Dossier.received_at,
    Dossier.promised_at,
    Dossier.sync_state,
    Dossier.counter,
)


@dataclass(frozen=True)
class DossierLine:
    """A dossier in a list. ``sync``: waiting | accepted | refused | held."""

    code: str
    id: str
    applicant: str
    procedure: str
    procedure_name: str
    state: str
    received_at: datetime
    promised_at: datetime | None
    sync: str
    counter: str
    overdue: bool

    def as_json(self) -> dict[str, Any]:
        """The line as ``desk-app search`` prints it."""
        return {
            "code": self.code,
            "id": self.id,
            "applicant": self.applicant,
            "procedure": self.procedure,
            "procedure_name": self.procedure_name,
            "state": self.state,
            "received_at": self.received_at.isoformat(),
            "promised_at": self.promised_at.isoformat() if self.promised_at else None,
            "sync": self.sync,
            "counter": self.counter,
            "overdue": self.overdue,
        }


@dataclass(frozen=True)
class SearchResult:
    """What was found. ``total`` is exact up to 1000; ``more``: there are more than that.

    ``took_ms`` is the time of the search in milliseconds.
    """

    total: int
    more: bool
    dossiers: list[DossierLine]
    took_ms: float

    def as_json(self) -> dict[str, Any]:
        """The answer of ``desk-app search --json``."""
        return {
            "total": self.total,
            "more": self.more,
            "dossiers": [line.as_json() for line in self.dossiers],
            "took_ms": round(self.took_ms, 1),
        }


class Search:
    """The search screen's and ``desk-app search``'s one way to find dossiers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def search(
        self,
        text: str,
        limit: int = 50,
        *,
        days: int | None = None,
        state: str | None = None,
        procedure: str | None = None,
        counter: str | None = None,
        overdue: bool | None = None,
    ) -> SearchResult:
        """The newest dossiers that fit.

        Args:
            text: words of names without diacritics, a code or a part of it, an ID number, a
                phone, a look-up link or the text of an ID card's QR code. Empty: all.
            limit: how many to bring.
            days: only those received within so many days, today included.
            state: only those in this state.
            procedure: only those of this procedure, by its code.
            counter: only those of this counter.
            overdue: True: only those past the promised time and not ended.

        Raises:
            Refusal: the text of a card that cannot be read.
        """
        began = time.perf_counter()
        now = self._clock.now()
        filters = _Filters(since(now, days), state, procedure, counter, now if overdue else None)
        wanted = wanted_of(text)
        with self._store.read() as session:
            seqs = [] if wanted is None else _found(session, wanted, filters)
            lines = _lines(session, seqs[: max(0, limit)], now)
        return SearchResult(
            total=min(len(seqs), COUNTED),
            more=len(seqs) > COUNTED,
            dossiers=lines,
            took_ms=(time.perf_counter() - began) * 1000,
        )


def since(now: datetime, days: int | None) -> datetime | None:
    """The beginning of the last ``days`` days, today included."""
    if days is None:
        return None
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=max(1, days) - 1)


@dataclass(frozen=True)
class Wanted:
    """What a text looks for: the beginning of a code, a look-up link, or words."""

    code: str | None = None
    token: str | None = None
    words: tuple[str, ...] = ()


def wanted_of(text: str) -> Wanted | None:
    """What ``text`` looks for; None where it holds nothing that could be found.

    Raises:
        Refusal: the text of a card that cannot be read.
    """
    seen = what_is(text[:LONGEST_CARD])
    if seen.code is not None:
        return Wanted(code=seen.code.text)
    if seen.token is not None:
        return Wanted(token=seen.token)
    if seen.kind == "card":
        return Wanted(words=(read_card(seen.text).id_number,))
    plain = seen.text[:LONGEST]
    number = plain_number(plain)
    found = (number,) if number else tuple(words(plain)[:MOST_WORDS])
    if not found:
        return None if plain else Wanted()
    code = plain.upper()
    return Wanted(code=code if _CODE_BEGINS.fullmatch(code) else None, words=found)


@dataclass(frozen=True)
class _Filters:
    since: datetime | None
    state: str | None
    procedure: str | None
    counter: str | None
    overdue_at: datetime | None

    def conditions(self) -> tuple[list[str], dict[str, Any]]:
        """The conditions on table ``d``; the procedure is left to the index where there is one."""
        said: list[str] = []
        values: dict[str, Any] = {}
        if self.since is not None:
            said.append("d.received_at >= :since")
            values["since"] = self.since.isoformat(timespec="seconds")
        if self.state is not None:
            said.append("d.state = :state")
            values["state"] = self.state
        if self.counter is not None:
            said.append("d.counter = :counter")
            values["counter"] = self.counter
        if self.overdue_at is not None:
            said.append(f"d.promised_at < :overdue_at AND d.{STILL_OPEN}")
            values["overdue_at"] = self.overdue_at.isoformat(timespec="seconds")
        return said, values


def _found(session: Session, wanted: Wanted, filters: _Filters) -> list[int]:
    """Rows of the dossiers that fit, newest first, one more than are counted."""
    said, values = filters.conditions()
    values["limit"] = COUNTED + 1
    if wanted.code is not None:
        ends = wanted.code[:-1] + chr(ord(wanted.code[-1]) + 1)
        values |= {"code": wanted.code, "code_end": ends}
        said.append("d.code >= :code AND d.code < :code_end")
        if filters.procedure is not None:
            said.append("d.procedure = :procedure")
            values["procedure"] = filters.procedure
        found = _seqs(session, _PLAIN.format(where=" AND ".join(said), order="d.code"), values)
        if found or not wanted.words:
            return found
        return _found(session, replace(wanted, code=None), filters)
    if wanted.token is not None:
        said.append("d.look_up_token = :token")
        values["token"] = wanted.token
        return _seqs(session, _PLAIN.format(where=" AND ".join(said), order="d.seq"), values)
    match = [f'"{word}"*' for word in wanted.words]
    if filters.procedure is not None:
        match.append(f'"{procedure_word(filters.procedure)}"')
    if not match:
        where = " AND ".join(said) or "1"
        order = "d.received_at" if said else "d.seq"
        return _seqs(session, _PLAIN.format(where=where, order=order), values)
    values["match"] = " AND ".join(match)
    if not said:
        return _seqs(session, _MATCH, values)
    if filters.since is not None:
        said.append("s.rowid >= (SELECT min(seq) FROM dossier WHERE received_at >= :since)")
    return _seqs(session, _MATCH_AND.format(where=" AND ".join(said)), values)


_PLAIN = "SELECT d.seq FROM dossier d WHERE {where} ORDER BY {order} DESC LIMIT :limit"
_MATCH = """
SELECT rowid FROM dossier_search WHERE dossier_search MATCH :match
ORDER BY rowid DESC LIMIT :limit"""
_MATCH_AND = """
SELECT s.rowid FROM dossier_search s CROSS JOIN dossier d ON d.seq = s.rowid
WHERE s.dossier_search MATCH :match AND {where} ORDER BY s.rowid DESC LIMIT :limit"""


def _seqs(session: Session, statement: str, values: dict[str, Any]) -> list[int]:
    return list(session.execute(sql(statement), values).scalars())


def _lines(session: Session, seqs: list[int], now: datetime) -> list[DossierLine]:
    rows = {row.seq: row for row in session.execute(select(*_COLUMNS).where(Dossier.seq.in_(seqs)))}
    return [_line(rows[seq], now) for seq in seqs if seq in rows]


def _line(row: Any, now: datetime) -> DossierLine:
    return DossierLine(
        code=row.code,
        id=row.id,
        applicant=row.applicant_name,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        state=row.state,
        received_at=row.received_at,
        promised_at=row.promised_at,
        sync=row.sync_state,
        counter=row.counter,
        overdue=is_overdue(row.promised_at, row.state, now),
    )


def is_overdue(promised_at: datetime | None, state: str, now: datetime) -> bool:
    """Whether a dossier is past its promised time without an end."""
    return promised_at is not None and promised_at < now and state not in ENDED
