"""Finding dossiers as one types: without diacritics, by code, name, ID number, phone.

The index (``dossier_search``, one row per dossier) holds folded words only. Each typed word is a
prefix, all of them must be there, the newest dossier comes first.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
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
from desk_app.services.search_index import counter_word, plain_number, procedure_word

COUNTED = 1000  # totals are exact up to here; beyond, "more"
LONGEST = 200  # characters of a search that are looked at
LONGEST_CARD = 2000  # the same for what a reader brings
MOST_WORDS = 12
FEW = 50_000  # dossiers in a state that are listed before the words are looked at
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

    def index_words(self) -> list[str]:
        """What of it never changes in a dossier and therefore stands in the index."""
        chosen = []
        if self.procedure is not None:
            chosen.append(procedure_word(self.procedure))
        if self.counter is not None:
            chosen.append(counter_word(self.counter))
        return chosen

    def states(self) -> tuple[list[str], dict[str, Any]]:
        """Conditions on what changes in a dossier's life."""
        said: list[str] = []
        values: dict[str, Any] = {}
        if self.state is not None:
            said.append("d.state = :state")
            values["state"] = self.state
        if self.overdue_at is not None:
            said.append(f"d.promised_at < :overdue_at AND d.{STILL_OPEN}")
            values["overdue_at"] = _moment(self.overdue_at)
        return said, values

    def all(self) -> tuple[list[str], dict[str, Any]]:
        """All conditions, for a search without the index."""
        said, values = self.states()
        if self.since is not None:
            said.append("d.received_at >= :since")
            values["since"] = _moment(self.since)
        if self.procedure is not None:
            said.append("d.procedure = :procedure")
            values["procedure"] = self.procedure
        if self.counter is not None:
            said.append("d.counter = :counter")
            values["counter"] = self.counter
        return said, values


def _found(session: Session, wanted: Wanted, filters: _Filters) -> list[int]:
    """Rows of the dossiers that fit, newest first, one more than are counted."""
    if wanted.code is not None:
        found = _by_code(session, wanted.code, filters)
        if found or not wanted.words:
            return found
    if wanted.token is not None:
        return _plain(session, filters, "d.seq", "d.look_up_token = :token", token=wanted.token)
    match = [f'"{word}"*' for word in wanted.words]
    match += [f'"{word}"' for word in filters.index_words()]
    if match:
        return _by_words(session, " AND ".join(match), filters)
    ordered = "d.seq" if filters == _NO_FILTERS else "d.received_at"
    return _plain(session, filters, ordered)


def _by_code(session: Session, code: str, filters: _Filters) -> list[int]:
    ends = code[:-1] + chr(ord(code[-1]) + 1)
    condition = "d.code >= :code AND d.code < :ends"
    return _plain(session, filters, "d.code", condition, code=code, ends=ends)


def _plain(
    session: Session, filters: _Filters, order: str, condition: str = "1", **more: Any
) -> list[int]:
    said, values = filters.all()
    statement = f"""
        SELECT d.seq FROM dossier d WHERE {" AND ".join([condition, *said])}
        ORDER BY {order} DESC LIMIT {COUNTED + 1}"""
    return _seqs(session, statement, {**values, **more})


def _by_words(session: Session, match: str, filters: _Filters) -> list[int]:
    said = ["s.dossier_search MATCH :match"]
    states, values = filters.states()
    values["match"] = match
    if filters.since is not None:
        said += ["s.rowid >= :first", _EACH.format(where="d.received_at >= :since")]
        values |= {"first": _first_since(session, filters.since), "since": _moment(filters.since)}
    if states:
        where = " AND ".join(states)
        few = _seqs(session, _COUNT.format(where=where), values)[0] <= FEW
        said.append((_AMONG if few else _EACH).format(where=where))
    statement = f"""
        SELECT s.rowid FROM dossier_search s WHERE {" AND ".join(said)}
        ORDER BY s.rowid DESC LIMIT {COUNTED + 1}"""
    return _seqs(session, statement, values)


def _first_since(session: Session, moment: datetime) -> int:
    # The plus keeps SQLite from walking the whole table in the order of seq.
    statement = "SELECT coalesce(min(+seq), 0) FROM dossier WHERE received_at >= :since"
    return _seqs(session, statement, {"since": _moment(moment)})[0]


# A condition that holds for few dossiers is turned into a list with a Bloom filter before the
# words are walked; one that holds for many is asked of each, for enough are found soon. The plus
# keeps the list out of the words' index, which would be asked anew for each of its members.
_AMONG = "+s.rowid IN (SELECT d.seq FROM dossier d WHERE {where})"
_EACH = "(SELECT {where} FROM dossier d WHERE d.seq = s.rowid)"
_COUNT = f"SELECT count(*) FROM (SELECT 1 FROM dossier d WHERE {{where}} LIMIT {FEW + 1})"
_NO_FILTERS = _Filters(None, None, None, None, None)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


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
