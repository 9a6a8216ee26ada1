"""Facts reach those who asked for them, in order, whatever one listener does."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

import pytest

from desk_app.event_bus import EventBus


@dataclass(frozen=True)
class Rang:
    times: int


@dataclass(frozen=True)
class RangLouder(Rang):
    pass


def test_a_fact_reaches_all_who_asked_in_their_order() -> None:
    bus, heard = EventBus(), []
    bus.subscribe(Rang, lambda fact: heard.append(("first", fact.times)))
    bus.subscribe(Rang, lambda fact: heard.append(("second", fact.times)))
    bus.publish(Rang(2))
    assert heard == [("first", 2), ("second", 2)]


def test_only_the_exact_kind_is_heard() -> None:
    bus, heard = EventBus(), []
    bus.subscribe(Rang, heard.append)
    bus.publish(RangLouder(1))
    bus.publish("a text nobody asked for")
    assert heard == []


def test_who_ends_listening_hears_no_more() -> None:
    bus, heard = EventBus(), []
    end = bus.subscribe(Rang, heard.append)
    bus.publish(Rang(1))
    end()
    bus.publish(Rang(2))
    assert heard == [Rang(1)]


def test_a_listener_may_end_while_it_listens() -> None:
    bus, heard = EventBus(), []

    def once(fact: Rang) -> None:
        heard.append(("once", fact.times))
        end()

    end = bus.subscribe(Rang, once)
    bus.subscribe(Rang, lambda fact: heard.append(("always", fact.times)))
    bus.publish(Rang(1))
    bus.publish(Rang(2))
    assert heard == [("once", 1), ("always", 1), ("always", 2)]


def test_a_fact_out_of_a_fact_waits_its_turn() -> None:
    bus, heard = EventBus(), []

    def answer(fact: Rang) -> None:
        if fact.times < 3:
            bus.publish(Rang(fact.times + 1))

    bus.subscribe(Rang, answer)
    bus.subscribe(Rang, lambda fact: heard.append(fact.times))
    bus.publish(Rang(1))
    assert heard == [1, 2, 3]


def test_a_failing_listener_silences_nobody(caplog: pytest.LogCaptureFixture) -> None:
    bus, heard = EventBus(), []

    def fail(fact: Rang) -> None:
        raise ValueError(fact.times)

    bus.subscribe(Rang, fail)
    bus.subscribe(Rang, heard.append)
    with caplog.at_level(logging.ERROR):
        bus.publish(Rang(1))
        bus.publish(Rang(2))
    assert heard == [Rang(1), Rang(2)]
    assert [record.getMessage() for record in caplog.records] == ["a listener failed on Rang"] * 2


def test_threads_do_not_wait_for_each_other() -> None:
    bus, heard = EventBus(), []
    inside, may_go_on = threading.Event(), threading.Event()

    def hold(fact: Rang) -> None:
        if fact.times == 1:
            inside.set()
            assert may_go_on.wait(10)
        heard.append(fact.times)

    bus.subscribe(Rang, hold)
    slow = threading.Thread(target=bus.publish, args=(Rang(1),))
    slow.start()
    assert inside.wait(10)
    bus.publish(Rang(2))
    may_go_on.set()
    slow.join(10)
    assert heard == [2, 1]
