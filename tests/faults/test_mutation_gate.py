"""The gate: every bug can be planted, one that is seen is caught, one that is not is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.mutation_gate import ROOT, Mutant, mutants, run_gate

LEAST = 25
A_BUG = Mutant(
    bug="numbers are read wrongly",
    file="desk_app/sync/retry.py",
    find="random() * limit",
    put="limit",
    tests=("tests/sync/test_retry.py",),
)


def test_there_are_enough_of_them_and_none_twice() -> None:
    assert len({mutant.bug for mutant in mutants()}) == len(mutants()) >= LEAST


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.bug)
def test_each_can_be_planted(mutant: Mutant) -> None:
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert compile(mutant.planted(source), mutant.file, "exec"), "it is a program still"
    assert all((ROOT / test).exists() for test in mutant.tests)


def test_what_does_not_stand_there_cannot_be_planted() -> None:
    with pytest.raises(ValueError, match="cannot plant"):
        replace(A_BUG, find="nowhere").planted("nothing")


def test_a_bug_that_is_seen_is_caught_and_one_that_is_not_is_told() -> None:
    unseen = replace(A_BUG, bug="nobody looks", tests=("tests/test_errors.py",))
    told = {one.mutant.bug: one.caught for one in run_gate([A_BUG, unseen])}
    assert told == {A_BUG.bug: True, unseen.bug: False}


def test_tests_that_fail_anyway_prove_nothing() -> None:
    broken = replace(A_BUG, tests=("tests/no_such_test.py",))
    with pytest.raises(RuntimeError, match="without a bug"):
        list(run_gate([broken]))
