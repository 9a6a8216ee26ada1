"""Several processes behind one port: when a dead one is replaced, and how all end."""

from __future__ import annotations

import pytest

from desk_app.central.workers import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    STEADY_SECONDS,
    Place,
    pause_before_next,
)


@pytest.mark.parametrize(
    ("deaths", "pause"), [(0, 0), (1, 0.5), (2, 1), (3, 2), (6, 16), (7, 30), (5000, 30)]
)
def test_pauses_grow_with_early_deaths(deaths: int, pause: float) -> None:
    assert pause_before_next(deaths) == pause


def test_a_worker_that_dies_again_and_again_is_replaced_ever_later() -> None:
    place, now, pauses = Place(), 100.0, []
    for _ in range(10):
        place.since = now
        place.is_over(now + 0.1)
        pauses.append(round(place.again_at - now - 0.1, 6))
        now = place.again_at
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)


def test_a_worker_that_served_well_is_replaced_at_once() -> None:
    place = Place(since=0.0, early_deaths=5)
    place.is_over(STEADY_SECONDS)
    assert (place.early_deaths, place.again_at) == (0, STEADY_SECONDS)
