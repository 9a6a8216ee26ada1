"""A store or a desk per test, closed when the test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.services.desk import Desk
from tests.builders.desks import a_training_desk
from tests.builders.stores import a_clock, a_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store of an enrolled training desk without dossiers."""
    made = a_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def clock() -> TickingClock:
    """A clock that stands at Friday, 20/11/2026, 09:00."""
    return a_clock()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A training desk at work, without dossiers."""
    with a_training_desk(tmp_path) as made:
        yield made
