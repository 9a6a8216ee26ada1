"""The engine by itself: when it works, what it tells, how it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.event_bus import EventBus
from desk_app.events import ConnectionChanged, OutboxChanged, SendRequested, SyncFinished
from desk_app.models.engine import Store
from desk_app.models.last_sync import read_last_sync
from desk_app.sync.centre import Busy, NotTheCentre, NotWelcome
from desk_app.sync.engine import SyncEngine, SyncReport
from desk_app.sync.protocol import SyncRequest
from tests.builders.outbox import send_later, states
from tests.builders.stores import NOW
from tests.fakes.centre_line import CentreLine

WAIT = 20


class Listener:
    """Keeps events, and lets a test wait for the next pass."""

    def __init__(self, bus: EventBus) -> None:
        self.lights: list[tuple[str, str | None]] = []
        self.finished: list[SyncFinished] = []
        self._more = threading.Condition()
        bus.subscribe(ConnectionChanged, self._light)
        bus.subscribe(SyncFinished, self._finish)

    def _light(self, event: ConnectionChanged) -> None:
        self.lights.append((event.state, event.detail_key))

    def _finish(self, event: SyncFinished) -> None:
        with self._more:
            self.finished.append(event)
            self._more.notify_all()

    def wait_for(self, passes: int) -> None:
        with self._more:
            assert self._more.wait_for(lambda: len(self.finished) >= passes, WAIT)


@pytest.fixture
def heard(bus: EventBus) -> Listener:
    """What the engine tells."""
    return Listener(bus)


@pytest.fixture
def engine(
    store: Store, clock: TickingClock, bus: EventBus, line: CentreLine, heard: Listener
) -> Iterator[SyncEngine]:
    """An enrolled desk's engine; jitter is half of what it may be."""
    made = SyncEngine(store, clock, bus, line, app_version="1", random=lambda: 0.5)
    yield made
    made.stop()


def fail_with(line: CentreLine, fault: Exception) -> None:
    def fail(_: SyncRequest) -> None:
        raise fault

    line.before = fail


def test_a_pass_reports_and_tells(store: Store, engine: SyncEngine, heard: Listener) -> None:
    engine.run_once()
    send_later(store, 1, 2)
    report = engine.run_once()
    assert report.as_json() == {
        "accepted": 2,
        "refused": 0,
        "fetched": 0,
        "pages_uploaded": 0,
        "bytes_uploaded": 0,
        "waiting": 0,
        "reached_centre": True,
    }
    assert heard.finished[-1] == SyncFinished(True, 2, 0, 0, 0)
    assert heard.lights == [("online", None)]


def test_an_unplugged_cable_and_back(
    store: Store, clock: TickingClock, engine: SyncEngine, line: CentreLine, heard: Listener
) -> None:
    engine.run_once()
    line.cut()
    send_later(store, 1)
    report = engine.run_once()
    assert (report.reached_centre, report.waiting) == (False, 1)
    clock.advance(timedelta(hours=3))
    engine.run_once()
    line.mend()
    assert engine.run_once().accepted == 1
    assert heard.lights == [
        ("online", None),
        ("offline", "sync.no_answer.unreachable"),
        ("online", None),
    ]
    assert states(store) == {(1, 1): "accepted"}


def test_the_light_says_since_when(
    clock: TickingClock, bus: EventBus, engine: SyncEngine, line: CentreLine
) -> None:
    told: list[ConnectionChanged] = []
    bus.subscribe(ConnectionChanged, told.append)
    line.cut()
    engine.run_once()
    clock.advance(timedelta(minutes=5))
    engine.run_once()
    assert [(event.state, event.since) for event in told] == [("offline", NOW.isoformat())]


def test_a_silence_is_as_long_as_it_is_whenever_the_program_began(
    store: Store, clock: TickingClock, bus: EventBus, engine: SyncEngine, line: CentreLine
) -> None:
    engine.run_once()
    assert read_last_sync(store) == NOW
    told: list[ConnectionChanged] = []
    bus.subscribe(ConnectionChanged, told.append)
    clock.advance(timedelta(hours=3))
    line.cut()
    SyncEngine(store, clock, bus, line).run_once()
    assert [(event.state, event.since) for event in told] == [("offline", NOW.isoformat())]
    clock.advance(-timedelta(days=1))  # the clock was ahead: nothing is since tomorrow
    SyncEngine(store, clock, bus, line).run_once()
    assert told[-1].since == (NOW - timedelta(hours=21)).isoformat()


def test_it_is_kept_when_the_centre_last_answered_but_not_every_time(
    store: Store, clock: TickingClock, engine: SyncEngine, line: CentreLine
) -> None:
    engine.run_once()
    clock.advance(timedelta(minutes=1))
    engine.run_once()
    assert read_last_sync(store) == NOW
    line.cut()
    engine.run_once()  # now it matters
    assert read_last_sync(store) == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (NotTheCentre("portal"), "offline"),
        (NotTheCentre("signature"), "offline"),
        (NotWelcome("desk-revoked"), "attention"),
        (Busy(30), "slow"),
    ],
)
def test_the_light_is_honest(
    engine: SyncEngine, line: CentreLine, heard: Listener, fault: Any, state: str
) -> None:
    fail_with(line, fault)
    engine.run_once()
    assert heard.lights == [(state, fault.key)]


