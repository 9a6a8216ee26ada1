"""Units become part of others; desks and officers go along."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desk_app.models.tables import Unit
from desk_app.services.merged_units import became, follow_merger, unit_on
from tests.builders.stores import NOW, a_store

LAST = date(2026, 12, 31)
NEXT = date(2027, 1, 1)


def units(session: object, *said: tuple[str, date | None, str | None]) -> None:
    for code, last, successor in said:
        session.add(  # type: ignore[attr-defined]
            Unit(code=code, name=code, level="commune_centre", valid_to=last, merged_into=successor)
        )
    session.flush()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("day", "unit"), [(LAST, "A"), (NEXT, "B"), (date(2028, 1, 1), "B"), (date(2030, 1, 2), "C")]
)
def test_the_successor_counts_from_the_day_after(tmp_path: Path, day: date, unit: str) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        units(session, ("A", LAST, "B"), ("B", date(2030, 1, 1), "C"), ("C", None, None))
        assert unit_on(session, "A", day) == unit
    store.close()


def test_a_circle_or_an_unknown_successor_leads_nowhere(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        units(session, ("A", LAST, "B"), ("B", LAST, "A"), ("X", LAST, "Y"))
        assert unit_on(session, "X", NEXT) == "X"
        assert unit_on(session, "A", NEXT) in ("A", "B")
        assert unit_on(session, "unknown", NEXT) == "unknown"
        assert became(session, "A", "B")
        assert not became(session, "A", "C")
    store.close()


def test_a_desk_without_a_merger_stays(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        assert not follow_merger(session, NEXT, NOW)
    store.close()
