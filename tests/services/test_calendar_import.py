"""Documents of working days through their door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import CalendarDay
from desk_app.services.calendar_import import apply_calendar_change, import_calendar
from tests.builders.procedures import as_bytes

DAY_OFF = {"day": "2026-11-24", "kind": "off", "reason_vi": "Ngày Văn hóa Việt Nam"}


def a_calendar(**overrides: Any) -> dict[str, Any]:
    return {"name": "nam-2026", "version": 1, "years": [2026], "days": [DAY_OFF], **overrides}


def days_in(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(CalendarDay)) or 0


def test_a_document_is_taken_once(store: Store, clock: TickingClock, tmp_path: Path) -> None:
    file = tmp_path / "2026.json"
    file.write_bytes(as_bytes(a_calendar()))
    first = import_calendar(store, clock, file)
    again = import_calendar(store, clock, file.read_bytes())
    assert (first.taken, again.taken, days_in(store)) == (True, False, 1)
    assert first.as_json() == {
        "name": "nam-2026",
        "version": 1,
        "unit": None,
        "years": [2026],
        "days": 1,
        "pending": 0,
        "taken": True,
    }


@pytest.mark.parametrize(
    "other", [{"days": []}, {"years": [2026, 2027]}, {"rules": {"count": "half_days"}}]
)
def test_another_content_under_the_same_version_is_refused(
    store: Store, clock: TickingClock, other: dict[str, Any]
) -> None:
    import_calendar(store, clock, a_calendar())
    with pytest.raises(Refusal, match="version_taken"):
        import_calendar(store, clock, a_calendar(**other))
    assert days_in(store) == 1


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"name": ""}, "name"),
        ({"version": "1"}, "version"),
        ({"years": [1970]}, "years.1"),
        ({"days": [{**DAY_OFF, "day": "24/11/2026"}]}, "days.1.day"),
        ({"days": [{**DAY_OFF, "day": 20260}]}, "days.1.day"),
        ({"days": [{**DAY_OFF, "kind": "maybe"}]}, "days.1.kind"),
        ({"days": [{**DAY_OFF, "state": "sure"}]}, "days.1.state"),
        ({"days": [{**DAY_OFF, "sessions": [["11:30", "07:30"]]}]}, "days.1.sessions"),
        ({"days": [{**DAY_OFF, "sessions": [["07:30"]]}]}, "days.1.sessions"),
        ({"days": [DAY_OFF, DAY_OFF]}, "document"),
        ({"days": [{**DAY_OFF, "day": "2025-11-24"}]}, "document"),
        ({"rules": {"week": {"mon": "always"}}}, "rules"),
        ({"rules": {"week": 5}}, "rules"),
        ({"rules": {"count": "moons"}}, "rules"),
        ({"rules": {"minutes_per_day": "480"}}, "rules"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    store: Store, clock: TickingClock, overrides: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        import_calendar(store, clock, a_calendar(**overrides))
    assert refused.value.key == "calendar.unreadable"
    assert list(refused.value.fields) == [field]
    assert refused.value.fields[field].in_words("vi")
    assert days_in(store) == 0


@pytest.mark.parametrize("document", [[], 5, None])
def test_what_is_no_document_is_refused(store: Store, clock: TickingClock, document: Any) -> None:
    with pytest.raises(Refusal, match="unreadable"):
        import_calendar(store, clock, as_bytes(document))


def test_what_is_no_json_is_refused_with_its_place(store: Store, clock: TickingClock) -> None:
    with pytest.raises(Refusal, match="not_json"):
        import_calendar(store, clock, b"{")


def test_a_missing_file_is_the_environment(
    store: Store, clock: TickingClock, tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentFault):
        import_calendar(store, clock, tmp_path / "none.json")


def test_a_change_of_the_centre_goes_the_same_way(store: Store, clock: TickingClock) -> None:
    with store.write() as session:
        assert apply_calendar_change(session, a_calendar(), clock.now())
        assert not apply_calendar_change(session, a_calendar(), clock.now())
    assert days_in(store) == 1
