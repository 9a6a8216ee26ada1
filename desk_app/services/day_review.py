"""The day of the counter for the supervisor: how much, when, where, for how much, and what needs
a look."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select, text
from sqlalchemy.orm import Session

from desk_app.clock import VIETNAM, Clock
from desk_app.models.dossiers import STILL_OPEN
from desk_app.models.engine import Store
from desk_app.models.tables import (
    Dossier,
    Draft,
    OutboxEntry,
    ProcedureVersion,
    Receipt,
    SubmittedPaper,
)
from desk_app.services.journal import lines_of_day, officer_names, reason_words
from desk_app.services.missing_papers import missing_papers
from desk_app.services.outbox_desk import last_error
from desk_app.services.procedure_names import procedure_name
from desk_app.wording import Message, message

MOST_LISTED = 200  # of one kind of exception; all are counted
KINDS = (
    "papers_missing",
    "papers_later",
    "reprint",
    "not_printed",
    "unsent",
    "refused_entry",
    "promised_today",
    "overdue",
    "deleted_draft",
)


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
class Exceptional:
    """Something a supervisor should look at. ``code`` is None where no dossier is concerned."""

    kind: str
    code: str | None
    dossier_id: str | None
    text: Message


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
        span = _Span.of(day)
        with self._store.read() as session:
            rows = _received(session, span)
            names = officer_names(session, {row.officer for row in rows})
            found = {kind: _LOOKS[kind](session, span, now) for kind in KINDS}
            overdue = _count_overdue(session, now)
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
            counts={
                **{kind: len(found[kind]) for kind in KINDS},
                "overdue": overdue,
            },
            exceptions=tuple(one for kind in KINDS for one in found[kind][:MOST_LISTED]),
        )

    def glance(self, most: int = 10) -> Glance:
        """Today in a few counts, quickly; ``most`` of the dossiers promised today are listed."""
        now = self._clock.now()
        span = _Span.of(now.date())
        open_in = select(func.count()).where(text(STILL_OPEN))
        with self._store.read() as session:
            received, fees = session.execute(
                select(func.count(), func.coalesce(func.sum(Dossier.fee_vnd), 0)).where(
                    _in_day(span)
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


@dataclass(frozen=True)
class _Span:
    day: date
    begin: datetime
    end: datetime

    @staticmethod
    def of(day: date) -> _Span:
        begin = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        return _Span(day, begin, begin + timedelta(days=1))


def _received(session: Session, span: _Span) -> Sequence[Any]:
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
    rows = select(*columns).join(ProcedureVersion, made_with).where(_in_day(span))
    return session.execute(rows).all()


def _name(row: Any) -> str | Message:
    return procedure_name(row.procedure_name, row.name_en)


def _in_day(span: _Span) -> Any:
    return Dossier.received_at.between(span.begin, span.end - timedelta(seconds=1))


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


def _papers_missing(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    return [
        Exceptional(
            "papers_missing",
            one.code,
            one.dossier_id,
            message("day.papers_missing", papers=len(one.numbers), numbers=list(one.numbers)),
        )
        for one in missing_papers(session, span.begin, span.end - timedelta(seconds=1))
    ]


def _papers_later(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    rows = session.execute(
        select(Dossier.code, Dossier.id, func.count().label("papers"))
        # The plus: the day's dossiers first, then their papers, never all there are of either.
        .join(SubmittedPaper, SubmittedPaper.dossier_id == literal_column("+dossier.id"))
        .where(_in_day(span), SubmittedPaper.state == "later")
        .group_by(literal_column("+dossier.seq"))
        .order_by(literal_column("+dossier.seq"))
    )
    return [
        Exceptional("papers_later", code, id_, message("day.papers_later", papers=papers))
        for code, id_, papers in rows
    ]


def _reprints(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    lines = lines_of_day(session, span.day, ("receipt.reprinted",))
    ids = {line.dossier_id for line in lines}
    rows = session.execute(select(Dossier.id, Dossier.code).where(Dossier.id.in_(ids)))
    codes = {row.id: row.code for row in rows}
    return [
        Exceptional(
            "reprint",
            codes.get(line.dossier_id or ""),
            line.dossier_id,
            message(
                "day.reprint",
                times=line.details.get("times", 1),
                at=line.at,
                reason=reason_words(line.details.get("reason", "")),
            ),
        )
        for line in lines
    ]


def _not_printed(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    rows = session.execute(
        select(
            Dossier.code,
            Dossier.id,
            Receipt.print_state,
            Dossier.received_at,
            Dossier.procedure_name,
            ProcedureVersion.name_en,
        )
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.procedure_version)
        .join(Receipt, Receipt.dossier_id == Dossier.id)
        .where(_in_day(span), Receipt.print_state != "printed")
        .order_by(Dossier.seq)
    )
    return [
        Exceptional(
            "not_printed",
            row.code,
            row.id,
            message(f"day.{row.print_state}", at=row.received_at, procedure=_name(row)),
        )
        for row in rows
    ]


def _unsent(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    rows = session.execute(
        select(Dossier.code, Dossier.id, Dossier.sync_state)
        .where(_in_day(span), Dossier.sync_state != "accepted")
        .order_by(Dossier.seq)
    )
    return [
        Exceptional("unsent", code, id_, message(f"dossier.sync.{state}"))
        for code, id_, state in rows
    ]


def _refused_entries(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    rows = session.execute(
        select(Dossier.code, Dossier.id, OutboxEntry.last_error, OutboxEntry.reason_text)
        .join(Dossier, Dossier.id == OutboxEntry.dossier_id)
        .where(OutboxEntry.state == "refused")
        .order_by(OutboxEntry.seq)
    )
    plain = message("outbox.state.refused")
    return [
        Exceptional("refused_entry", code, id_, last_error(error, words) or plain)
        for code, id_, error, words in rows
    ]


def _promised_today(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    return _promised(session, "promised_today", max(now, span.begin), span.end)


def _overdue(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    """The longest overdue; there may be very many, so only those listed are read."""
    return _promised(session, "overdue", None, now, MOST_LISTED)


def _count_overdue(session: Session, now: datetime) -> int:
    counted = select(func.count()).select_from(Dossier)
    late = counted.where(Dossier.promised_at < now, text(STILL_OPEN))
    return session.scalar(late) or 0


def _promised(
    session: Session, kind: str, begin: datetime | None, end: datetime, most: int | None = None
) -> list[Exceptional]:
    """Open dossiers promised in [begin, end); the words of STILL_OPEN let the index serve."""
    wanted = select(Dossier.code, Dossier.id, Dossier.promised_at).where(
        Dossier.promised_at < end, text(STILL_OPEN)
    )
    if begin is not None:
        wanted = wanted.where(Dossier.promised_at >= begin)
    return [
        Exceptional(kind, code, id_, message(f"day.{kind}", at=at))
        for code, id_, at in session.execute(wanted.order_by(Dossier.promised_at).limit(most))
    ]


def _deleted_drafts(session: Session, span: _Span, now: datetime) -> list[Exceptional]:
    """Only drafts that are still gone: a form cleared and taken back is no loss."""
    lines = lines_of_day(session, span.day, ("draft.deleted", "draft.restored"))
    latest = {line.details.get("draft", place): line for place, line in enumerate(lines)}
    back = set(session.scalars(select(Draft.id).where(Draft.id.in_(latest))))
    return [
        Exceptional(
            "deleted_draft",
            None,
            None,
            message("day.deleted_draft", officer=line.officer_name or "—", at=line.at),
        )
        for draft, line in latest.items()
        if line.action == "draft.deleted" and draft not in back
    ]


_LOOKS = {
    "papers_missing": _papers_missing,
    "papers_later": _papers_later,
    "reprint": _reprints,
    "not_printed": _not_printed,
    "unsent": _unsent,
    "refused_entry": _refused_entries,
    "promised_today": _promised_today,
    "overdue": _overdue,
    "deleted_draft": _deleted_drafts,
}
