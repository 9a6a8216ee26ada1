"""Corrections that were typed and not saved: kept as one types, there again for the same officer.

They change nothing of the dossier. Each belongs to an officer, like the draft of an intake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from desk_app.models.desk import BEGUN_AMENDMENTS
from desk_app.models.engine import Store
from desk_app.models.tables import Setting
from desk_app.services.sign_in import OfficerAtDesk


@dataclass(frozen=True)
class BegunAmendment:
    """New values by field as they were typed, the reason, and for each field the entries whose
    values the officer saw (see :meth:`Amendments.amend`)."""

    values: Mapping[str, str | None]
    reason: str
    seen: Mapping[str, tuple[str, ...]]


class BegunAmendments:
    """The corrections that officers of this desk have begun, by dossier code."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, officer: OfficerAtDesk, code: str, begun: BegunAmendment | None) -> None:
        """Keeps what stands in the sheet now; None: it was saved, or thrown away."""
        with self._store.write() as session:
            noted = _noted(session)
            mine = dict(noted.get(officer.login, {}))
            mine.pop(code, None)  # the latest stands last
            if begun is not None:
                mine[code] = {
                    "values": dict(begun.values),
                    "reason": begun.reason,
                    "seen": {name: list(over) for name, over in begun.seen.items()},
                }
            left = {login: theirs for login, theirs in noted.items() if login != officer.login}
            if mine:
                left[officer.login] = mine
            if left != noted:
                session.merge(Setting(name=BEGUN_AMENDMENTS, value=left))

    def of(self, officer: OfficerAtDesk) -> dict[str, BegunAmendment]:
        """What the officer has begun, the latest last."""
        with self._store.read() as session:
            mine = _noted(session).get(officer.login, {})
        return {code: _read(said) for code, said in mine.items()}


def _read(said: dict[str, Any]) -> BegunAmendment:
    seen = {name: tuple(over) for name, over in said["seen"].items()}
    return BegunAmendment(said["values"], said["reason"], seen)


def _noted(session: Session) -> dict[str, dict[str, Any]]:
    row = session.get(Setting, BEGUN_AMENDMENTS)
    return dict(row.value) if row is not None else {}
