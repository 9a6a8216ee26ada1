"""Makes a row of trials, in one process or in several."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from multiprocessing import get_context

from tests.compiled import share_compiled
from tests.faults.document import Run
from tests.faults.trials import Outcome, Trial, trials

# Pieces of a row: small enough that one slow piece does not keep the others waiting.
PIECES_PER_JOB = 8


def run_trial(trial: Trial, seed: int, count: int, jobs: int) -> Run:
    """Makes ``count`` trials of one kind, in ``jobs`` processes."""
    began = time.perf_counter()
    if jobs == 1 or not trial.splits:
        outcome = trial.run(seed, count)
    else:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            asked = [
                pool.submit(_piece, trial.name, start, size)
                for start, size in pieces(seed, count, jobs * PIECES_PER_JOB)
            ]
            outcome = reduce(Outcome.and_then, (piece.result() for piece in asked))
    return Run(trial, outcome, seed, time.perf_counter() - began)


def pieces(seed: int, count: int, most: int) -> Iterator[tuple[int, int]]:
    """A row in at most ``most`` pieces: the seed each begins with, and how many it has."""
    size, more = divmod(count, most)
    for number in range(min(count, most)):
        own = size + (number < more)
        yield seed, own
        seed += own


def _piece(name: str, seed: int, count: int) -> Outcome:
    share_compiled()
    logging.disable(logging.CRITICAL)  # only in a process of its own: faults are what is wanted
    return trials()[name].run(seed, count)