def test_a_refused_entry_needs_attention(store: Store, engine: SyncEngine, heard: Listener) -> None:
    send_later(store, 7777)
    engine.run_once()
    assert heard.lights == [("attention", None)]


def test_a_desk_without_a_place_says_so(
    store: Store, clock: TickingClock, bus: EventBus, heard: Listener
) -> None:
    alone = SyncEngine(store, clock, bus, None)
    assert not alone.has_centre
    alone.start()
    assert heard.lights == [("not_enrolled", "sync.not_enrolled")]
    with pytest.raises(Refusal):
        alone.run_once()
    alone.close()


def test_a_full_disk_is_told_and_the_next_pass_goes_on(
    store: Store, engine: SyncEngine, heard: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> Any:
        raise EnvironmentFault("store.disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(store, "write", full)
        with pytest.raises(EnvironmentFault):
            engine.run_once()
    assert heard.lights == [("offline", "store.disk_full")]
    assert engine.run_once().reached_centre
    assert heard.lights[-1] == ("online", None)


# The thread


def test_it_works_by_itself(
    store: Store, bus: EventBus, engine: SyncEngine, heard: Listener
) -> None:
    engine.start()
    heard.wait_for(1)
    send_later(store, 1)
    bus.publish(OutboxChanged())
    heard.wait_for(2)
    assert states(store) == {(1, 1): "accepted"}
    assert engine.stop()


def test_what_a_pass_changes_starts_no_other_pass(
    store: Store, engine: SyncEngine, heard: Listener, line: CentreLine
) -> None:
    send_later(store, 1)
    engine.start()
    heard.wait_for(1)
    with engine._one_pass:
        assert not engine._wake.is_set()
    assert engine.stop()
    assert len(heard.finished) == 1


def test_a_failing_pass_does_not_end_the_work(
    store: Store, bus: EventBus, engine: SyncEngine, line: CentreLine, heard: Listener
) -> None:
    engine.run_once()
    broken = threading.Event()

    def bug(_: SyncRequest) -> None:
        broken.set()
        raise ZeroDivisionError("Nguyễn Thị Thử")

    line.before = bug
    send_later(store, 1)
    engine.start()
    assert broken.wait(WAIT)
    line.mend()
    bus.publish(SendRequested())
    heard.wait_for(2)
    assert states(store) == {(1, 1): "accepted"}
    assert ("offline", "sync.pass_failed") in heard.lights


def test_while_the_line_is_down_only_a_request_starts_a_try(
    store: Store, bus: EventBus, engine: SyncEngine, line: CentreLine, heard: Listener
) -> None:
    line.cut()
    engine.start()
    heard.wait_for(1)
    engine._pause = 0  # the thread waits already; this only shows it is not asked
    tries = len(line.asked)
    bus.publish(OutboxChanged())
    assert not engine._wake.is_set()
    bus.publish(SendRequested())
    heard.wait_for(2)
    assert len(line.asked) == tries + 1


def test_it_stops_while_the_centre_hangs(
    engine: SyncEngine, line: CentreLine, store: Store
) -> None:
    hanging, release = threading.Event(), threading.Event()

    def hang(_: SyncRequest) -> None:
        hanging.set()
        assert release.wait(WAIT)

    send_later(store, 1)
    line.before = hang
    engine.start()
    assert hanging.wait(WAIT)
    with store.write():  # the counter works on meanwhile
        pass
    thread = engine._thread
    assert not engine.stop(seconds=0.05)
    release.set()
    assert thread is not None
    thread.join(WAIT)
    assert not thread.is_alive()


def test_after_stopping_nothing_is_told_any_more(
    engine: SyncEngine, line: CentreLine, heard: Listener
) -> None:
    hanging, release = threading.Event(), threading.Event()

    def hang(_: SyncRequest) -> None:
        hanging.set()
        assert release.wait(WAIT)

    line.before = hang
    engine.start()
    thread = engine._thread
    assert hanging.wait(WAIT)
    engine.stop(seconds=0.01)
    told = len(heard.lights)
    release.set()
    assert thread is not None
    thread.join(WAIT)
    assert (len(heard.lights), heard.finished) == (told, [])


def test_closing_gives_the_line_back(engine: SyncEngine, line: CentreLine) -> None:
    engine.start()
    engine.close()
    assert line.closed


def test_starting_twice_is_starting_once(engine: SyncEngine, heard: Listener) -> None:
    engine.start()
    first = engine._thread
    engine.start()
    assert engine._thread is first


def test_pauses_grow_and_a_success_ends_them(engine: SyncEngine, line: CentreLine) -> None:
    line.cut()
    pauses = []
    for _ in range(10):
        engine.run_once()
        pauses.append(engine._pause)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 150, 150]
    fail_with(line, Busy(600))
    engine.run_once()
    assert engine._pause == 750
    line.mend()
    engine.run_once()
    assert engine._pause == 30


def test_a_report_without_a_pass_is_empty() -> None:
    assert not SyncReport().reached_centre
