"""The sample province of a training centre (``resources/training/province.json``). Everything in
it is invented, passwords included: they are public, and only a training profile ever talks to
such a centre."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from desk_app.central import administration, changes, tables
from desk_app.central.administration import PublishedKind
from desk_app.central.passwords import hash_password
from desk_app.clock import Clock
from desk_app.sync.protocol import OfficerV1, UnitV1
from desk_app.wording import RESOURCES

PROVINCE = RESOURCES / "training" / "province.json"
FOLDERS: tuple[tuple[PublishedKind, str], ...] = (
    ("calendar", "calendar"),
    ("procedure", "procedures"),
)


@dataclass(frozen=True)
class SampleProvince:
    """A province of both eras. ``main_unit`` is where training desks usually stand;
    ``counters`` are those of every receiving unit."""

    centre_name: str
    password: str
    main_unit: str
    counters: tuple[str, ...]
    units: tuple[UnitV1, ...]
    officers: tuple[OfficerV1, ...]

    @property
    def receiving_units(self) -> list[str]:
        """Codes of the units in which officers receive."""
        return sorted({officer.unit for officer in self.officers})


@cache
def sample_province() -> SampleProvince:
    """The province of the program."""
    said = json.loads(PROVINCE.read_text(encoding="utf-8"))
    known = hash_password(said["password"])
    return SampleProvince(
        centre_name=said["centre_name"],
        password=said["password"],
        main_unit=said["home"]["unit"],
        counters=tuple(said["counters"]),
        units=tuple(UnitV1.model_validate(unit) for unit in said["units"]),
        officers=tuple(
            OfficerV1.model_validate({**officer, "password_hash": known})
            for officer in said["officers"]
        ),
    )


def fill(session: Session, clock: Clock, resources: Path = RESOURCES) -> None:
    """Units, counters, officers, the whole catalogue and the calendars of ``resources``."""
    province = sample_province()
    for unit in province.units:
        administration.put_unit(session, unit)
    told = [administration.unit_change(unit) for unit in province.units]
    changes.append(session, told, clock.now())
    session.add_all(
        tables.Counter(unit=unit, name=name)
        for unit in province.receiving_units
        for name in province.counters
    )
    session.flush()
    administration.put_officers(session, clock, province.officers)
    for kind, folder in FOLDERS:
        for file in sorted((resources / folder).glob("*.json")):
            records = administration.read_published(kind, file)
            administration.put_published(session, clock, kind, records)
