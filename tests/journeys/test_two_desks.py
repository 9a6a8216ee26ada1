"""Three real desks of one unit and their centre: whatever they write and whenever they speak, all
end with the same values and the same open conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.amending import outcomes
from desk_app.errors import Refusal
from desk_app.sync.central_in_memory import InMemoryCentre
from tests.builders.several_desks import DeskOfUnit, several_desks

FIELDS = ("applicant.phone", "note")
VALUES = ("0987654321", "0903112233", "0911111111")
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["write", "sync"]),
        st.sampled_from(FIELDS),
        st.sampled_from(VALUES),
    ),
    max_size=12,
)


@dataclass
class _Unit:
    centre: InMemoryCentre
    desks: list[DeskOfUnit]
    numbers: Iterator[int]

    def new_dossier(self) -> str:
        code = self.desks[0].receive(next(self.numbers))
        self.all_speak(2)
        return code

    def all_speak(self, rounds: int) -> None:
        for _ in range(rounds):
            for desk in self.desks:
                desk.sync()

    def standing(self, code: str) -> list[Any]:
        """What each desk, and the centre, hold for true."""
        found: list[Any] = [
            {
                one.name: (one.value, frozenset(option.value for option in one.options))
                for one in desk.view(code).fields
                if one.written is not None
            }
            for desk in self.desks
        ]
        dossier = next(one for one in self.centre.dossiers.values() if one.code == code)
        held = outcomes(dossier.writings)
        found.append(
            {
                name: (
                    one.value,
                    frozenset(w.value for w in one.open) if one.in_conflict else frozenset(),
                )
                for name, one in held.items()
            }
        )
        return found


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Unit]:
    with several_desks(tmp_path_factory.mktemp("unit"), 3) as (centre, desks):
        yield _Unit(centre, desks, count(1))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(steps=STEPS)
def test_all_desks_and_the_centre_end_alike(
    unit: _Unit, steps: list[tuple[int, str, str, str]]
) -> None:
    code = unit.new_dossier()
    for place, act, name, value in steps:
        desk = unit.desks[place]
        if act == "sync":
            desk.sync()
            continue
        with suppress(Refusal):  # the value stands there already
            desk.amend(code, **{name.replace(".", "__"): value})
    unit.all_speak(3)
    standing = unit.standing(code)
    assert all(one == standing[0] for one in standing)
    # Decided at one counter, it is decided everywhere.
    conflicts = unit.desks[1].view(code).conflicts
    if conflicts:
        chosen = {one.name.replace(".", "__"): one.options[-1].value for one in conflicts}
        unit.desks[1].amend(code, **chosen)
        unit.all_speak(3)
        standing = unit.standing(code)
        assert all(one == standing[0] for one in standing)
        assert not unit.desks[2].view(code).conflicts
        for name, value in chosen.items():
            assert standing[0][name.replace("__", ".")][0] == value


def test_two_counters_that_decide_differently_are_asked_once_more(unit: _Unit) -> None:
    code = unit.new_dossier()
    one, two = unit.desks[0], unit.desks[1]
    one.amend(code, note="A")
    two.amend(code, note="B")
    unit.all_speak(2)
    one.amend(code, note="A")
    two.amend(code, note="B")
    unit.all_speak(2)
    assert {option.value for option in one.view(code).conflicts[0].options} == {"A", "B"}
    two.amend(code, note="B")
    unit.all_speak(2)
    assert [desk.view(code).note for desk in unit.desks] == ["B", "B", "B"]
    assert not any(desk.view(code).conflicts for desk in unit.desks)


def test_what_was_not_on_the_screen_is_not_replaced(unit: _Unit) -> None:
    code = unit.new_dossier()
    one, two = unit.desks[0], unit.desks[1]
    seen = {field.name: field.over for field in one.view(code).fields}
    two.amend(code, note="B")
    unit.all_speak(2)  # while the officer still types
    one.amend(code, seen, note="A")
    unit.all_speak(2)
    assert {option.value for option in two.view(code).conflicts[0].options} == {"A", "B"}


@pytest.mark.parametrize("turns", [(0, 1, 0), (1, 0, 1)])
def test_one_exchange_after_being_offline_is_enough_for_all_to_show_the_earlier(
    tmp_path: Path, turns: tuple[int, ...]
) -> None:
    with several_desks(tmp_path, 2) as (centre, desks):
        unit = _Unit(centre, desks, count(1))
        code = unit.new_dossier()
        unit.desks[0].amend(code, note="A")
        unit.desks[1].clock.advance(timedelta(minutes=5))
        unit.desks[1].amend(code, note="B")
        for turn in turns:
            unit.desks[turn].sync()
        both = {"note": ("A", frozenset({"A", "B"}))}
        assert unit.standing(code) == [both, both, both]
