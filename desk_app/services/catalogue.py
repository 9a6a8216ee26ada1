"""The catalogue at the desk: procedures in force, their search, an officer's favourites."""

from __future__ import annotations

from datetime import date
from threading import RLock
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Favourite, Procedure, ProcedureVersion
from desk_app.services.catalogue_cards import (
    ChannelCard,
    ProcedureCard,
    RequiredPaperCard,
    as_document,
    checklist,
    doubts,
    load_card,
)
from desk_app.services.catalogue_rows import versions_in_force
from desk_app.services.catalogue_search import Indexed, ProcedureHit, indexed, often_used, rank
from desk_app.wording import message

__all__ = [
    "Catalogue",
    "ChannelCard",
    "ProcedureCard",
    "ProcedureHit",
    "RequiredPaperCard",
    "checklist",
    "doubts",
]

MOST_FAVOURITES = 50


class Catalogue:
    """Reads procedures; keeps what is in force today in memory.

    Call :meth:`forget` when ``CatalogueChanged`` is heard. A new day is noticed by itself. May be
    used from several threads.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = RLock()
        self._day: date | None = None
        self._in_force: dict[str, int] = {}
        self._index: list[Indexed] = []
        self._cards: dict[int, ProcedureCard] = {}
        self._favourites: dict[str, dict[str, int]] = {}

    def forget(self) -> None:
        """Reads everything anew next time."""
        with self._lock:
            self._day = None
            self._cards.clear()
            self._favourites.clear()

    def find(self, code: str) -> ProcedureCard | None:
        """The version in force of the procedure ``code``, with or without a province's suffix
        (``2.002409.H05``); None if there is none."""
        with self._lock:
            self._read()
            wanted = code.strip()
            version_id = self._in_force.get(wanted)
            if version_id is None:
                version_id = self._in_force.get(".".join(wanted.split(".")[:2]))
            return None if version_id is None else self._card(version_id)

    def get(self, code: str) -> ProcedureCard:
        """As :meth:`find`.

        Raises:
            Refusal: no such procedure is in force.
        """
        card = self.find(code)
        if card is None:
            shown = code.strip()[:50]
            unknown = message("catalogue.unknown_code", code=shown)
            raise Refusal("catalogue.unknown_procedure", fields={"procedure": unknown}, code=shown)
        return card

    def version(self, version_id: int) -> ProcedureCard | None:
        """The version a dossier was received under, in force or not."""
        with self._lock:
            return self._card(version_id)

    def search(self, text: str, limit: int = 20, officer: str | None = None) -> list[ProcedureHit]:
        """Procedures in force for a few letters without diacritics, initials ("dkks"), or a piece
        of the code; best first. Without text: favourites of ``officer``, then those used most."""
        with self._lock:
            self._read()
            index, favourites = self._index, self._favourites_of(officer)
        return rank(index, text, favourites, limit)

    def favourites(self, officer: str) -> list[ProcedureHit]:
        """What ``officer`` (login) keeps at hand, in that order; only what is in force."""
        with self._lock:
            self._read()
            kept = self._favourites_of(officer)
            index = [one for one in self._index if one.code in kept]
        return rank(index, "", kept, MOST_FAVOURITES)

    def set_favourite(self, officer: str, code: str, keep: bool = True) -> None:
        """Puts a procedure to the end of the officer's favourites, or takes it out.

        Raises:
            Refusal: no such procedure is in force, or there are too many favourites.
        """
        card = self.get(code)
        with self._store.write() as session:
            mine = Favourite.officer == officer
            session.execute(delete(Favourite).where(mine, Favourite.procedure == card.code))
            if keep:
                kept = session.scalar(select(func.count()).select_from(Favourite).where(mine)) or 0
                if kept >= MOST_FAVOURITES:
                    raise Refusal("catalogue.too_many_favourites", most=MOST_FAVOURITES)
                last = session.scalar(select(func.max(Favourite.position)).where(mine)) or 0
                row = {"officer": officer, "procedure": card.code, "position": last + 1}
                session.execute(insert(Favourite), [row])
        with self._lock:
            self._favourites.pop(officer, None)

    def count(self) -> int:
        """How many procedures are in force."""
        with self._lock:
            self._read()
            return len(self._in_force)

    def show(self, code: str) -> dict[str, Any]:
        """The procedure for ``catalogue show``.

        Raises:
            Refusal: no such procedure is in force.
        """
        return as_document(self.get(code))

    def _card(self, version_id: int) -> ProcedureCard | None:
        if version_id not in self._cards:
            with self._store.read() as session:
                card = load_card(session, version_id)
            if card is None:
                return None
            self._cards[version_id] = card
        return self._cards[version_id]

    def _read(self) -> None:
        today = self._clock.now().date()
        if self._day == today:
            return
        with self._store.read() as session:
            self._in_force = versions_in_force(session, today)
            self._index = _index(session, set(self._in_force.values()))
        self._day = today

    def _favourites_of(self, officer: str | None) -> dict[str, int]:
        if officer is None:
            return {}
        if officer not in self._favourites:
            query = (
                select(Favourite.procedure)
                .where(Favourite.officer == officer)
                .order_by(Favourite.position)
            )
            with self._store.read() as session:
                codes = session.scalars(query).all()
            self._favourites[officer] = {code: place for place, code in enumerate(codes)}
        return self._favourites[officer]


def _index(session: Session, in_force: set[int]) -> list[Indexed]:
    query = select(
        ProcedureVersion.id,
        ProcedureVersion.procedure,
        ProcedureVersion.name_vi,
        ProcedureVersion.name_en,
        ProcedureVersion.field,
        Procedure.used,
    ).join(Procedure, Procedure.code == ProcedureVersion.procedure)
    often = often_used()
    return [
        indexed(code, name_vi, name_en, field, used, often.get(code, 0))
        for version_id, code, name_vi, name_en, field, used in session.execute(query)
        if version_id in in_force
    ]
