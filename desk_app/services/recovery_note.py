"""The recovery passphrase that was made for a desk stands in its encrypted database until people
said that they have put it away: the program may die while it shows it."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.models.engine import Store
from desk_app.models.tables import Setting
from desk_app.services.journal import write_line
from desk_app.services.this_desk import place_in

ASKING = "asking_for_place"
TO_NOTE = "passphrase_to_note"


def new_passphrase() -> str:
    """A fresh recovery passphrase: easy to write down, of 96 random bits."""
    return "-".join(secrets.token_hex(2) for _ in range(6))


def passphrase_to_note(store: Store) -> str | None:
    """The recovery passphrase of a desk that has its place, which nobody has put away yet."""
    with store.read() as session:
        kept: str | None = _value(session, TO_NOTE)
        here = place_in(session)
        if kept is not None or here is None or here.centre_url is None:
            return kept
        # Killed between the centre's answer and the end of joining.
        asking: dict[str, Any] = _value(session, ASKING) or {}
        return asking.get("passphrase")


def passphrase_noted(store: Store) -> None:
    """People have it: from now on it stands nowhere but with them."""
    with store.write() as session:
        session.execute(delete(Setting).where(Setting.name.in_((TO_NOTE, ASKING))))


def passphrase_replaced(store: Store, clock: Clock, to_note: str | None) -> None:
    """A new recovery passphrase holds; the one before opens nothing any more.

    Args:
        to_note: the new one if it was made here and is still to be told.
    """
    with store.write() as session:
        if to_note is not None:
            session.merge(Setting(name=TO_NOTE, value=to_note))
        here = place_in(session)
        counter = None if here is None else here.counter
        write_line(session, clock.now(), None, counter, None, "desk.new_passphrase")


def _value(session: Session, name: str) -> Any:
    return session.scalar(select(Setting.value).where(Setting.name == name))
