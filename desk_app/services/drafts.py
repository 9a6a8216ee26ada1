"""Intake not yet committed: saved as one types, offered again after a crash.

A draft has no code and belongs to an officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Draft
from desk_app.services.journal import write_line
from desk_app.services.procedure_names import current_names
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.wording import Message

LONGEST_TITLE = 200
_SAME = ("applicant", "procedure")


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list of its officer. ``title``: the procedure's name, or as it was saved
    where the catalogue no longer has the procedure."""

    id: str
    title: str | Message
    saved_at: datetime
    applicant: str = ""


@dataclass(frozen=True)
class SavedDraft:
    """A draft with the form as it was typed."""

    id: str
    officer: str
    title: str
    saved_at: datetime
    form: dict[str, Any]


class Drafts:
    """The drafts of the officers of this desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._deleted: dict[str, SavedDraft] = {}

    def save(
        self, draft_id: str | None, officer: OfficerAtDesk, form: dict[str, Any], title: str = ""
    ) -> str:
        """Saves ``form`` as it stands; None makes a new draft, or brings back the one that was
        deleted in this session with the same applicant and procedure. Returns its id.

        Raises:
            Refusal: the draft is gone (received or deleted meanwhile): a late save does not bring
                it back.
        """
        values = {"form": form, "title": title[:LONGEST_TITLE], "saved_at": self._clock.now()}
        with self._store.write() as session:
            if draft_id is None:
                draft_id = self._deleted_as(officer, form)
                if draft_id is None:
                    draft_id = self._clock.new_id()
                else:
                    self._journal(session, officer, "draft.restored", draft_id)
                session.add(Draft(id=draft_id, officer=officer.login, **values))
            else:
                row = _row(session, draft_id)
                for name, value in values.items():
                    setattr(row, name, value)
        self._deleted.pop(draft_id, None)
        return draft_id

    def list(self, officer: OfficerAtDesk) -> list[DraftLine]:
        """The officer's drafts, the latest first."""
        with self._store.read() as session:
            rows = session.execute(
                select(Draft.id, Draft.title, Draft.saved_at, Draft.form)
                .where(Draft.officer == officer.login)
                .order_by(Draft.saved_at.desc(), Draft.id.desc())
            ).all()
            names = current_names(session, (_procedure(row.form) for row in rows))
            return [
                DraftLine(
                    row.id,
                    names.get(_procedure(row.form), row.title),
                    row.saved_at,
                    _applicant(row.form),
                )
                for row in rows
            ]

    def get(self, draft_id: str) -> SavedDraft:
        """The draft with its form.

        Raises:
            Refusal: it is gone.
        """
        with self._store.read() as session:
            return _saved(_row(session, draft_id))

    def delete(self, draft_id: str, officer: OfficerAtDesk) -> None:
        """Deletes a draft; it can be brought back until the program ends.

        Raises:
            Refusal: it is gone already.
        """
        with self._store.write() as session:
            row = _row(session, draft_id)
            kept = _saved(row)
            session.delete(row)
            self._journal(session, officer, "draft.deleted", draft_id)
        self._deleted[draft_id] = kept

    def undo_delete(self, draft_id: str, officer: OfficerAtDesk) -> str:
        """Brings back a draft deleted since the program started; returns its id.

        Raises:
            Refusal: it was not deleted in this session.
        """
        kept = self._deleted.get(draft_id)
        if kept is None:
            raise Refusal("drafts.unknown")
        with self._store.write() as session:
            session.add(
                Draft(
                    id=kept.id,
                    officer=kept.officer,
                    form=kept.form,
                    title=kept.title,
                    saved_at=kept.saved_at,
                )
            )
            self._journal(session, officer, "draft.restored", draft_id)
        del self._deleted[draft_id]
        return draft_id

    def _deleted_as(self, officer: OfficerAtDesk, form: dict[str, Any]) -> str | None:
        """The deleted draft that ``form`` goes on with: clearing a form and taking that back must
        not leave the trace of a deletion."""
        if not form.get("applicant"):
            return None
        for kept in reversed(self._deleted.values()):
            same = all(kept.form.get(part) == form.get(part) for part in _SAME)
            if same and kept.officer == officer.login:
                return kept.id
        return None

    def _journal(
        self, session: Session, officer: OfficerAtDesk, action: str, draft_id: str
    ) -> None:
        now = self._clock.now()
        write_line(session, now, officer.login, officer.counter, None, action, draft=draft_id)


def _row(session: Session, draft_id: str) -> Draft:
    row = session.get(Draft, draft_id)
    if row is None:
        raise Refusal("drafts.unknown")
    return row


def _applicant(form: dict[str, Any]) -> str:
    return str((form.get("applicant") or {}).get("full_name") or "")


def _procedure(form: dict[str, Any]) -> str:
    return str(form.get("procedure") or "")


def _saved(row: Draft) -> SavedDraft:
    return SavedDraft(row.id, row.officer, row.title, row.saved_at, row.form)
