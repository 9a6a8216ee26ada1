"""A desk takes its place at a centre. The talking is done elsewhere; this keeps what was said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Counter, Cursor, Dossier, NumberBlock, Unit
from desk_app.services.journal import write_line
from desk_app.services.this_desk import ThisDesk, read_this_desk, write_this_desk
from desk_app.sync.protocol import EnrolAnswer


def refuse_to_mix(store: Store) -> None:
    """Raises Refusal if this desk already has a centre, or holds dossiers of its own."""
    here = read_this_desk(store)
    if here is not None and here.centre_url is not None:
        raise Refusal("desk.already_enrolled", unit=here.unit, counter=here.counter)
    with store.read() as session:
        dossiers = session.scalar(select(func.count()).select_from(Dossier)) or 0
    if dossiers:
        raise Refusal("desk.has_dossiers")


def take_place(
    store: Store, clock: Clock, answer: EnrolAnswer, credential: str, centre_url: str
) -> ThisDesk:
    """Keeps the desk's place at the centre. Numbers that a stand-alone training desk held are
    used up first: from here on, only leased ones count."""
    desk = ThisDesk(
        unit=answer.unit.code,
        counter=answer.counter,
        training=answer.training,
        centre_name=answer.centre_name,
        public_url=answer.public_url,
        desk_id=answer.desk_id,
        centre_url=centre_url,
        credential=credential,
        epoch=answer.epoch,
    )
    unit: dict[str, Any] = answer.unit.model_dump()
    with store.write() as session:
        for block in session.scalars(select(NumberBlock)):
            block.next = block.last + 1
            block.closed_at = clock.now()  # nobody was leased them: there is nothing to tell
        session.execute(insert(Unit).prefix_with("OR REPLACE"), [unit])
        counter = {"unit": desk.unit, "name": desk.counter}
        session.execute(insert(Counter).prefix_with("OR REPLACE"), [counter])
        cursor = {"name": "changes", "value": 0}
        session.execute(insert(Cursor).prefix_with("OR REPLACE"), [cursor])
        write_this_desk(session, desk)
        write_line(session, clock.now(), None, desk.counter, None, "desk.enrolled", unit=desk.unit)
    return desk
