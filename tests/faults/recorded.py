"""Short pieces of work of a real desk with every call that they made of the disk."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.builders.piles import a_page, scanned
from tests.faults.desk_at_work import SCANNER, at_work, copy_of, receive
from tests.faults.desk_flows import FLOWS, Judge, paper_of, warm_up
from tests.faults.forked import Tell, Victim
from tests.faults.system_calls import Call, SystemCalls

Work = Callable[[Path, Tell], None]


def save(profile: Path, tell: Tell) -> None:
    """Two dossiers."""
    with at_work(profile) as desk:
        for _ in range(2):
            code, dossier = receive(desk)
            tell(f"saved {code} {dossier}")


def receipt(profile: Path, tell: Tell) -> None:
    """A dossier, its receipt, and that once more."""
    with at_work(profile) as desk:
        code, dossier = receive(desk)
        tell(f"saved {code} {dossier}")
        job = desk.receipts.first_print(code)
        tell(f"printed {code} {hashlib.sha256(job.pdf).hexdigest()}")
        desk.receipts.record_print(job, "printed", "a printer", desk.officer())
        again = desk.receipts.reprint(code, "lost", desk.officer())
        tell(f"reprinted {code} {again.reprint}")
        desk.receipts.record_print(again, "printed", "a printer", desk.officer())


def attach(profile: Path, tell: Tell) -> None:
    """Two pages into a paper."""
    with at_work(profile) as desk:
        target = paper_of(desk, 0)
        for number in range(2):
            desk.scanning.add(target, scanned(a_page(number))[0], SCANNER, desk.officer())
            tell("page")


@dataclass(frozen=True)
class Recorded:
    """A profile as it was before, and what was asked of the disk, with what was told between."""

    before: Path
    calls: Sequence[Call]
    judge: Judge


WORKS: dict[str, tuple[Work, str]] = {
    "save": (save, "save"),
    "receipt": (receipt, "save"),
    "attach": (attach, "attach"),
}


@cache
def recording(name: str) -> Recorded:
    """One run of a piece of work, heard."""
    work, like = WORKS[name]
    flow = FLOWS[like]
    warm_up(flow)
    before = copy_of(flow.profile())
    profile = copy_of(before)
    kept = profile.parent / "calls"

    def heard(tell: Tell) -> None:
        calls = SystemCalls(profile)
        work(profile, calls.tell)
        kept.write_bytes(pickle.dumps(calls.heard))
        tell("done")

    victim = Victim(heard).ended()
    if victim.told != ["done"]:
        raise RuntimeError(f"{name} could not be recorded: {victim.told}")
    return Recorded(before, pickle.loads(kept.read_bytes()), flow.judge)
