"""The table of ``docs/reliability.md``: one row for each kind of trial, as it was last run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.faults.trials import Outcome, Trial

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGINS, ENDS = "<!-- trials -->", "<!-- end of trials -->"
OF = " of "
HEAD = (
    "| | what is tried | holds | trials | failures | 95 % bound | seed | seconds |",
    "|---|---|---|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True)
class Run:
    """A kind of trial with what came of it. ``seed``: of the first trial."""

    trial: Trial
    outcome: Outcome
    seed: int
    seconds: float

    @property
    def next_seed(self) -> int:
        """Of the trial that would be the next one."""
        return self.seed + self.outcome.trials

    def and_then(self, later: Run) -> Run:
        """Both as one row; ``later`` begins where this one ended."""
        outcome = self.outcome.and_then(later.outcome)
        return Run(self.trial, outcome, self.seed, self.seconds + later.seconds)


def bound(outcome: Outcome) -> str:
    """Below which rate of failures one can be 95 % sure to be: 3/N, if none failed."""
    if outcome.failures or not outcome.trials:
        return "–"
    return f"{300 / outcome.trials:.2g} %"


def row(run: Run) -> str:
    """The line of the table."""
    cells = (
        f"`{run.trial.name}`",
        run.trial.what,
        ", ".join(run.trial.invariants),
        _made(run),
        f"{len(run.outcome.failures):,}",
        bound(run.outcome),
        str(run.seed),
        f"{run.seconds:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _made(run: Run) -> str:
    """How many trials, and of how many where some are still to be made."""
    made, full = run.outcome.trials, run.trial.count_full
    return f"{made:,}" if made >= full else f"{made:,}{OF}{full:,}"


def earlier(text: str, trial: Trial) -> Run | None:
    """What the row of this kind tells; None if there is none.

    Raises:
        ValueError: trials of it failed, or it is made as a whole: then it begins anew.
    """
    line = _rows(text).get(trial.name)
    if line is None:
        return None
    trials, failures, _, seed, seconds = (cell.strip() for cell in line.split("|")[4:9])
    if failures != "0" or not trial.splits:
        raise ValueError(f"the row of {trial.name} cannot be added to")
    known = Outcome(int(trials.partition(OF)[0].replace(",", "")))
    return Run(trial, known, int(seed), float(seconds.replace(",", "")))


def renew(text: str, runs: list[Run]) -> str:
    """``text`` with the rows of ``runs`` between its two marks; rows of others stay.

    Raises:
        ValueError: the text has no marks.
    """
    before, begins, rest = text.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError("the document has no place for the table")
    rows = _rows(text) | {run.trial.name: row(run) for run in runs}
    lines = "\n".join([*HEAD, *(rows[name] for name in sorted(rows))])
    return f"{before}{BEGINS}\n\n{lines}\n\n{ENDS}{after}"


def _rows(text: str) -> dict[str, str]:
    """The lines between the two marks, by the name of their kind."""
    table = text.partition(BEGINS)[2].partition(ENDS)[0]
    return {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `")}
