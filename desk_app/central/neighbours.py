"""What the desks of a unit are told of each other: the key that checks what a neighbour signs."""

from __future__ import annotations

from desk_app.central import tables
from desk_app.central.changes import NewChange
from desk_app.sync.protocol import DeskV1, SyncRequest


def told(desk: tables.Desk) -> list[NewChange]:
    """The change that describes ``desk`` to the desks of its unit; none without a key."""
    if desk.public_key is None:
        return []
    said = DeskV1(
        desk_id=desk.id,
        counter=desk.counter,
        public_key=desk.public_key,
        epoch=desk.epoch,
        revoked=desk.revoked_at is not None,
    )
    return [NewChange("desk", said.model_dump(mode="json"), desk.unit)]


def note(desk: tables.Desk, said: SyncRequest, before: tuple[str, int]) -> list[NewChange]:
    """Keeps the key the desk tells; what its neighbours are to hear, if anything is new.

    Args:
        before: unit and epoch of the desk before this round trip.
    """
    if said.public_key is None:
        return []
    known = (desk.public_key, *before)
    desk.public_key = said.public_key
    return told(desk) if known != (said.public_key, desk.unit, desk.epoch) else []
