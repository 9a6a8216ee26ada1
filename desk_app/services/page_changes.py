"""Changes of pages done in the database, with the changes that lead back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from desk_app.errors import Refusal
from desk_app.models.tables import Page
from desk_app.services.page_acts import Home, Places, Stand, applied, homes_of
from desk_app.services.page_keeping import card, lies_in
from desk_app.services.page_views import Changes, PageChange

# Not their thumbnails, words and texts: a paper may have hundreds of pages.
_STANDS = (
    Page.seq,
    Page.id,
    Page.dossier_id,
    Page.paper_number,
    Page.stack_id,
    Page.position,
    Page.state,
    Page.turn,
    Page.skew,
    Page.note_of,
)


@dataclass(frozen=True)
class Beside:
    """Where a new page goes: in front of the page ``before``, in the place of ``instead_of``, which
    is removed, or right behind ``behind``; to the end without any of them."""

    before: str | None = None
    instead_of: str | None = None
    behind: str | None = None

    def changes(self, session: Session, home: Home, page_id: str) -> list[PageChange]:
        """What takes the page ``page_id`` from the end of ``home`` to its place. If the page it
        follows was taken to another home meanwhile, it stays there.

        Raises:
            Refusal: the page it goes in front of is not known, or lies elsewhere.
        """
        beside = self.before or self.instead_of or self.behind
        if beside is None:
            return []
        found = card(session, beside)
        if Home(found.dossier_id, found.paper_number, found.stack_id) != home:
            if beside == self.behind:
                return []
            raise Refusal("scanning.impossible_change")
        if beside == self.behind:
            return [PageChange(page_id, position=found.position + 1)]
        changes = [PageChange(page_id, position=found.position)]
        if self.instead_of is not None:
            changes.append(PageChange(self.instead_of, state="removed"))
        return changes


def apply_changes(
    session: Session, changes: Sequence[PageChange]
) -> tuple[frozenset[Home], Changes]:
    """Does ``changes`` within the caller's unit of work; returns the homes that were touched and
    the changes that lead back. Images stay as they are.

    Raises:
        Refusal: a page, or what is to become of it, is not known.
    """
    ids = [change.page_id for change in changes]
    homes = {
        Home(row.dossier_id, row.paper_number, row.stack_id)
        for row in session.execute(
            select(Page.dossier_id, Page.paper_number, Page.stack_id).where(Page.id.in_(ids))
        )
    }
    homes |= homes_of(changes)
    rows = {
        home: session.scalars(
            select(Page)
            .options(load_only(*_STANDS))
            .where(*lies_in(home))
            .order_by(Page.position, Page.seq)
        ).all()
        for home in homes
    }
    pages = {page.id: page for found in rows.values() for page in found}
    places = Places(
        {home: tuple(page.id for page in found) for home, found in rows.items()},
        {page.id: Stand(page.state, page.turn, page.skew, page.note_of) for page in pages.values()},
    )
    after, back = applied(places, changes)
    for home, order in after.order.items():
        for position, page_id in enumerate(order, 1):
            page, stand = pages[page_id], after.stands[page_id]
            page.dossier_id, page.paper_number = home.dossier_id, home.number
            page.stack_id, page.position = home.stack, position
            page.state, page.turn, page.skew = stand.state, stand.turn, stand.skew
            page.note_of = stand.note_of
    session.flush()
    return frozenset(homes), back
