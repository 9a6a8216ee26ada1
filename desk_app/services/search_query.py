"""What a search looks for, and how the database is asked so that a million dossiers answer in
milliseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from desk_app.folding import words
from desk_app.models.dossiers import STILL_OPEN
from desk_app.services.card_qr import read_card
from desk_app.services.dossier_code import kept_tokens, what_is
from desk_app.services.search_index import counter_word, plain_number, procedure_word

COUNTED = 1000  # totals are exact up to here; beyond, "more"
LONGEST = 200  # characters of a search that are looked at
LONGEST_CARD = 2000  # the same for what a reader brings
MOST_WORDS = 12
FEW = 50_000  # dossiers in a state that are listed before the words are looked at

_CODE_BEGINS = re.compile(r"(?:[0-9A-Z]+[.-]|[A-Z][0-9]{2})[0-9A-Z.-]*")


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
    if seen.cover is not None:
        return Wanted(code=seen.cover.dossier)
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
class Filters:
    """What narrows a search; None leaves a filter out."""

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


def found_seqs(session: Session, wanted: Wanted, filters: Filters) -> list[int]:
    """Rows of the dossiers that fit, newest first, one more than are counted."""
    if wanted.code is not None:
        found = _by_code(session, wanted.code, filters)
        if found or not wanted.words:
            return found
    if wanted.token is not None:
        own, told = kept_tokens(wanted.token)
        kept = "d.look_up_token IN (:own, :told)"
        return _plain(session, filters, "d.seq", kept, own=own, told=told)
    match = [f'"{word}"*' for word in wanted.words]
    match += [f'"{word}"' for word in filters.index_words()]
    if match:
        return _by_words(session, " AND ".join(match), filters)
    ordered = "d.seq" if filters == NO_FILTERS else "d.received_at"
    return _plain(session, filters, ordered)


def _by_code(session: Session, code: str, filters: Filters) -> list[int]:
    ends = code[:-1] + chr(ord(code[-1]) + 1)
    condition = "d.code >= :code AND d.code < :ends"
    return _plain(session, filters, "d.code", condition, code=code, ends=ends)


def _plain(
    session: Session, filters: Filters, order: str, condition: str = "1", **more: Any
) -> list[int]:
    said, values = filters.all()
    statement = f"""
        SELECT d.seq FROM dossier d WHERE {" AND ".join([condition, *said])}
        ORDER BY {order} DESC LIMIT {COUNTED + 1}"""
    return _seqs(session, statement, {**values, **more})


def _by_words(session: Session, match: str, filters: Filters) -> list[int]:
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
NO_FILTERS = Filters(None, None, None, None, None)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _seqs(session: Session, statement: str, values: dict[str, Any]) -> list[int]:
    return list(session.execute(sql(statement), values).scalars())
