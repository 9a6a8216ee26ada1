"""What the centre had accepted is sent once more: it was put back to an older backup.

Every entry keeps its id, so a centre that has it says so and changes nothing. The archive copies
that were announced are asked for again, too; what the centre has of them does not travel again.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.event_bus import EventBus
from desk_app.events import DossierChanged, OutboxChanged
from desk_app.models.engine import Store
from desk_app.models.sync_states import settle_dossiers, wait_again
from desk_app.models.tables import ArchiveFile, OutboxEntry
from desk_app.services.journal import write_line

UNKNOWN_THERE = "dossier-unknown"
# Why a centre refuses what follows on something it has forgotten.
FORGOTTEN = (UNKNOWN_THERE, "number-not-leased", "document-invalid")


class SendAgain:
    """For ``desk-app queue again``."""

    def __init__(self, store: Store, clock: Clock, bus: EventBus) -> None:
        self._store, self._clock, self._bus = store, clock, bus

    def since(self, day: date) -> int:
        """Puts back what was accepted from ``day`` on, and what was refused since because that had
        been forgotten; returns how many entries.

        Raises:
            EnvironmentFault: the database cannot be written.
        """
        now = self._clock.now()
        begin = datetime.combine(day, time(), now.tzinfo)
        with self._store.write() as session:
            since = OutboxEntry.answered_at >= begin
            found = _put_back(session, since)
            found += wait_again(session, since & OutboxEntry.last_error.in_(FORGOTTEN))
            dossiers = set(found)
            settle_dossiers(session, list(dossiers))
            details = {"entries": len(found), "day": day.isoformat()}
            write_line(session, now, None, None, None, "entry.sent_again", **details)
        self._bus.publish(OutboxChanged())
        for dossier_id in dossiers:
            self._bus.publish(DossierChanged(dossier_id))
        return len(found)


def put_back_earlier(session: Session, entry: OutboxEntry) -> None:
    """The centre says that it does not have the dossier of ``entry``: what it had accepted of it
    goes again, before the entry. Of a dossier of another counter there is nothing here to send.
    Within the caller's unit of work, who settles the dossier."""
    _put_back(
        session,
        (OutboxEntry.dossier_id == entry.dossier_id) & (OutboxEntry.position < entry.position),
    )


def _put_back(session: Session, which: ColumnElement[bool]) -> list[str]:
    """Puts accepted entries back to be sent; returns the dossier of each."""
    accepted = (OutboxEntry.state == "accepted") & which
    session.execute(
        update(ArchiveFile)
        .where(
            ArchiveFile.entry_id.in_(select(OutboxEntry.id).where(accepted)),
            ArchiveFile.state.in_(("announced", "uploaded")),
        )
        .values(state="made", sent=0, uploaded_at=None, proof=None, next_try_at=None)
    )
    found = session.scalars(
        update(OutboxEntry)
        .where(accepted)
        .values(state="waiting", next_try_at=None, last_error=None, reason_text=None)
        .returning(OutboxEntry.dossier_id)
    )
    return list(found)
