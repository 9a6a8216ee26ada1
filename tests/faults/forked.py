"""Trials in a process of their own, which has one thread and may therefore fork: a victim is there
within milliseconds, with every library loaded, and is killed without mercy.

``python -m tests.faults.forked MODULE FUNCTION SEED COUNT`` makes a row of trials and prints what
came of it as JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.compiled import share_compiled
from tests.faults.places import in_memory
from tests.faults.trials import Failure, Outcome, each

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240.0
ENDING_SECONDS = 10.0
Tell = Callable[[str], None]


def in_own_process(
    module: str, function: str, seed: int, count: int, *, unless: str | None = None
) -> Outcome:
    """Makes ``count`` trials with ``function`` (see :func:`~tests.faults.trials.each`) of
    ``module`` in a process of their own; whatever they leave behind is removed.

    ``unless``: why they cannot be made here; then none is, and the outcome says so.
    """
    if unless is not None:
        return Outcome(0, notes=(f"left out: {unless}",))
    with tempfile.TemporaryDirectory(
        prefix="desk-trials-", dir=in_memory(), ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o711)  # a database server may work in it under another name
        said = [sys.executable, "-m", __name__, module, function, str(seed), str(count)]
        done = subprocess.run(
            said,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": folder},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode != 0:
        return Outcome(count, (Failure(seed, f"the trials ended early: {done.stderr[-2000:]}"),))
    told = json.loads(done.stdout.splitlines()[-1])
    failures = tuple(Failure(**one) for one in told["failures"])
    return Outcome(told["trials"], failures, tuple(told["notes"]))


def why_not() -> str | None:
    """Why nobody can be killed here, None if that can be done."""
    return None if hasattr(os, "fork") else f"{sys.platform} has no fork: nobody is killed here"


class Victim:
    """A child that does ``work`` and says a line for all that it has told somebody."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        for other in threading.enumerate():
            if other is not threading.current_thread():
                other.join(ENDING_SECONDS)  # some have done their work and are about to end
        if threading.active_count() != 1:
            raise RuntimeError("a process with several threads cannot fork a whole one")
        self.told: list[str] = []
        self.broke: str | None = None
        self._rest = b""
        self._killer: int | None = None
        ours, theirs = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _die_with_the_parent()
            os.close(ours)
            _live(work, theirs)
        os.close(theirs)
        self._lines = ours

    def kill_after(self, lines: int, seconds: float) -> Victim:
        """Kills it ``seconds`` after its ``lines``-th line; it may have ended before."""
        while len(self.told) < lines and self._read():
            pass
        select.select([], [], [], seconds)
        return self.kill()

    def kill_meanwhile(self, seconds: float) -> None:
        """Kills it ``seconds`` from now, while this process does something else."""
        self._killer = os.fork()
        if self._killer == 0:
            _die_with_the_parent()
            select.select([], [], [], seconds)
            os.kill(self.pid, signal.SIGKILL)
            os._exit(0)

    def first_line(self) -> str:
        """The first that it says.

        Raises:
            RuntimeError: it ended without a word.
        """
        while not self.told:
            if not self._read():
                raise RuntimeError("it ended without a word")
        return self.told[0]

    def kill(self) -> Victim:
        """Kills it now."""
        os.kill(self.pid, signal.SIGKILL)
        return self.ended()

    def ended(self) -> Victim:
        """Reads the rest of its lines and waits until it is gone."""
        while self._read():
            pass
        os.close(self._lines)
        if self._killer is not None:  # until it is gone the number belongs to nobody else
            os.waitpid(self._killer, 0)
        _, status = os.waitpid(self.pid, 0)
        self.killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        broken = [line for line in self.told if line.startswith("raised ")]
        if broken or not (self.killed or status == 0):
            self.broke = broken[0] if broken else f"ended with status {status}"
        return self

    def _read(self) -> bool:
        ready, _, _ = select.select([self._lines], [], [], PATIENCE_S)
        if not ready:
            os.kill(self.pid, signal.SIGKILL)
            self.told.append("raised: it said nothing for four minutes")
        data = os.read(self._lines, 1 << 16)
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.told += [line.decode() for line in whole]
        return bool(data)


def _die_with_the_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):  # only Linux has it
        ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))


def _live(work: Callable[[Tell], None], pipe: int) -> None:
    def tell(line: str) -> None:
        os.write(pipe, f"{line}\n".encode())

    try:
        work(tell)
    except BaseException as fault:  # noqa: BLE001 - it is told, and the process ends
        said = "".join(traceback.format_exception(fault)).replace("\n", " | ")
        tell(f"raised {type(fault).__name__}: {said[-1500:]}")
        os._exit(1)
    os._exit(0)


def main(module: str, function: str, seed: str, count: str) -> None:
    """Makes the trials and prints what came of them."""
    share_compiled()
    one: Callable[[int], Iterable[str]] = getattr(import_module(module), function)
    outcome = each(int(seed), int(count), one)
    sys.stdout.write(json.dumps(asdict(outcome)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
