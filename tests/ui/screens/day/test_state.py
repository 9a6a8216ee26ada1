"""Who sees the day, and the hours of its chart."""

from __future__ import annotations

import pytest

from desk_app.services.day_exceptions import Exceptional
from desk_app.services.day_review import Part
from desk_app.ui.screens.day.state import hours, may_review, place_of
from desk_app.wording import message


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


def test_a_row_read_anew_is_known_by_what_it_is_about() -> None:
    old = [Exceptional("unsent", f"c{n}", f"d{n}", message("ui.state.waiting")) for n in range(3)]
    new = [Exceptional("unsent", one.code, one.dossier_id, message("ui.state.sent")) for one in old]
    assert place_of(old[2], new) == 2
    assert place_of(old[2], new[:2]) == 0
    assert place_of(None, new) == 0
