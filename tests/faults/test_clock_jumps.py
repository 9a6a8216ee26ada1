"""A machine's clock that jumps by days or years, also during a pass, stops nothing for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.sync.centre import NoAnswer
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import SyncRequest
from tests.builders.outbox import send_later, states
from tests.builders.stores import NOW, a_clock, a_store
from tests.fakes.centre_line import CentreLine

JUMPS = [timedelta(days=days) for days in (-3650, -1, 1, 3650)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An enrolled desk without dossiers."""
    opened = a_store(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_what_waits_goes_up_after_the_clock_has_jumped(store: Store, jump: timedelta) -> None:
    clock, line = a_clock(), CentreLine(TickingClock(NOW))
    engine = SyncEngine(store, clock, EventBus(), line)
    engine.run_once()
    send_later(store, 1)

    def cut(_: SyncRequest) -> None:
        clock.advance(jump)  # in the middle of an exchange
        raise NoAnswer("cut")

    line.before = cut
    assert engine.run_once().fault is not None
    line.before = lambda _: None
    report = engine.run_once()
    assert (report.fault, report.waiting) == (None, 0)
    clock.advance(-jump)  # somebody set it right
    send_later(store, 2)
    report = engine.run_once()
    assert (report.fault, report.waiting) == (None, 0)
    assert set(states(store).values()) == {"accepted"}
