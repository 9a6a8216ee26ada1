"""A training profile that stands alone: a province that does not exist, the whole catalogue,
the calendar, numbers, and, if wanted, past dossiers of people who do not exist."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.models.engine import Store
from desk_app.models.tables import Counter, Favourite, NumberBlock, Officer, Unit
from desk_app.services.sign_in import hash_password
from desk_app.services.this_desk import ThisDesk, write_this_desk
from desk_app.wording import RESOURCES

PUBLIC_URL = "https://tra-cuu.tinh-mau.invalid"
FIRST_DAY = date(2025, 1, 1)
LAST_DAY = date(2027, 12, 31)
LAST_NUMBER = 9999


@dataclass(frozen=True)
class TrainingProvince:
    """What ``resources/training/province.json`` says."""

    centre_name: str
    password: str
    unit: str
    counter: str
    counters: tuple[str, ...]
    units: tuple[dict[str, Any], ...]
    officers: tuple[dict[str, Any], ...]
    favourites: tuple[str, ...]


def read_province() -> TrainingProvince:
    """The training province of the program."""
    said = json.loads((RESOURCES / "training" / "province.json").read_text(encoding="utf-8"))
    return TrainingProvince(
        said["centre_name"],
        said["password"],
        said["home"]["unit"],
        said["home"]["counter"],
        tuple(said["counters"]),
        tuple(said["units"]),
        tuple(said["officers"]),
        tuple(said["favourites"]),
    )


def fill_training(
    store: Store, clock: Clock, progress: Callable[[int, int], None] | None = None
) -> None:
    """Makes the empty ``store`` a desk that can be worked with at once, without a centre."""
    # Not above: sign-in reads the training password here and needs nothing else.
    from desk_app.services.calendar_import import import_calendar
    from desk_app.services.catalogue_import import import_catalogue

    province = read_province()
    with store.write() as session:
        _write_places(session, province)
        _write_blocks(session, clock, province.unit)
        desk = ThisDesk(province.unit, province.counter, True, province.centre_name, PUBLIC_URL)
        write_this_desk(session, desk)
    import_catalogue(store, clock, RESOURCES / "procedures", progress)
    for file in sorted((RESOURCES / "calendar").glob("*.json")):
        import_calendar(store, clock, file)


def _write_places(session: Session, province: TrainingProvince) -> None:
    columns = Unit.__table__.columns.keys()
    units: list[dict[str, Any]] = [
        {name: unit.get(name) for name in columns} for unit in province.units
    ]
    for unit in units:
        for name in ("valid_from", "valid_to"):
            unit[name] = date.fromisoformat(unit[name]) if unit[name] else None
    session.execute(insert(Unit), units)
    session.execute(
        insert(Counter), [{"unit": province.unit, "name": name} for name in province.counters]
    )
    known = hash_password(province.password)
    session.execute(
        insert(Officer),
        [
            {**officer, "password_hash": known, "active": True, "wrong_tries": 0}
            for officer in province.officers
        ],
    )
    session.execute(
        insert(Favourite),
        [
            {"officer": officer["login"], "procedure": code, "position": place}
            for officer in province.officers
            if officer["role"] == "officer"
            for place, code in enumerate(province.favourites, 1)
        ],
    )


def _write_blocks(session: Session, clock: Clock, unit: str) -> None:
    """All numbers of every day the calendar speaks for: nobody else takes any of them."""
    now = clock.now()
    days = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    session.execute(
        insert(NumberBlock),
        [
            {
                "id": clock.new_id(),
                "unit": unit,
                "day": day,
                "first": 1,
                "last": LAST_NUMBER,
                "next": 1,
                "epoch": 1,
                "leased_at": now,
            }
            for day in days
        ],
    )
