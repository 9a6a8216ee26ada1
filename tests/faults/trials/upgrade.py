"""kill -9 while a newer program brings an older database with a full outbox up to date."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from alembic.script import ScriptDirectory

from desk_app.models import schema
from tests.faults import forked
from tests.faults.desk_at_work import at_work, receive, said_by, wrong_with
from tests.faults.desk_flows import Flow, kept, of_schema
from tests.faults.forked import Tell, in_own_process
from tests.faults.trials import Outcome, Trial
from tests.faults.trials.kill_desk import killed


def steps() -> list[str]:
    """Every schema before the present one, the oldest first."""
    known = ScriptDirectory(str(schema.SCRIPTS)).walk_revisions()
    return sorted(step.revision for step in known if step.revision != schema.HEAD)


def run(seed: int, count: int) -> Outcome:
    """Kills so many programs that have just been updated."""
    return in_own_process(__name__, "one", seed, count, unless=forked.why_not())


def one(seed: int) -> Iterator[str]:
    """One of them; the schemas take turns."""
    step = random.Random(seed).choice(steps())
    for wrong in killed(_flow(step), seed):
        yield f"from {step}: {wrong}"


@cache
def _flow(step: str) -> Flow:
    return Flow(partial(of_schema, step), _start, partial(_started, step), 1, 700, 0.2)


def _start(profile: Path, _before: list[str], tell: Tell) -> None:
    with at_work(profile) as desk:
        code, dossier = receive(desk)
        tell(f"saved {code} {dossier}")


def _started(step: str, profile: Path, told: list[str]) -> Iterator[str]:
    with at_work(profile) as desk:
        yield from wrong_with(desk, said_by(told))
        yield from kept(desk, step)
        if schema.revision(desk.store.engine) != schema.HEAD:
            yield "the schema is not the present one"


TRIALS = [
    Trial(
        "upgrade",
        "the desk is killed while a database of an earlier version is brought up to date",
        ("I1", "I4", "I6"),
        8,
        200,
        run,
    )
]
