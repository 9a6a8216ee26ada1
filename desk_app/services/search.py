"""Finding dossiers as one types: without diacritics, by code, name, ID number, phone.

The index (``dossier_search``, one row per dossier) holds folded words only. Each typed word is a
prefix, all of them must be there, the newest dossier comes first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.dossiers import Dossier
from desk_app.models.engine import Store
from desk_app.models.tables import ProcedureVersion
from desk_app.services.procedure_names import procedure_name
from desk_app.services.search_query import COUNTED, Filters, found_seqs, wanted_of
from desk_app.wording import Message

ENDED = ("done", "returned")
MOST_MEANT = 50  # dossiers among which the one that is meant is looked for

_COLUMNS = (
    Dossier.seq,
    Dossier.id,
    Dossier.code,
    Dossier.applicant_name,
    Dossier.procedure,
    Dossier.procedure_name,
    ProcedureVersion.name_en,
    Dossier.state,
    Dossier.received_at,
    Dossier.promised_at,
    Dossier.sync_state,
    Dossier.counter,
    Dossier.origin_desk,
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
    procedure_name_en: str | None = None
    here: bool = True

    @property
    def procedure_words(self) -> str | Message:
        """The procedure's name for people."""
        return procedure_name(self.procedure_name, self.procedure_name_en)

    def as_json(self) -> dict[str, Any]:
        """The line as ``desk-app search`` prints it."""
        return {
            "code": self.code,
            "id": self.id,
            "applicant": self.applicant,
            "procedure": self.procedure,
            "procedure_name": self.procedure_name,
            "procedure_name_en": self.procedure_name_en,
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
        filters = Filters(since(now, days), state, procedure, counter, now if overdue else None)
        wanted = wanted_of(text)
        with self._store.read() as session:
            seqs = [] if wanted is None else found_seqs(session, wanted, filters)
            lines = _lines(session, seqs[: max(0, limit)], now)
        return SearchResult(
            total=min(len(seqs), COUNTED),
            more=len(seqs) > COUNTED,
            dossiers=lines,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def the_one(self, text: str) -> DossierLine:
        """The dossier that ``text`` means, typed or read as for :meth:`search`. Of several that
        fit it is the one whose code ends with it.

        Raises:
            Refusal: none fits, or several do; the text of a card that cannot be read.
        """
        found = self.search(text, MOST_MEANT)
        typed = text.strip().upper()
        exact = [line for line in found.dossiers if f"-{line.code}".endswith(f"-{typed}")]
        lines = exact or found.dossiers
        if not lines:
            raise Refusal("dossier.none_fits")
        if len(lines) > 1:
            raise Refusal("dossier.several_fit", count=len(exact) or found.total)
        return lines[0]


def since(now: datetime, days: int | None) -> datetime | None:
    """The beginning of the last ``days`` days, today included."""
    if days is None:
        return None
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=max(1, days) - 1)


def _lines(session: Session, seqs: list[int], now: datetime) -> list[DossierLine]:
    wanted = (
        select(*_COLUMNS)
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.procedure_version)
        .where(Dossier.seq.in_(seqs))
    )
    rows = {row.seq: row for row in session.execute(wanted)}
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
        procedure_name_en=row.name_en,
        here=row.origin_desk is None,
    )


def is_overdue(promised_at: datetime | None, state: str, now: datetime) -> bool:
    """Whether a dossier is past its promised time without an end."""
    return promised_at is not None and promised_at < now and state not in ENDED
