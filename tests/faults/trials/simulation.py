"""T1: whole worlds from one seed, with every fault at once."""

from __future__ import annotations

from collections.abc import Iterable

from tests.faults.simulation.world import live
from tests.faults.trials import Outcome, Trial, each


def one(seed: int) -> Iterable[str]:
    """What is wrong with the world of this seed."""
    return [str(found) for found in live(seed).violations]


def run(seed: int, count: int) -> Outcome:
    """So many worlds."""
    return each(seed, count, one)


TRIALS = (
    Trial(
        "simulation",
        "1 to 8 desks and a centre, 60 steps and more: lines, clocks, disks, power cuts",
        ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8"),
        count_ci=12,
        count_full=10_000,
        run=run,
    ),
)
