"""The trial of the tests themselves: bugs are planted one at a time, each must be caught."""

from __future__ import annotations

from tests.faults.mutation_gate import mutants, run_gate
from tests.faults.trials import Failure, Outcome, Trial


def run(seed: int, count: int) -> Outcome:
    """Plants ``count`` bugs; the one of a seed is the same as long as the list is."""
    known = mutants()
    seeds = range(seed, seed + count)
    verdicts = run_gate([known[own % len(known)] for own in seeds])
    unseen = tuple(
        Failure(own, f"not seen: {verdict.mutant.bug}")
        for own, verdict in zip(seeds, verdicts, strict=True)
        if not verdict.caught
    )
    return Outcome(count, unseen)


TRIALS = (
    Trial(
        "mutations",
        "bugs planted one at a time into the program; the tests must catch each",
        ("I1", "I2", "I3", "I4", "I5", "I6"),
        count_ci=1,
        count_full=len(mutants()),
        run=run,
        splits=False,
    ),
)
