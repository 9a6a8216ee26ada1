"""kill -9 of the real desk, in its flows, at moments by chance: between any two calls of the disk,
or at any time from outside."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from tests.faults import forked
from tests.faults.desk_at_work import copy_of, done_with
from tests.faults.desk_flows import FLOWS, LONG_FLOWS, Flow, warm_up
from tests.faults.forked import Tell, Victim, in_own_process
from tests.faults.system_calls import Call, SystemCalls, why_not
from tests.faults.trials import Outcome, Trial

WHAT = {
    "save": "the desk is killed while it saves and prints",
    "attach": "the desk is killed while pages come into a paper",
    "pile": "the desk is killed while a pile is read and split",
    "list": "the desk is killed while the command reads a list of files into a paper",
    "long-list": "the same with 500 files",
    "ack": "the desk is killed while answers of the centre come",
    "lease": "the desk is killed while blocks of numbers come and are used",
    "rekey": "the desk is killed while it gets its key back and its schema is brought up to date",
    "join": "the desk is killed while it joins a centre: the same code lets the same desk in",
}
HOLDS = {
    "ack": ("I1", "I2", "I6", "I7"),
    "lease": ("I1", "I4", "I6"),
    "save": ("I1", "I4", "I5", "I6", "I8"),
    "attach": ("I1", "I8"),
    "pile": ("I1", "I8"),
    "list": ("I1", "I8"),
    "long-list": ("I1", "I8"),
    "rekey": ("I1", "I4", "I6"),
    "join": ("I2", "I7"),
}


# How many of each the test suite makes, and make faults; most of them.
COUNTS = {"list": (3, 100), "join": (3, 100), "long-list": (0, 10)}
USUAL = (9, 100)


def run(name: str, seed: int, count: int) -> Outcome:
    """Kills so many desks in one flow."""
    one = f"one_{name.replace('-', '_')}"
    return in_own_process(__name__, one, seed, count, unless=forked.why_not())


def one_of_all(seed: int) -> Iterable[str]:
    """One desk, in the flow whose turn it is: each has as many as the test suite makes of it."""
    turns = [flow for name, flow in FLOWS.items() for _ in range(COUNTS.get(name, USUAL)[0])]
    return killed(turns[seed % len(turns)], seed)


def killed(flow: Flow, seed: int) -> Iterable[str]:
    """Kills one desk, and judges what it left."""
    warm_up(flow)
    chance = random.Random(seed)
    profile = copy_of(flow.profile())
    if chance.random() < 0.5 and why_not() is None:
        at = chance.randint(1, flow.calls)
        victim = Victim(partial(_until_call, flow, profile, at)).ended()
    else:
        lines, seconds = chance.randint(0, flow.lines), chance.uniform(0, flow.pause)
        victim = Victim(partial(_all, flow, profile)).kill_after(lines, seconds)
    if victim.broke:
        yield victim.broke
    yield from flow.judge(profile, victim.told)
    others = threading.enumerate()[1:]
    for thread in others:
        thread.join(5)
    left = [thread.name for thread in others if thread.is_alive()]
    if left:
        yield f"threads are left over: {left}"
    done_with(profile)


def _all(flow: Flow, profile: Path, tell: Tell) -> None:
    flow.work(profile, [], tell)


def _until_call(flow: Flow, profile: Path, at: int, tell: Tell) -> None:
    calls = 0

    def strike(_: Call) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)

    SystemCalls(profile, strike)
    flow.work(profile, [], tell)


one_save = partial(killed, FLOWS["save"])
one_attach = partial(killed, FLOWS["attach"])
one_pile = partial(killed, FLOWS["pile"])
one_list = partial(killed, FLOWS["list"])
one_long_list = partial(killed, LONG_FLOWS["long-list"])
one_ack = partial(killed, FLOWS["ack"])
one_lease = partial(killed, FLOWS["lease"])
one_rekey = partial(killed, FLOWS["rekey"])
one_join = partial(killed, FLOWS["join"])

TRIALS = [
    Trial(
        f"kill-desk-{name}",
        WHAT[name],
        HOLDS[name],
        *COUNTS.get(name, USUAL),
        partial(run, name),
    )
    for name in (*FLOWS, *LONG_FLOWS)
]
