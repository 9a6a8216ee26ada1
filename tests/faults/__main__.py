"""``python -m tests.faults``: makes the trials, prints a table, says how to repeat a failure."""

from __future__ import annotations

import argparse
import logging
import secrets
import sys
from collections.abc import Callable, Iterator

from tests.compiled import share_compiled
from tests.faults.document import DOCUMENT, Run, bound, earlier, renew
from tests.faults.runner import run_trial
from tests.faults.trials import Failure, Outcome, Trial, trials

MOST_TOLD = 5
# So many trials at a time, where a row can be made in parts.
PART = 500
Say = Callable[[str], object]


def main(arguments: list[str], say: Say) -> int:
    """Makes the trials; 1 if one failed."""
    known = trials()
    said = _grammar(known).parse_args(arguments)
    if said.list:
        for trial in known.values():
            say(f"{trial.name:<24} {trial.count_full:>8,}  {trial.what}")
        return 0
    seed = secrets.randbelow(1_000_000_000) if said.seed is None else said.seed
    say(f"seed {seed}")
    runs = []
    for name in said.only or known:
        runs.append(_made(known[name], seed, said))
        for line in lines_of(runs[-1]):
            say(line)
    failed = sum(len(run.outcome.failures) for run in runs)
    say(f"{sum(run.outcome.trials for run in runs):,} trials, {failed:,} failed; seed {seed}")
    return int(failed > 0)


def _made(trial: Trial, seed: int, said: argparse.Namespace) -> Run:
    """The trials of one kind that were asked for, with those of its row before them if so said.
    Its row is renewed after each part: all of it may take hours."""
    row = earlier(DOCUMENT.read_text(encoding="utf-8"), trial) if said.more else None
    row = row or Run(trial, Outcome(0), seed, 0.0)
    full = max(1, round(trial.count_full * said.scale))
    left = said.count or max(0, full - row.outcome.trials)
    while left > 0:
        part = min(left, PART) if trial.splits else left
        row = row.and_then(run_trial(trial, row.next_seed, part, said.jobs))
        left -= part
        if said.write:
            text = DOCUMENT.read_text(encoding="utf-8")
            DOCUMENT.write_text(renew(text, [row]), encoding="utf-8")
    return row


def lines_of(run: Run) -> Iterator[str]:
    """What is told of one kind: its row, its notes, and of each failure how to repeat it."""
    trial, outcome = run.trial, run.outcome
    yield (
        f"{trial.name:<24} {outcome.trials:>8,} trials  {len(outcome.failures):>4} failures  "
        f"bound {bound(outcome):>9}  {run.seconds:>7.1f} s   {' '.join(trial.invariants)}"
    )
    for note in outcome.notes:
        yield f"    {note}"
    for failure in outcome.failures[:MOST_TOLD]:
        yield f"    FAILED with seed {failure.seed}: {failure.what}"
        yield f"      again: {again(trial.name, failure)}"
    if len(outcome.failures) > MOST_TOLD:
        yield f"    and {len(outcome.failures) - MOST_TOLD:,} more"


def again(name: str, failure: Failure) -> str:
    """The command that repeats one trial."""
    how = f"--only {name} --seed {failure.seed} --count {failure.count}"
    return f'make faults ARGS="{how} --jobs 1"'


def _grammar(known: dict[str, Trial]) -> argparse.ArgumentParser:
    grammar = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    grammar.add_argument(
        "--only", action="append", choices=list(known), metavar="NAME", help="may be repeated"
    )
    grammar.add_argument("--list", action="store_true", help="the names, and end")
    grammar.add_argument("--seed", type=int, help="of the first trial; by chance if not given")
    grammar.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of the trials")
    grammar.add_argument("--count", type=int, help="so many trials of each kind")
    grammar.add_argument("--jobs", type=int, default=2, help="processes at a time")
    grammar.add_argument(
        "--more", action="store_true", help="go on from the row of docs/reliability.md, and add"
    )
    grammar.add_argument("--write", action="store_true", help="renew docs/reliability.md")
    return grammar


if __name__ == "__main__":
    share_compiled()
    logging.disable(logging.CRITICAL)  # faults without end are what is wanted here
    sys.exit(main(sys.argv[1:], lambda line: print(line, flush=True)))  # noqa: T201
