"""Writing the outbox: an entry is committed with the action it tells of, or not at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from desk_app.clock import Clock
from desk_app.models.base import table_of
from desk_app.models.sync_states import settle_dossiers
from desk_app.models.tables import OutboxEntry
from desk_app.prepared import Prepared, Transaction, inserted
from desk_app.sync.protocol import canonical_json, text_hash

_OUTBOX = table_of(OutboxEntry)
_ENTRY = inserted(_OUTBOX)
_LAST = Prepared(
    select(func.max(_OUTBOX.c.position)).where(_OUTBOX.c.dossier_id == bindparam("dossier"))
)


def add_entry(
    work: Transaction,
    clock: Clock,
    dossier_id: str,
    kind: str,
    payload: dict[str, Any],
    *,
    position: int | None = None,
) -> str:
    """Adds the next entry of a dossier within the caller's unit of work; returns its id. A dossier
    of which the centre had everything waits again.

    Args:
        payload: as the protocol's model of ``kind`` dumps it (``mode="json"``).
        position: 1 for the first entry of a dossier that is received now and waits by itself; None
            asks the database. A dossier of another counter has no entry here before the first.
    """
    entry_id = clock.new_id()
    received_now = position == 1
    if position is None:
        position = (_LAST.run(work, {"dossier": dossier_id}).scalar() or 0) + 1
    said = canonical_json(payload)
    row = {
        "id": entry_id,
        "dossier_id": dossier_id,
        "position": position,
        "kind": kind,
        "version": 1,
        "created_at": clock.now(),
        "payload": said,
        "payload_sha256": text_hash(said),
        "state": "waiting",
        "attempts": 0,
    }
    _ENTRY.run(work, row)
    if not received_now:
        settle_dossiers(work, [dossier_id])
    return entry_id
