"""Which version is in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.models.tables import Procedure, ProcedureVersion
from desk_app.services.catalogue_import import import_catalogue
from desk_app.services.catalogue_rows import refresh_current, versions_in_force
from tests.builders.procedures import a_procedure


def in_force(store: Store, today: date) -> int | None:
    with store.read() as session:
        version_id = versions_in_force(session, today).get("9.000001")
        row = session.get(ProcedureVersion, version_id) if version_id else None
        return None if row is None else row.version


@pytest.mark.parametrize(
    ("today", "version"),
    [
        (date(2026, 1, 1), None),
        (date(2026, 2, 1), 1),
        (date(2026, 5, 31), 1),
        (date(2026, 6, 1), 3),
        (date(2026, 12, 31), 3),
        (date(2027, 1, 1), 2),
    ],
)
def test_the_one_that_began_last_then_the_highest(
    store: Store, clock: TickingClock, today: date, version: int | None
) -> None:
    source = [
        a_procedure(version=1, valid_from="2026-02-01", field="a"),
        a_procedure(version=2, valid_from="2026-06-01", field="b"),
        a_procedure(version=3, valid_from="2026-06-01", valid_to="2026-12-31", field="c"),
    ]
    assert import_catalogue(store, clock, source).taken == 3
    assert in_force(store, today) == version


def test_current_follows_the_day(store: Store, clock: TickingClock) -> None:
    import_catalogue(store, clock, [a_procedure(valid_to="2026-11-30")])
    today = clock.now().date()
    with store.write() as session:
        assert refresh_current(session, today) == 0
        assert refresh_current(session, today + timedelta(days=30)) == 1
    with store.read() as session:
        current = session.scalar(select(Procedure.current).where(Procedure.code == "9.000001"))
    assert current is None
