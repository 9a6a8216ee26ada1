"""The n-th call of the disk fails, for every n: with an I/O fault, a full disk, or as a virus
scanner would have it; once, or from then on until somebody mends it."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from desk_app.errors import DeskError, EnvironmentFault
from desk_app.services.desk import Desk
from tests.builders.piles import a_page, scanned
from tests.faults.desk_at_work import (
    SCANNER,
    at_work,
    codes_of,
    copy_of,
    done_with,
    receive,
    said_by,
    wrong_with,
)
from tests.faults.desk_flows import FLOWS, images_of, paper_of, warm_up
from tests.faults.forked import Tell, Victim, in_own_process
from tests.faults.system_calls import Call, SystemCalls, why_not
from tests.faults.trials import Outcome, Trial

FAULTS = (errno.EIO, errno.ENOSPC, errno.EACCES)
STEP = 1_000_003
# Once, twice, until mended.
LASTS = (1, 2, 1_000_000)
FULL = {"save": 900, "attach": 900, "open": 200}
WHAT = {
    "save": "the n-th call of the disk fails while a dossier is saved and its receipt made",
    "attach": "the n-th call of the disk fails while a page comes into a paper",
    "open": "the n-th call of the disk fails while the desk is opened and closed",
}


def run(name: str, seed: int, count: int) -> Outcome:
    """Fails so many calls."""
    return in_own_process(__name__, f"one_{name}", seed, count, unless=why_not())


def one_of_all(seed: int) -> Iterator[str]:
    """One failure, in the work whose turn it is."""
    return failed(list(WHAT)[seed % len(WHAT)], seed)


def failed(name: str, seed: int) -> Iterator[str]:
    """One call (or more) fails; whoever was told of a failure finds nothing half done, and the
    next try works."""
    total = _calls(name)
    place, kind = divmod(seed * STEP % (total * len(FAULTS) * len(LASTS)), total)[::-1]
    fault, lasts = FAULTS[kind % len(FAULTS)], LASTS[kind // len(FAULTS)]
    profile = _fresh(name)
    victim = Victim(partial(_live, name, profile, place, fault, lasts)).ended()
    where = f"call {place} of {total}, {errno.errorcode[fault]}, {lasts} times: "
    for wrong in (victim.broke, *_judged(name, profile, victim.told)):
        if wrong:
            yield where + wrong
    done_with(profile)


def _live(name: str, profile: Path, place: int, fault: int, lasts: int, tell: Tell) -> None:
    count = 0
    armed = name == "open"

    def before(call: Call) -> int | None:
        nonlocal count
        if not armed:
            return None
        count += 1
        hit = place < count <= place + lasts
        return fault if hit else None

    calls = SystemCalls(profile, before)
    if name == "open":
        _tried(lambda: _open(profile), tell)
        armed = False
        _open(profile)
        tell("again")
        return
    with at_work(profile) as desk:
        armed = True
        _tried(lambda: ACTS[name](desk, tell), tell)
        armed = False
        ACTS[name](desk, tell)
        tell("again")
    tell(f"calls {len(calls.heard)}")


def _tried(act: Callable[[], None], tell: Tell) -> None:
    """What fails is told in words: what happened, what it means, what to do."""
    try:
        act()
    except DeskError as fault:
        if not _has_words(fault):
            tell(f"raised: {fault.key} has no words")
        tell(f"failed {fault.key}")


def _has_words(fault: DeskError) -> bool:
    said = (fault.title, fault.meaning, fault.next_step)
    return all(words(language).strip() for words in said for language in ("vi", "en"))


def _open(profile: Path) -> None:
    with at_work(profile):
        pass


def _save(desk: Desk, tell: Tell) -> None:
    code, dossier = receive(desk)
    tell(f"saved {code} {dossier}")
    job = desk.receipts.first_print(code)
    tell(f"printed {code}")
    desk.receipts.record_print(job, "printed", "a printer", desk.officer())


def _attach(desk: Desk, tell: Tell) -> None:
    number = len(images_of(desk, 0))
    image = scanned(a_page(number))[0]
    desk.scanning.add(paper_of(desk, 0), image, SCANNER, desk.officer())
    tell("page")


ACTS: dict[str, Callable[[Desk, Tell], None]] = {"save": _save, "attach": _attach}


def _judged(name: str, profile: Path, told: list[str]) -> Iterator[str]:
    if "again" not in told:
        yield "the next try did not come to its end"
    with at_work(profile) as desk:
        yield from wrong_with(desk, said_by(told))
        if name == "save":
            there, saved = codes_of(desk), [line.split()[1] for line in told if "saved" in line]
            if there != saved:
                yield f"I1 {len(saved)} dossiers are told of, {len(there)} are there"
        if name == "attach":
            count = told.count("page")
            if images_of(desk, 0) != [a_page(number) for number in range(count)]:
                yield f"I1 {count} pages are told of, {len(images_of(desk, 0))} are there"


def _fresh(name: str) -> Path:
    flow = FLOWS["attach" if name == "attach" else "save"]
    warm_up(flow)
    return copy_of(flow.profile())


@cache
def _calls(name: str) -> int:
    """How many calls the act makes of the disk. What every child needs is looked for before the
    first of them: places of calls, words of faults."""
    if why_not() is None:
        _has_words(EnvironmentFault("store.disk_full"))
    profile = _fresh(name)
    count = 0

    def live(tell: Tell) -> None:
        def note(_: Call) -> None:
            nonlocal count
            count += 1

        if name == "open":
            SystemCalls(profile, note)
            _open(profile)
        else:
            with at_work(profile) as desk:
                SystemCalls(profile, note)
                ACTS[name](desk, lambda _: None)
                tell(f"{count}")
                return
        tell(f"{count}")

    victim = Victim(live).ended()
    if victim.broke:
        raise RuntimeError(victim.broke)
    return int(victim.told[0])


one_save = partial(failed, "save")
one_attach = partial(failed, "attach")
one_open = partial(failed, "open")

TRIALS = [
    Trial(
        f"failing-disk-{name}",
        WHAT[name],
        ("I1", "I4", "I5"),
        8,
        FULL[name],
        partial(run, name),
        splits=False,
    )
    for name in WHAT
]
