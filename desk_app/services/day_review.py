"""The day of the counter for the supervisor: how much, when, where, for how much, and what needs
a look."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.models.dossiers import STILL_OPEN
from desk_app.models.engine import Store
from desk_app.models.tables import (
    Dossier,
    ProcedureVersion,
)
from desk_app.services.day_exceptions import Exceptional, Span, in_day, look
from desk_app.services.journal import officer_names
from desk_app.services.procedure_names import procedure_name
from desk_app.wording import Message


@dataclass(frozen=True)
class Part:
    """One bar of a chart: its name, dossiers received, fees in đồng; ``label`` where the name is
    only a code."""

    name: str
    received: int
    fees_vnd: int
    label: str | Message = ""

    def as_json(self, language: str) -> dict[str, Any]:
        """As ``desk-app day`` prints it."""
        said = {"name": self.name, "received": self.received, "fees_vnd": self.fees_vnd}
        label = self.label
        words = label.in_words(language) if isinstance(label, Message) else label
        return {**said, "label": words} if words else said


@dataclass(frozen=True)
class Day:
    """One day of this desk's store. ``counts`` gives the number of each kind of exception;
    ``exceptions`` lists at most 200 of a kind. ``as_of`` is when it was looked at."""

    day: date
    as_of: datetime
    received: int
    fees_vnd: int
    by_hour: tuple[Part, ...]
    by_counter: tuple[Part, ...]
    by_procedure: tuple[Part, ...]
    by_officer: tuple[Part, ...]
    counts: dict[str, int]
    exceptions: tuple[Exceptional, ...]

    def as_json(self, language: str) -> dict[str, Any]:
        """The answer of ``desk-app day``."""
        return {
            "day": self.day.isoformat(),
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "received": self.received,
            "fees_vnd": self.fees_vnd,
            "by_hour": [part.as_json(language) for part in self.by_hour],
            "by_counter": [part.as_json(language) for part in self.by_counter],
            "by_procedure": [part.as_json(language) for part in self.by_procedure],
            "by_officer": [part.as_json(language) for part in self.by_officer],
            "counts": self.counts,
            "exceptions": [
                {"kind": one.kind, "code": one.code, "text": one.text.in_words(language)}
                for one in self.exceptions
            ],
        }


@dataclass(frozen=True)
class Glance:
    """What the counter's own screen shows of today: counts, fees in đồng, and the first
    ``promised`` of those promised today and not ended."""

    received: int
    fees_vnd: int
    overdue: int
    promised_today: int
    promised: tuple[tuple[str, datetime], ...]


class DayReview:
    """Looks at a day."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def day(self, day: date | None = None) -> Day:
        """The day as it stands now; None: today."""
        now = self._clock.now()
        day = day or now.date()
        span = Span.of(day)
        with self._store.read() as session:
            rows = _received(session, span)
            names = officer_names(session, {row.officer for row in rows})
            counts, exceptions = look(session, span, now)
        return Day(
            day=day,
            as_of=now,
            received=len(rows),
            fees_vnd=sum(row.fee_vnd for row in rows),
            by_hour=_parts(rows, lambda row: f"{row.received_at.hour:02d}"),
            by_counter=_parts(rows, lambda row: row.counter),
            by_procedure=_largest(
                _parts(
                    rows,
                    lambda row: row.procedure,
                    {row.procedure: _name(row) for row in rows},
                )
            ),
            by_officer=_parts(rows, lambda row: row.officer, names),
            counts=counts,
            exceptions=exceptions,
        )

    def glance(self, most: int = 10) -> Glance:
        """Today in a few counts, quickly; ``most`` of the dossiers promised today are listed."""
        now = self._clock.now()
        span = Span.of(now.date())
        open_in = select(func.count()).where(text(STILL_OPEN))
        with self._store.read() as session:
            received, fees = session.execute(
                select(func.count(), func.coalesce(func.sum(Dossier.fee_vnd), 0)).where(
                    in_day(span)
                )
            ).one()
            due = select(Dossier.code, Dossier.promised_at).where(
                Dossier.promised_at >= now, Dossier.promised_at < span.end, text(STILL_OPEN)
            )
            promised = session.execute(due.order_by(Dossier.promised_at).limit(most)).all()
            return Glance(
                received=received,
                fees_vnd=int(fees),
                overdue=session.scalar(open_in.where(Dossier.promised_at < now)) or 0,
                promised_today=session.scalar(
                    open_in.where(Dossier.promised_at >= now, Dossier.promised_at < span.end)
                )
                or 0,
                promised=tuple((code, at) for code, at in promised if at is not None),
            )


def _received(session: Session, span: Span) -> Sequence[Any]:
    columns = (
        Dossier.received_at,
        Dossier.counter,
        Dossier.officer,
        Dossier.procedure,
        Dossier.procedure_name,
        ProcedureVersion.name_en,
        Dossier.fee_vnd,
    )
    made_with = ProcedureVersion.id == Dossier.procedure_version
    rows = select(*columns).join(ProcedureVersion, made_with).where(in_day(span))
    return session.execute(rows).all()


def _name(row: Any) -> str | Message:
    return procedure_name(row.procedure_name, row.name_en)


def _parts(
    rows: Sequence[Any],
    name_of: Callable[[Any], str],
    labels: Mapping[str, str | Message] | None = None,
) -> tuple[Part, ...]:
    received: Tally[str] = Tally()
    fees: Tally[str] = Tally()
    for row in rows:
        received[name_of(row)] += 1
        fees[name_of(row)] += row.fee_vnd
    return tuple(
        Part(name, received[name], fees[name], (labels or {}).get(name, ""))
        for name in sorted(received)
    )


def _largest(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (-part.received, part.name)))
