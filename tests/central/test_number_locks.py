"""Rows of units and days, locked."""

from __future__ import annotations

from datetime import timedelta

from desk_app.central.engine import CentreStore
from desk_app.central.number_locks import locked_days, locked_with
from tests.builders.messages import TODAY, UNIT

TOMORROW, LATER = TODAY + timedelta(days=1), TODAY + timedelta(days=2)


def test_rows_are_made_where_they_are_missing(store: CentreStore) -> None:
    with store.writing() as session:
        rows = locked_days(session, {(UNIT, TOMORROW), (UNIT, TODAY)})
        assert {place: row.last for place, row in rows.items()} == {
            (UNIT, TODAY): 0,
            (UNIT, TOMORROW): 0,
        }
        rows[UNIT, TODAY].last = 7
    with store.writing() as session:
        assert locked_days(session, {(UNIT, TODAY)})[UNIT, TODAY].last == 7


def test_what_may_be_cut_later_is_locked_along(store: CentreStore) -> None:
    with store.writing() as session:
        rows = locked_with(session, {(UNIT, LATER)}, UNIT, [TODAY, TOMORROW])
        assert rows.keys() == {(UNIT, TODAY), (UNIT, TOMORROW), (UNIT, LATER)}
