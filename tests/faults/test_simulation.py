"""Whole worlds keep all invariants, can be repeated, and see bugs that are planted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from desk_app.services import intake, numbers
from desk_app.sync import central_in_memory, exchanges, reconcile
from desk_app.sync.protocol import EntryAnswer
from tests.faults.simulation.world import LEAST_STEPS, STEPS, live
from tests.faults.trials.simulation import TRIALS
from tests.house.tree import ROOT

PIECES = 4
(TRIAL,) = TRIALS
MOST_WORLDS = 40
# Worlds that once broke a promise.
BROKEN_BEFORE = {
    20261295: "an archive copy waits for ever: the later one went with a database put back",
}


@pytest.mark.parametrize("piece", range(PIECES))
def test_worlds_keep_every_promise(piece: int) -> None:
    size = TRIAL.count_ci // PIECES
    assert TRIAL.run(1 + piece * size, size).failures == ()


@pytest.mark.parametrize("seed", BROKEN_BEFORE, ids=lambda seed: BROKEN_BEFORE[seed])
def test_what_was_found_stays_mended(seed: int) -> None:
    assert live(seed).violations == []


def test_the_same_seed_is_the_same_world_in_any_process_and_another_is_not() -> None:
    seen = "from tests.faults.simulation.world import live; print(live(4).trace)"
    there = subprocess.run(
        [sys.executable, "-c", seen],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == live(4).trace
    assert live(5).trace != live(4).trace


def test_a_world_is_long_enough_and_everything_befalls_it() -> None:
    worlds = [live(seed) for seed in range(20, 23)]
    assert all(sum(world.steps.values()) >= LEAST_STEPS for world in worlds)
    seen = {step for world in worlds for step in world.steps}
    assert {*STEPS, "power cut"} - seen == set()


# ---------------------------------------------------------------- planted bugs


def seen_as() -> set[str]:
    """The invariants that the first broken world shows."""
    for seed in range(100, 100 + MOST_WORLDS):
        found = live(seed).violations
        if found:
            return {violation.invariant for violation in found}
    return set()


def test_an_answer_that_names_nothing_taken_for_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    real = reconcile.apply_answers

    def hasty(session: Any, sent: Any, answers: Any, now: Any) -> Any:
        yes = [EntryAnswer(id=entry, outcome="accepted") for entry in sent]
        return real(session, sent, yes, now)

    monkeypatch.setattr(exchanges.reconcile, "apply_answers", hasty)
    assert "I2" in seen_as()


def test_a_centre_that_forgets_what_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = central_in_memory.InMemoryCentre._take

    def forgetful(self: Any, desk: Any, entries: Any) -> Any:
        self._outcomes.clear()
        return real(self, desk, entries)

    monkeypatch.setattr(central_in_memory.InMemoryCentre, "_take", forgetful)
    assert seen_as() & {"I2", "I6", "I7"}


def test_a_number_out_of_a_neighbours_block(monkeypatch: pytest.MonkeyPatch) -> None:
    real = numbers.take_number

    def beyond(work: Any, unit: str, day: Any) -> int:
        taken = real(work, unit, day)
        return taken + (300 if taken % 7 == 0 else 0)

    monkeypatch.setattr(intake, "take_number", beyond)
    assert "I4" in seen_as()


def test_a_centre_that_leases_numbers_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = central_in_memory.InMemoryCentre._cut

    def twice(self: Any, *said: Any) -> Any:
        block = real(self, *said)
        self._last.clear()
        return block

    monkeypatch.setattr(central_in_memory.InMemoryCentre, "_cut", twice)
    assert "I4" in seen_as()


def test_a_batch_in_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    real = exchanges.sender.choose

    def scattered(waiting: Any, **how: Any) -> list[str]:
        return real(waiting, **how)[1:]

    monkeypatch.setattr(exchanges.sender, "choose", scattered)
    assert seen_as() & {"I2", "I6", "I7"}
