"""Who did what when: written once, read as sentences.

Every action has its words under ``journal.<action>`` in the translations; the details of a line
fill them in. Details are plain JSON and never hold a person's name or number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import Formatter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.clock import VIETNAM
from desk_app.models.base import table_of
from desk_app.models.desk import JournalLine
from desk_app.models.engine import Store
from desk_app.models.places import Officer
from desk_app.prepared import Transaction, inserted
from desk_app.wording import DEFAULT_LANGUAGE, Message, has_words, message, say

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+[+-][0-9]{2}:[0-9]{2}$")


@dataclass(frozen=True)
class Line:
    """One line as people read it. ``officer_name`` is the login where the officer is unknown."""

    at: datetime
    officer: str | None
    officer_name: str | None
    counter: str | None
    dossier_id: str | None
    action: str
    details: dict[str, Any]
    text: Message


_LINE = inserted(table_of(JournalLine))


def write_line(
    work: Transaction,
    at: datetime,
    officer: str | None,
    counter: str | None,
    dossier_id: str | None,
    action: str,
    **details: Any,
) -> None:
    """Adds a line within the caller's unit of work.

    Args:
        work: the unit of work of the action it tells of; both are committed together.
        at: when, aware.
        officer: the officer's login; None: the program by itself.
        counter: the name of the counter, if any.
        dossier_id: the dossier the action concerns, if any.
        action: what was done, e.g. ``dossier.received``.
        details: plain JSON values.
    """
    line = {
        "at": at,
        "officer": officer,
        "counter": counter,
        "dossier_id": dossier_id,
        "action": action,
        "details": details,
    }
    _LINE.run(work, line)


def sentence(action: str, details: dict[str, Any]) -> Message:
    """What a line says; actions of a newer program are named as they are."""
    key = f"journal.{action}"
    if has_words(key) and _slots(key) <= set(details):
        return Message(key, {name: _readable(name, value) for name, value in details.items()})
    return message("journal.other", action=action)


def reason_words(reason: str) -> Message | str:
    """Why a receipt was reprinted: one of the usual reasons in words, or as the officer put it."""
    key = f"receipt.reason.{reason}"
    return Message(key) if has_words(key) else reason


def lines_of_dossier(session: Session, dossier_id: str) -> list[Line]:
    """All lines of one dossier, oldest first."""
    found = session.scalars(
        select(JournalLine).where(JournalLine.dossier_id == dossier_id).order_by(JournalLine.id)
    )
    return _told(session, found.all())


def lines_of_day(session: Session, day: date, actions: Sequence[str] = ()) -> list[Line]:
    """The lines of one day, oldest first; only of ``actions`` where given."""
    wanted = select(JournalLine).where(
        JournalLine.at >= _start(day), JournalLine.at < _start(day + timedelta(days=1))
    )
    if actions:
        wanted = wanted.where(JournalLine.action.in_(actions))
    return _told(session, session.scalars(wanted.order_by(JournalLine.id)).all())


def officer_names(session: Session, logins: Iterable[str | None]) -> dict[str, str]:
    """Full names by login, of those that are known."""
    wanted = sorted({login for login in logins if login})
    rows = session.execute(
        select(Officer.login, Officer.full_name).where(Officer.login.in_(wanted))
    )
    return {row.login: row.full_name for row in rows}


class Journal:
    """The journal to read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_dossier(self, dossier_id: str) -> list[Line]:
        """All lines of one dossier, oldest first."""
        with self._store.read() as session:
            return lines_of_dossier(session, dossier_id)

    def of_day(self, day: date, actions: Sequence[str] = ()) -> list[Line]:
        """The lines of one day, oldest first; only of ``actions`` where given."""
        with self._store.read() as session:
            return lines_of_day(session, day, actions)


def _told(session: Session, rows: Sequence[JournalLine]) -> list[Line]:
    names = officer_names(session, (row.officer for row in rows))
    return [
        Line(
            at=row.at,
            officer=row.officer,
            officer_name=names.get(row.officer, row.officer) if row.officer else None,
            counter=row.counter,
            dossier_id=row.dossier_id,
            action=row.action,
            details=row.details,
            text=sentence(row.action, row.details),
        )
        for row in rows
    ]


def _readable(name: str, value: Any) -> Any:
    """Moments, which JSON keeps as text, become moments again; a reason gets its words."""
    if name == "reason":
        return reason_words(str(value))
    if name == "fields" and isinstance(value, list):
        return [_field_words(str(one)) for one in value]
    if isinstance(value, str) and _MOMENT.match(value):
        return datetime.fromisoformat(value)
    return value


def _field_words(name: str) -> Message | str:
    key = f"amend.field.{name.replace('.', '_')}"
    return Message(key) if has_words(key) else name


def _slots(key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(say(key, DEFAULT_LANGUAGE)) if name}


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
