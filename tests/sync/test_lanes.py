"""What every way of having steps under way promises."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, current_thread
from typing import Any

import pytest

from desk_app.errors import Refusal
from desk_app.sync.lanes import Lanes, Threads
from tests.fakes.lanes_in_turns import InTurns

Open = Callable[[], Lanes[str, Any]]


@pytest.fixture(params=[Threads, InTurns])
def lanes(request: pytest.FixtureRequest) -> Lanes[str, Any]:
    """Without steps."""
    opened: Lanes[str, Any] = request.param()
    return opened


def test_every_step_comes_to_its_end_for_whom_it_was_given(lanes: Lanes[str, Any]) -> None:
    for name in "abc":
        lanes.give(name, lambda name=name: name * 2)
    came = dict(lanes.next() for _ in range(3))
    assert {who: done.result() for who, done in came.items()} == {"a": "aa", "b": "bb", "c": "cc"}


def test_what_a_step_raises_is_told_to_who_fetches_it(lanes: Lanes[str, Any]) -> None:
    def refuse() -> None:
        raise Refusal("sync.not_enrolled")

    lanes.give("a", refuse)
    who, came = lanes.next()
    assert who == "a"
    with pytest.raises(Refusal):
        came.result()


def test_threads_have_several_under_way_at_once_and_hold_up_no_end_of_the_program() -> None:
    lanes: Threads[str, bool] = Threads()
    first, second = Event(), Event()

    def meet(mine: Event, other: Event) -> bool:
        mine.set()
        return other.wait(20) and current_thread().daemon

    lanes.give("a", lambda: meet(first, second))
    lanes.give("b", lambda: meet(second, first))
    assert [lanes.next()[1].result() for _ in range(2)] == [True, True]
