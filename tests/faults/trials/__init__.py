"""Kinds of trials: each asks many times, by chance or in turn, whether a promise holds.

A module of this folder is one kind; it has ``TRIALS``, and is found by itself. The n-th trial of a
run with seed s is made from s + n alone, so a failure can be repeated without the others.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

INVARIANTS = {
    "I1": "every acknowledged save exists after any crash",
    "I2": "every entry is applied at the centre exactly once",
    "I3": "the file at the centre is the one that was announced, for every proof",
    "I4": "no code is issued twice, each lies in a block of its issuer",
    "I5": "no receipt is printed without a committed dossier",
    "I6": "the order of each desk and of each dossier is unbroken",
    "I7": "the outbox drains to empty within bounded time after the faults stop",
    "I8": "no plain text of people in any file under the data folder",
}


@dataclass(frozen=True)
class Failure:
    """One trial that went wrong. ``seed`` alone repeats it, where it is a row of ``count`` that can
    only be repeated as a whole, with that count."""

    seed: int
    what: str
    count: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of a row of trials. ``notes`` tell what else was counted or left out."""

    trials: int
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()

    def and_then(self, other: Outcome) -> Outcome:
        """Both rows as one; a note that both have stands once."""
        return Outcome(
            self.trials + other.trials,
            self.failures + other.failures,
            tuple(dict.fromkeys(self.notes + other.notes)),
        )


@dataclass(frozen=True)
class Trial:
    """A kind of trial.

    Args:
        name: as asked for with ``--only``.
        what: one line for people: what is done to what.
        invariants: which of :data:`INVARIANTS` are held against it.
        count_ci: how many trials the test suite makes, the same ones each time.
        count_full: how many ``make faults`` makes.
        run: makes ``count`` trials, the n-th (from 0) from ``seed + n`` alone.
        splits: whether a row may be made in pieces, in several processes.
    """

    name: str
    what: str
    invariants: tuple[str, ...]
    count_ci: int
    count_full: int
    run: Callable[[int, int], Outcome]
    splits: bool = True


def each(seed: int, count: int, one: Callable[[int], Iterable[str]]) -> Outcome:
    """Makes ``count`` trials with ``one``, which takes the seed of its trial and names what was
    wrong. A trial that ends in an exception has failed."""
    failures: list[Failure] = []
    for own in range(seed, seed + count):
        try:
            wrong = list(one(own))
        except Exception as fault:  # noqa: BLE001 - the row goes on, and tells of it
            wrong = [f"{type(fault).__name__}: {fault}"]
        if wrong:
            failures.append(Failure(own, "; ".join(wrong)))
    return Outcome(count, tuple(failures))


@cache
def trials() -> dict[str, Trial]:
    """Every kind of trial, by name."""
    found: dict[str, Trial] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        for trial in import_module(f"{__name__}.{module.name}").TRIALS:
            if trial.name in found:
                raise ValueError(f"two kinds of trials are called {trial.name}")
            unknown = set(trial.invariants) - set(INVARIANTS)
            if unknown:
                raise ValueError(f"{trial.name} names {', '.join(sorted(unknown))}")
            found[trial.name] = trial
    return found
