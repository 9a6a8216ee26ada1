"""What needs a look on a day: incomplete, reprinted, digitised without all papers, unprinted,
unsent, refused, overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, literal_column, select, text
from sqlalchemy.orm import Session

from desk_app.clock import VIETNAM
from desk_app.models.dossiers import STILL_OPEN
from desk_app.models.tables import (
    Dossier,
    Draft,
    OutboxEntry,
    Page,
    ProcedureVersion,
    Receipt,
    SubmittedPaper,
)
from desk_app.services.journal import Line, lines_of_day, reason_words
from desk_app.services.missing_papers import missing_papers
from desk_app.services.outbox_words import last_error
from desk_app.services.procedure_names import procedure_name
from desk_app.wording import Message, message

MOST_LISTED = 200  # of one kind of exception; all are counted
KINDS = (
    "papers_missing",
    "papers_later",
    "reprint",
    "digitised_without",
    "not_printed",
    "unsent",
    "refused_entry",
    "promised_today",
    "overdue",
    "deleted_draft",
)


@dataclass(frozen=True)
class Exceptional:
    """Something a supervisor should look at. ``code`` is None where no dossier is concerned."""

    kind: str
    code: str | None
    dossier_id: str | None
    text: Message


@dataclass(frozen=True)
class Span:
    """A day from midnight to midnight."""

    day: date
    begin: datetime
    end: datetime

    @staticmethod
    def of(day: date) -> Span:
        begin = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        return Span(day, begin, begin + timedelta(days=1))

    def holds(self, moment: datetime) -> bool:
        """Whether ``moment`` is in it. Today tells of all that still stands, any other day only
        of what comes from it."""
        return self.begin <= moment < self.end


def look(
    session: Session, span: Span, now: datetime
) -> tuple[dict[str, int], tuple[Exceptional, ...]]:
    """How many there are of each kind, and at most 200 of each."""
    found = {kind: _LOOKS[kind](session, span, now) for kind in KINDS}
    counts = {kind: len(found[kind]) for kind in KINDS} | {
        "overdue": _count_overdue(session, span, now)
    }
    return counts, tuple(one for kind in KINDS for one in found[kind][:MOST_LISTED])


def in_day(span: Span) -> Any:
    """Received on that day, at this desk."""
    return Dossier.received_at.between(
        span.begin, span.end - timedelta(seconds=1)
    ) & Dossier.origin_desk.is_(None)


def _papers_missing(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    return [
        Exceptional(
            "papers_missing",
            one.code,
            one.dossier_id,
            message("day.papers_missing", papers=len(one.numbers), numbers=list(one.numbers)),
        )
        for one in missing_papers(session, span.begin, span.end - timedelta(seconds=1))
    ]


def _papers_later(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    """Papers that were to come later and of which nothing has come: no page, no copy of an earlier
    dossier, nothing an officer counted."""
    has_pages = exists().where(
        Page.dossier_id == SubmittedPaper.dossier_id,
        Page.paper_number == SubmittedPaper.number,
        Page.state == "kept",
    )
    rows = session.execute(
        select(Dossier.code, Dossier.id, func.count().label("papers"))
        # The plus: the day's dossiers first, then their papers, never all there are of either.
        .join(SubmittedPaper, SubmittedPaper.dossier_id == literal_column("+dossier.id"))
        .where(
            in_day(span),
            SubmittedPaper.state == "later",
            SubmittedPaper.digitised == "none",
            SubmittedPaper.declared_pages.is_(None),
            ~has_pages,
        )
        .group_by(literal_column("+dossier.seq"))
        .order_by(literal_column("+dossier.seq"))
    )
    return [
        Exceptional("papers_later", code, id_, message("day.papers_later", papers=papers))
        for code, id_, papers in rows
    ]


def _reprints(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    lines = lines_of_day(session, span.day, ("receipt.reprinted",))
    codes = _codes(session, lines)
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


def _digitised_without(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    """Finished on that day though papers were missing; of each dossier what was said last."""
    lines = lines_of_day(session, span.day, ("digitisation.without",))
    codes = _codes(session, lines)
    latest = {line.dossier_id: line for line in lines}
    return [
        Exceptional(
            "digitised_without",
            codes.get(id_ or ""),
            id_,
            message(
                "day.digitised_without",
                at=line.at,
                numbers=line.details.get("numbers", []),
                why=line.details.get("why", ""),
            ),
        )
        for id_, line in latest.items()
    ]


def _codes(session: Session, lines: Iterable[Line]) -> dict[str, str]:
    ids = {line.dossier_id for line in lines}
    rows = session.execute(select(Dossier.id, Dossier.code).where(Dossier.id.in_(ids)))
    return {row.id: row.code for row in rows}


def _not_printed(session: Session, span: Span, now: datetime) -> list[Exceptional]:
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
        .where(in_day(span), Receipt.print_state != "printed")
        .order_by(Dossier.seq)
    )
    return [
        Exceptional(
            "not_printed",
            row.code,
            row.id,
            message(
                f"day.{row.print_state}",
                at=row.received_at,
                procedure=procedure_name(row.procedure_name, row.name_en),
            ),
        )
        for row in rows
    ]


def _unsent(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    rows = session.execute(
        select(Dossier.code, Dossier.id, Dossier.sync_state)
        .where(in_day(span), Dossier.sync_state != "accepted")
        .order_by(Dossier.seq)
    )
    return [
        Exceptional("unsent", code, id_, message(f"dossier.sync.{state}"))
        for code, id_, state in rows
    ]


def _refused_entries(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    wanted = (
        select(Dossier.code, Dossier.id, OutboxEntry.last_error, OutboxEntry.reason_text)
        .join(Dossier, Dossier.id == OutboxEntry.dossier_id)
        .where(OutboxEntry.state == "refused")
        .order_by(OutboxEntry.seq)
    )
    if not span.holds(now):
        wanted = wanted.where(
            OutboxEntry.created_at >= span.begin, OutboxEntry.created_at < span.end
        )
    rows = session.execute(wanted)
    plain = message("outbox.state.refused")
    return [
        Exceptional("refused_entry", code, id_, last_error(error, words) or plain)
        for code, id_, error, words in rows
    ]


def _promised_today(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    return _promised(session, "promised_today", max(now, span.begin), span.end)


def _overdue(session: Session, span: Span, now: datetime) -> list[Exceptional]:
    """The longest overdue; there may be very many, so only those listed are read."""
    begin, end = _late_between(span, now)
    return _promised(session, "overdue", begin, end, MOST_LISTED)


def _count_overdue(session: Session, span: Span, now: datetime) -> int:
    begin, end = _late_between(span, now)
    counted = select(func.count()).select_from(Dossier)
    late = counted.where(Dossier.promised_at < end, text(STILL_OPEN))
    if begin is not None:
        late = late.where(Dossier.promised_at >= begin)
    return session.scalar(late) or 0


def _late_between(span: Span, now: datetime) -> tuple[datetime | None, datetime]:
    """When what is overdue was promised: at any time, or on a day that is not today."""
    return (None, now) if span.holds(now) else (span.begin, min(now, span.end))


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


def _deleted_drafts(session: Session, span: Span, now: datetime) -> list[Exceptional]:
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
    "digitised_without": _digitised_without,
    "not_printed": _not_printed,
    "unsent": _unsent,
    "refused_entry": _refused_entries,
    "promised_today": _promised_today,
    "overdue": _overdue,
    "deleted_draft": _deleted_drafts,
}
