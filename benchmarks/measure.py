"""Samples, ratios and goals: how every benchmark measures and judges.

Ours and the peers take turns in rounds, so that a busy moment of the machine hits all of them.
A ratio is the median over the rounds of (our median / the peer's median).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

NOISE = 0.8  # a goal missed by no more than this may be the machine's noise
Verdict = Literal["met", "missed", "lost", "told"]


@dataclass(frozen=True)
class Options:
    """``quick``: a few samples of little data, only to see that everything runs."""

    quick: bool = False
    seed: int = 20261122


@dataclass(frozen=True)
class Figure:
    """One thing measured. ``unit``: ms | s | MiB | MiB/s | rows/s."""

    name: str
    unit: str
    samples: tuple[float, ...]

    def at(self, percent: float) -> float:
        """The value that ``percent`` of the samples do not exceed."""
        ordered = sorted(self.samples)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    def as_json(self) -> dict[str, Any]:
        """The figure in ``results.json``."""
        return {
            "name": self.name,
            "unit": self.unit,
            "samples": len(self.samples),
            "median": round(self.median, 4),
            "p95": round(self.at(95), 4),
            "p99": round(self.at(99), 4),
        }


@dataclass(frozen=True)
class Goal:
    """A ratio or a limit and what it should be; ``goal`` None: told, not judged."""

    name: str
    value: float
    goal: float | None
    better: Literal["less", "more"] = "less"
    unit: str = "x"

    @property
    def verdict(self) -> Verdict:
        """Whether the goal was met; only a miss beyond the noise is lost."""
        if self.goal is None:
            return "told"
        share = self.goal / self.value if self.better == "less" else self.value / self.goal
        return "met" if share >= 1 else "missed" if share >= NOISE else "lost"

    def as_json(self) -> dict[str, Any]:
        """The goal in ``results.json``."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "goal": self.goal,
            "better": self.better,
            "verdict": self.verdict,
        }


@dataclass
class Report:
    """What one benchmark found. ``notes``: on what, and what is not like for like."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report in ``results.json``."""
        return {
            "title": self.title,
            "figures": [figure.as_json() for figure in self.figures],
            "goals": [goal.as_json() for goal in self.goals],
            "notes": self.notes,
        }


Rounds = dict[str, list[list[float]]]


def milliseconds(work: Callable[[], object]) -> float:
    """How long ``work`` took."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def repeated(worker: Callable[[], float], each: int) -> Callable[[], list[float]]:
    """A turn of ``each`` samples of ``worker``, which does its work once and says what it
    measured."""
    return lambda: [worker() for _ in range(each)]


def in_turns(
    turns: Mapping[str, Callable[[], list[float]]], *, rounds: int, warm: int = 1
) -> Rounds:
    """Samples by name and round; in every round another one begins.

    Args:
        turns: each takes its turn and gives its samples.
        warm: rounds that are thrown away.
    """
    names = list(turns)
    found: Rounds = {name: [] for name in names}
    for number in range(-warm, rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            samples = turns[name]()
            if number >= 0:
                found[name].append(samples)
    return found


def figure(name: str, unit: str, rounds: Sequence[Sequence[float]]) -> Figure:
    """All samples of all rounds."""
    return Figure(name, unit, tuple(sample for samples in rounds for sample in samples))


def ratio(
    ours: Sequence[Sequence[float]], peers: Sequence[Sequence[float]], percent: float = 50
) -> float:
    """The median over the rounds of our value by the peer's, at the median or at ``percent``."""
    return statistics.median(
        Figure("", "", tuple(a)).at(percent) / Figure("", "", tuple(b)).at(percent)
        for a, b in zip(ours, peers, strict=True)
    )
