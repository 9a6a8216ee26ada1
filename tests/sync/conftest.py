"""A real encrypted desk, and a centre in memory that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from tests.builders.stores import a_clock, a_store
from tests.fakes.centre_line import CentreLine


@pytest.fixture
def clock() -> TickingClock:
    """Stands at 20/11/2026 09:00."""
    return a_clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An enrolled desk without dossiers."""
    opened = a_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def bus() -> EventBus:
    """Where the engine tells what it did."""
    return EventBus()


@pytest.fixture
def line(clock: TickingClock) -> CentreLine:
    """The way to the centre."""
    return CentreLine(clock)
