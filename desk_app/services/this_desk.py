"""Which desk this is: its unit and counter, the centre it belongs to, training or real."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Setting, Unit

_NAME = "this_desk"
# Nearly every other look asks for it.
_PLACE = select(Setting.value).where(Setting.name == _NAME)


@dataclass(frozen=True)
class ThisDesk:
    """The desk's place in the house.

    ``centre_url`` None: the desk stands alone (a demonstration profile without a centre).
    ``next_credential`` was made to be renewed with, and is not the centre's yet.
    ``public_url`` is where citizens look up their dossier; it goes into the receipt's QR code.
    """

    unit: str
    counter: str
    training: bool
    centre_name: str
    public_url: str
    desk_id: str | None = None
    centre_url: str | None = None
    credential: str | None = None
    epoch: int = 1
    next_credential: str | None = None

    def __repr__(self) -> str:
        return f"ThisDesk(unit={self.unit!r}, counter={self.counter!r}, training={self.training})"


@dataclass(frozen=True)
class UnitCard:
    """A unit as the receipt's head and the screens show it."""

    code: str
    name: str
    level: str
    parent_name: str
    place: str
    phone: str | None
    address: str | None


def read_this_desk(store: Store) -> ThisDesk | None:
    """The desk's place, None before enrolment."""
    with store.read() as session:
        return place_in(session)


def place_in(session: Session) -> ThisDesk | None:
    """:func:`read_this_desk` within a look or unit of work that the caller has open."""
    said: dict[str, Any] | None = session.scalar(_PLACE)
    return None if said is None else ThisDesk(**said)


def write_this_desk(session: Session, desk: ThisDesk) -> None:
    """Keeps the desk's place within the caller's unit of work."""
    row = {"name": _NAME, "value": asdict(desk)}
    session.execute(insert(Setting).prefix_with("OR REPLACE"), [row])


def unit_card(session: Session, code: str) -> UnitCard:
    """The unit with the name of the unit above it.

    Raises:
        Refusal: the unit is not known here (the first sync has not brought it yet).
    """
    unit = session.get(Unit, code)
    if unit is None:
        raise Refusal("desk.unknown_unit", unit=code)
    parent = session.get(Unit, unit.parent) if unit.parent else None
    return UnitCard(
        unit.code,
        unit.name,
        unit.level,
        parent.name if parent is not None else "",
        unit.place or (parent.place if parent is not None else "") or "",
        unit.phone,
        unit.address,
    )
