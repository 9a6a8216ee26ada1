"""Dossiers whose outbox entries a centre really takes."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, OutboxEntry
from desk_app.sync.protocol import canonical_json, payload_hash
from tests.builders.messages import TODAY, printed, received
from tests.builders.stores import UNIT, a_dossier, an_entry


def send_later(
    store: Store, *numbers: int, prints: int = 0, day: date = TODAY, unit: str = UNIT
) -> list[str]:
    """Receives dossiers with these numbers of the day, each with ``prints`` prints of its
    receipt; returns their ids. Their entries wait."""
    ids = []
    for number in numbers:
        with store.write() as session:
            dossier = a_dossier(session, number=number)
            said = received(number, day=day, unit=unit)
            said["look_up_token"] = dossier.look_up_token
            write_payload(session, dossier.id, 1, said)
            for reprint in range(prints):
                payload = printed(number, reprint=reprint, day=day) | {"code": dossier.code}
                an_entry(
                    session,
                    dossier,
                    payload=canonical_json(payload),
                    payload_sha256=payload_hash(payload),
                )
            ids.append(dossier.id)
    return ids


def write_payload(
    session: Session, dossier_id: str, position: int, payload: dict[str, Any]
) -> None:
    """Puts another payload into an entry."""
    session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.dossier_id == dossier_id, OutboxEntry.position == position)
        .values(payload=canonical_json(payload), payload_sha256=payload_hash(payload))
    )


def entry_id(store: Store, dossier_id: str, position: int = 1) -> str:
    """The id of an entry."""
    with store.read() as session:
        found = session.scalar(
            select(OutboxEntry.id).where(
                OutboxEntry.dossier_id == dossier_id, OutboxEntry.position == position
            )
        )
    assert found is not None
    return found


def states(store: Store) -> dict[tuple[int, int], str]:
    """State of every entry by number of the dossier (row) and position."""
    with store.read() as session:
        rows = session.execute(
            select(Dossier.seq, OutboxEntry.position, OutboxEntry.state)
            .join(Dossier, Dossier.id == OutboxEntry.dossier_id)
            .order_by(OutboxEntry.seq)
        ).all()
    return {(row.seq, row.position): row.state for row in rows}


def outbox_row(store: Store, entry: str) -> OutboxEntry:
    """One entry as stored."""
    with store.read() as session:
        row = session.scalar(select(OutboxEntry).where(OutboxEntry.id == entry))
        assert row is not None
        session.expunge(row)
        return row
