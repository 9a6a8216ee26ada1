"""The register of void numbers."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.number_reports import as_ranges, voids
from desk_app.clock import TickingClock
from tests.builders.centres import enrolled
from tests.builders.messages import COUNTER, NOW, TODAY, UNIT, identity_text

LONG_AGO = TODAY - timedelta(days=40)


@given(numbers=st.sets(st.integers(1, 300)))
def test_ranges_hold_exactly_the_numbers(numbers: set[int]) -> None:
    found = as_ranges(numbers)
    assert [n for a, b in found for n in range(a, b + 1)] == sorted(numbers)
    assert all(b + 1 < c for (_, b), (c, _) in zip(found, found[1:], strict=False))


def test_void_missing_and_open_days(sqlite_store: CentreStore, clock: TickingClock) -> None:
    store = sqlite_store
    desk = enrolled(store, clock).desk_id
    rows = [(LONG_AGO, 1, 10, NOW, 4, [[2, 2], [5, 10]]), (LONG_AGO, 20, 30, None, None, None)]
    with store.writing() as session:
        session.get_one(tables.About, 1).training = False
        for day, first, last, closed_at, used_to, void in rows:
            session.add(
                tables.NumberBlock(
                    id=identity_text(first),
                    unit=UNIT,
                    day=day,
                    first=first,
                    last=last,
                    desk=desk,
                    epoch=1,
                    leased_at=NOW,
                    closed_at=closed_at,
                    used_to=used_to,
                    void=void,
                )
            )
    found = voids(store, TODAY, unit=UNIT, day=LONG_AGO, older_than=3)
    [line] = found["void"]
    assert (line["void"], line["missing"]) == ([[2, 2], [5, 10]], [[1, 1], [3, 4]])
    assert (line["counter"], line["desk"]) == (COUNTER, desk)
    [still] = found["open"]
    assert (still["day"], still["revoked"]) == (LONG_AGO.isoformat(), False)
    assert voids(store, TODAY, unit=UNIT, day=LONG_AGO, older_than=40)["open"] == []
    assert voids(store, TODAY, unit="H99.01", day=None, older_than=3) == {"void": [], "open": []}
