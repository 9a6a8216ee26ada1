"""Who sees the day, and the hours of its chart."""

from __future__ import annotations

import pytest

from desk_app.services.day_review import Part
from desk_app.ui.screens.day.state import hours, may_review


@pytest.mark.parametrize(
    ("role", "may"), [("supervisor", True), ("it", True), ("officer", False), (None, False)]
)
def test_supervisors_and_it_see_the_day(role: str | None, may: bool) -> None:
    assert may_review(role) is may


def test_every_working_hour_has_a_bar() -> None:
    assert [name for name, _ in hours(())] == [str(hour) for hour in range(7, 17)]
    bars = dict(hours((Part("09", 3, 0), Part("19", 1, 0))))
    assert bars["9"] == 3
    assert bars["12"] == 0
    assert bars["19"] == 1
