"""What a dossier's entries make of the dossier: whether the centre has all of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session

from desk_app.models.base import table_of
from desk_app.models.tables import Dossier, OutboxEntry
from desk_app.prepared import OneOf, Prepared, Transaction

_STATES = ("refused", "held", "waiting")  # the first of these that any entry has
_OUTBOX, _DOSSIER = table_of(OutboxEntry), table_of(Dossier)
_WORST = func.min(
    case({state: place for place, state in enumerate(_STATES)}, value=_OUTBOX.c.state)
)
_SETTLE = Prepared(
    update(_DOSSIER)
    .where(OneOf(_DOSSIER.c.id, "dossiers"))
    .values(
        sync_state=select(case(dict(enumerate(_STATES)), value=_WORST, else_="accepted"))
        .where(_OUTBOX.c.dossier_id == _DOSSIER.c.id)
        .scalar_subquery()
    )
)


def settle_dossiers(work: Transaction, dossiers: Sequence[str]) -> None:
    """The sync state of each dossier follows from its entries. Within the caller's unit of work,
    whose changes are written first; what was loaded before knows nothing of it."""
    if isinstance(work, Session):
        work.flush()
    if dossiers:
        _SETTLE.run(work, {"dossiers": list(dossiers)})


def wait_again(session: Session, which: ColumnElement[bool]) -> list[str]:
    """Of the refused entries those that are meant wait to be sent again, and with each what was
    held behind it in its dossier; returns the dossier of each entry that had been refused. Within
    the caller's unit of work, who settles the dossiers."""
    found = session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.state == "refused", which)
        .values(state="waiting", next_try_at=None, last_error=None, reason_text=None)
        .returning(OutboxEntry.dossier_id, OutboxEntry.position)
    ).all()
    for dossier_id, position in found:
        session.execute(
            update(OutboxEntry)
            .where(
                OutboxEntry.dossier_id == dossier_id,
                OutboxEntry.position > position,
                OutboxEntry.state == "held",
            )
            .values(state="waiting", next_try_at=None)
        )
    return [dossier_id for dossier_id, _ in found]
