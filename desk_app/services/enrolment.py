"""A desk takes its place at a centre. The talking is done elsewhere; this keeps what it asks with,
and what was said."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Counter, Cursor, Dossier, NumberBlock, Setting, Unit
from desk_app.services.journal import write_line
from desk_app.services.recovery_note import ASKING, TO_NOTE, new_passphrase
from desk_app.services.this_desk import ThisDesk, place_in, write_this_desk
from desk_app.sync.protocol import EnrolAnswer, text_hash


@dataclass(frozen=True)
class Asking:
    """What a desk asks for its place with, until it has it and has told people of it.

    ``passphrase``: the recovery passphrase that was made for it, None if there is none to tell.
    """

    centre_url: str
    code_hash: str
    desk_id: str
    credential: str = field(repr=False)
    passphrase: str | None = field(repr=False)


def ask_as(store: Store, clock: Clock, centre_url: str, code: str, *, recovers: bool) -> Asking:
    """Who asks for a place: durably kept, and the same one as long as address and code are.

    Args:
        recovers: whether a recovery passphrase is to be made.

    Raises:
        Refusal: this desk already has a centre, or holds dossiers of its own.
    """
    code_hash = text_hash("".join(code.upper().split()).replace("-", ""))
    with store.write() as session:
        said = session.scalar(select(Setting.value).where(Setting.name == ASKING))
        begun = None if said is None else Asking(**said)
        if begun and (begun.centre_url, begun.code_hash) == (centre_url, code_hash):
            return begun
        _refuse_to_mix(session)
        asking = Asking(
            centre_url=centre_url,
            code_hash=code_hash,
            desk_id=clock.new_id(),
            credential=secrets.token_urlsafe(32),
            passphrase=new_passphrase() if recovers else None,
        )
        session.merge(Setting(name=ASKING, value=asdict(asking)))
    return asking


def end_asking(store: Store, to_note: str | None = None) -> None:
    """The desk has its place.

    Args:
        to_note: a recovery passphrase that was made: kept until people said that they have it,
            for the program may die while it shows it.
    """
    with store.write() as session:
        session.execute(delete(Setting).where(Setting.name == ASKING))
        if to_note is not None:
            session.merge(Setting(name=TO_NOTE, value=to_note))


def _refuse_to_mix(session: Session) -> None:
    here = place_in(session)
    if here is not None and here.centre_url is not None:
        raise Refusal("desk.already_enrolled", unit=here.unit, counter=here.counter)
    if session.scalar(select(func.count()).select_from(Dossier)):
        raise Refusal("desk.has_dossiers")


def take_place(store: Store, clock: Clock, answer: EnrolAnswer, asking: Asking) -> ThisDesk:
    """Keeps the desk's place at the centre. Numbers that a stand-alone training desk held are
    used up first: from here on, only leased ones count."""
    desk = ThisDesk(
        unit=answer.unit.code,
        counter=answer.counter,
        training=answer.training,
        centre_name=answer.centre_name,
        public_url=answer.public_url,
        desk_id=answer.desk_id,
        centre_url=asking.centre_url,
        credential=asking.credential,
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
