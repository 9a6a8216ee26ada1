"""The table of ``docs/reliability.md``: one row for each kind of trial, as it was last run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.faults.trials import Outcome, Trial

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGINS, ENDS = "<!-- trials -->", "<!-- end of trials -->"
HEAD = (
    "| | what is tried | holds | trials | failures | 95 % bound | seed | seconds |",
    "|---|---|---|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True)
class Run:
    """A kind of trial with what came of it."""

    trial: Trial
    outcome: Outcome
    seed: int
    seconds: float


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
        f"{run.outcome.trials:,}",
        f"{len(run.outcome.failures):,}",
        bound(run.outcome),
        str(run.seed),
        f"{run.seconds:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def renew(text: str, runs: list[Run]) -> str:
    """``text`` with the rows of ``runs`` between its two marks; rows of others stay.

    Raises:
        ValueError: the text has no marks.
    """
    before, begins, rest = text.partition(BEGINS)
    table, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError("the document has no place for the table")
    rows = {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `")}
    rows |= {run.trial.name: row(run) for run in runs}
    lines = "\n".join([*HEAD, *(rows[name] for name in sorted(rows))])
    return f"{before}{BEGINS}\n\n{lines}\n\n{ENDS}{after}"
