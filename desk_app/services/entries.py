"""Writing the outbox: an entry is committed with the action it tells of, or not at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.models.base import table_of
from desk_app.models.tables import OutboxEntry
from desk_app.sync.protocol import canonical_json, payload_hash

_ENTRY = insert(table_of(OutboxEntry))


def add_entry(
    session: Session,
    clock: Clock,
    dossier_id: str,
    kind: str,
    payload: dict[str, Any],
    *,
    position: int | None = None,
) -> str:
    """Adds the next entry of a dossier within the caller's unit of work; returns its id.

    Args:
        payload: as the protocol's model of ``kind`` dumps it (``mode="json"``).
        position: 1 for the first entry of a new dossier; None asks the database.
    """
    entry_id = clock.new_id()
    if position is None:
        last = select(func.max(OutboxEntry.position)).where(OutboxEntry.dossier_id == dossier_id)
        position = (session.scalar(last) or 0) + 1
    row = {
        "id": entry_id,
        "dossier_id": dossier_id,
        "position": position,
        "kind": kind,
        "version": 1,
        "created_at": clock.now(),
        "payload": canonical_json(payload),
        "payload_sha256": payload_hash(payload),
        "state": "waiting",
        "attempts": 0,
    }
    session.connection().execute(_ENTRY, row)
    return entry_id
