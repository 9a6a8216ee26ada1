"""A lost answer does not use up the one-time code."""

from __future__ import annotations

import pytest

from desk_app.errors import DeskError
from desk_app.sync.central_in_memory import InMemoryCentre
from desk_app.sync.centre import NoAnswer, NotWelcome
from desk_app.sync.joining import TRIES, ask_for_place
from desk_app.sync.protocol import EnrolAnswer, EnrolRequest, UnitV1
from tests.builders.messages import COUNTER, UNIT, enrol_request
from tests.builders.stores import a_clock


class Door:
    """A centre whose answers get lost, one for each of ``faults``."""

    def __init__(self, *faults: DeskError) -> None:
        self.centre = InMemoryCentre(a_clock())
        unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
        self.request = enrol_request(self.centre.make_code(unit, COUNTER))
        self.faults = list(faults)
        self.asked: list[EnrolRequest] = []

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        self.asked.append(request)
        answer = self.centre.enrol(request)
        if self.faults:
            raise self.faults.pop(0)
        return answer


@pytest.mark.parametrize("cause", ["cut", "timeout", "server"])
def test_the_same_desk_asks_again_where_nobody_knows_what_came_of_it(cause: str) -> None:
    door = Door(NoAnswer(cause), NoAnswer(cause))
    assert ask_for_place(door, door.request).desk_id == door.request.desk_id
    assert door.asked == [door.request] * 3


def test_a_line_that_stays_dead_is_told() -> None:
    door = Door(*[NoAnswer("cut")] * (TRIES + 1))
    with pytest.raises(NoAnswer):
        ask_for_place(door, door.request)
    assert len(door.asked) == TRIES


@pytest.mark.parametrize("fault", [NoAnswer("dns"), NoAnswer("certificate"), NotWelcome("x")])
def test_what_is_known_is_told_at_once(fault: DeskError) -> None:
    door = Door(fault)
    with pytest.raises(type(fault)):
        ask_for_place(door, door.request)
    assert len(door.asked) == 1
