"""The power is cut: after every call of the disk, with what was not synced lost, kept, kept in
part, or torn; then the real program opens what is left."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.builders.piles import a_page
from tests.faults.desk_at_work import PERSON
from tests.faults.forked import in_own_process
from tests.faults.places import in_memory
from tests.faults.power import WAYS, after
from tests.faults.recorded import recording
from tests.faults.system_calls import why_not
from tests.faults.trials import Outcome, Trial

# Larger than any number of states: row after row of trials takes all of them, far apart.
STEP = 1_000_003
WHAT = {
    "save": "the power is cut while dossiers are saved",
    "receipt": "the power is cut while a receipt is made, printed and printed again",
    "attach": "the power is cut while pages come into a paper",
}
FULL = {"save": 1_400, "receipt": 1_700, "attach": 1_700}


def run(name: str, seed: int, count: int) -> Outcome:
    """Cuts the power so many times."""
    return in_own_process(__name__, f"one_{name}", seed, count, unless=why_not())


def one_of_all(seed: int) -> Iterator[str]:
    """One state, of the work whose turn it is."""
    return cut(list(WHAT)[seed % len(WHAT)], seed)


def cut(name: str, seed: int) -> Iterator[str]:
    """One state of the disk, opened."""
    recorded = recording(name)
    at, way = divmod(seed * STEP % ((len(recorded.calls) + 1) * len(WAYS)), len(WAYS))
    calls = recorded.calls[:at]
    marks = [PERSON.encode(), *(a_page(number)[-300:-100] for number in range(2))]
    if calls and any(mark in calls[-1].data for mark in marks):
        yield f"I8 plain text is written to {calls[-1].path}"
    folder = Path(tempfile.mkdtemp(prefix="cut-", dir=in_memory()))
    try:
        profile = folder / "desk"
        profile.mkdir()
        after(recorded.before, calls).cut(WAYS[way], random.Random(seed), profile)
        told = [call.to for call in calls if call.what == "told"]
        for wrong in recorded.judge(profile, told):
            yield f"after call {at} of {len(recorded.calls)}, kept: {WAYS[way]}: {wrong}"
    finally:
        shutil.rmtree(folder)


one_save = partial(cut, "save")
one_receipt = partial(cut, "receipt")
one_attach = partial(cut, "attach")

TRIALS = [
    Trial(
        f"power-cut-{name}",
        WHAT[name],
        ("I1", "I4", "I5", "I8"),
        30,
        FULL[name],
        partial(run, name),
        splits=False,
    )
    for name in WHAT
]
