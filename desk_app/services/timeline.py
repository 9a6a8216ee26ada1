"""What happened to a dossier, in order: the journal's lines and the outbox's answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.models.tables import OutboxEntry
from desk_app.services.journal import lines_of_dossier, sentence
from desk_app.wording import Message, message

# The journal has these, where sync writes them; the outbox says the same, with the reason.
_FROM_OUTBOX = frozenset(("entry.accepted", "entry.refused"))


@dataclass(frozen=True)
class Step:
    """One step. ``at`` None: has not happened yet (an entry that waits)."""

    at: datetime | None
    what: str
    text: Message
    officer_name: str | None = None
    counter: str | None = None

    def as_json(self, language: str) -> dict[str, Any]:
        """The step as ``desk-app show`` prints it."""
        return {
            "at": self.at.isoformat() if self.at else None,
            "what": self.what,
            "text": self.text.in_words(language),
            "officer": self.officer_name,
            "counter": self.counter,
        }


def timeline_of(session: Session, dossier_id: str) -> list[Step]:
    """The steps of a dossier, oldest first; what has not happened yet at the end."""
    steps = [*_from_journal(session, dossier_id), *_from_outbox(session, dossier_id)]
    happened = sorted((step for step in steps if step.at is not None), key=_moment)
    return happened + [step for step in steps if step.at is None]


def _from_journal(session: Session, dossier_id: str) -> Iterator[Step]:
    for line in lines_of_dossier(session, dossier_id):
        if line.action in _FROM_OUTBOX:
            continue
        yield Step(line.at, line.action, line.text, line.officer_name, line.counter)


def _from_outbox(session: Session, dossier_id: str) -> Iterator[Step]:
    rows = session.scalars(
        select(OutboxEntry)
        .where(OutboxEntry.dossier_id == dossier_id)
        .order_by(OutboxEntry.position)
    ).all()
    unsent = [row for row in rows if row.state != "accepted"]
    for row in rows:
        if row.state in ("accepted", "refused"):
            what = f"entry.{row.state}"
            yield Step(row.answered_at or row.created_at, what, sentence(what, {}))
    if unsent:
        yield Step(None, f"entry.{unsent[0].state}", message(f"dossier.timeline.{unsent[0].state}"))


def _moment(step: Step) -> datetime:
    assert step.at is not None
    return step.at
