"""The sample province of both eras."""

from __future__ import annotations

from datetime import date
from typing import get_args

from argon2 import PasswordHasher
from sqlalchemy import select

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.training import sample_province
from desk_app.sync.protocol import UnitV1


def test_every_level_of_both_eras_is_there() -> None:
    units = {unit.code: unit for unit in sample_province().units}
    assert {unit.level for unit in units.values()} == set(
        get_args(UnitV1.model_fields["level"].annotation)
    )
    district = next(unit for unit in units.values() if unit.level == "district")
    assert district.valid_to == date(2025, 6, 30)
    over = [unit for unit in units.values() if unit.merged_into]
    assert over
    assert all(unit.merged_into in units for unit in over)


def test_every_receiving_unit_has_counters_and_all_roles(sqlite_store: CentreStore) -> None:
    with sqlite_store.reading() as session:
        counters = session.scalars(select(tables.Counter)).all()
        officers = session.scalars(select(tables.Officer)).all()
    units = {counter.unit for counter in counters}
    for unit in units:
        assert len([c for c in counters if c.unit == unit]) >= 2
        roles = {officer.role for officer in officers if officer.unit == unit}
        assert roles == {"officer", "supervisor", "it"}
    assert {"uyen", "giam.sat", "it"} <= {
        o.login for o in officers if o.unit == sample_province().main_unit
    }


def test_the_public_password_opens(sqlite_store: CentreStore) -> None:
    with sqlite_store.reading() as session:
        uyen = session.get_one(tables.Officer, "uyen")
    assert PasswordHasher().verify(uyen.password_hash, sample_province().password)


def test_the_catalogue_and_the_calendar_are_published(sqlite_store: CentreStore) -> None:
    with sqlite_store.reading() as session:
        published = session.execute(select(tables.Published.kind, tables.Published.code)).all()
    assert sorted(map(tuple, published)) == [
        ("calendar", "vn"),
        ("procedure", "1.001193"),
        ("procedure", "2.000815"),
    ]
