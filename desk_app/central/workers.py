"""Several server processes behind one listening socket: started, watched, replaced, ended.

The parent opens the socket and serves nobody. A worker that dies (killed, out of memory) is
replaced, after ever longer pauses if it dies again and again; what it had not answered the desks
send once more. If the parent dies, its workers end by themselves.
"""

from __future__ import annotations

import logging
import multiprocessing
import multiprocessing.connection as connections
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Thread
from types import FrameType
from typing import Any

from desk_app.central import serving
from desk_app.errors import EnvironmentFault

log = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# A worker that served for so long did not die of its start.
STEADY_SECONDS = 60.0
# Beyond the time that running requests are given.
KILL_AFTER_SECONDS = serving.GRACE_SECONDS + 5

Serve = Callable[[Any, socket.socket, Callable[[], None], int | None], None]
"""What a worker does: with its order, the socket, whom to tell when it serves, and a file
descriptor that closes when the parent is gone. A function of a module, so that it can be named
to another process."""


def pause_before_next(early_deaths: int) -> float:
    """Seconds until a worker is replaced that died ``early_deaths`` times in a row soon after its
    start; 0 after a steady life."""
    if early_deaths == 0:
        return 0.0
    return float(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(early_deaths - 1, 20)))


@dataclass
class Place:
    """Where one worker at a time works. ``early_deaths``: how many in a row died soon."""

    process: SpawnProcess | None = None
    tells: Connection | None = None
    since: float = 0.0
    early_deaths: int = 0
    again_at: float = 0.0

    def is_over(self, now: float) -> None:
        """Its worker has died."""
        steady = now - self.since >= STEADY_SECONDS
        self.early_deaths = 0 if steady else self.early_deaths + 1
        self.again_at = now + pause_before_next(self.early_deaths)
        self.process = None


class Crew:
    """The workers of one parent."""

    def __init__(
        self,
        serve: Serve,
        order: Any,
        opened: socket.socket,
        size: int,
        *,
        died: Callable[[int], None] = lambda _: None,
    ) -> None:
        """
        Args:
            serve: runs in every worker.
            order: given to ``serve``; goes to another process, so it must be plain data.
            opened: the listening socket.
            size: how many workers.
            died: hears the process id of a worker that is no more.
        """
        self._serve, self._order, self._opened = serve, order, opened
        self._places = [Place() for _ in range(size)]
        self._died = died
        self._spawn = multiprocessing.get_context("spawn")

    def run(self, ready: Callable[[], None], until_closed: int | None = None) -> None:
        """Serves until SIGTERM or SIGINT, or until the pipe ``until_closed`` closes. Calls
        ``ready`` when every worker serves.

        Raises:
            EnvironmentFault: a worker ended before it served.
        """
        with _told_to_end(until_closed) as end:
            try:
                for place in self._places:
                    self._fill(place)
                if self._all_serve(end):
                    ready()
                    self._watch(end)
            finally:
                self._end()

    def _fill(self, place: Place) -> None:
        hears, tells = self._spawn.Pipe(duplex=False)
        place.process = self._spawn.Process(
            target=_work, args=(self._serve, self._order, self._opened, tells), daemon=True
        )
        place.process.start()
        tells.close()
        place.tells, place.since = hears, time.monotonic()
        log.info("worker started", extra={"facts": {"worker": place.process.pid}})

    def _all_serve(self, end: socket.socket) -> bool:
        """Waits for every worker; False: told to end before."""
        missing = [place.tells for place in self._places if place.tells is not None]
        while missing:
            for found in connections.wait([*missing, end]):
                if found is end:
                    return False
                assert isinstance(found, Connection)
                try:
                    found.recv()
                except EOFError as fault:
                    raise EnvironmentFault("central.worker_ended") from fault
                missing.remove(found)
        return True

    def _watch(self, end: socket.socket) -> None:
        while True:
            at_work = {p.process.sentinel: p for p in self._places if p.process is not None}
            found = connections.wait([*at_work, end], self._until_next())
            if end in found:
                return
            for sentinel in found:
                assert isinstance(sentinel, int)
                self._bury(at_work[sentinel])
            now = time.monotonic()
            for place in self._places:
                if place.process is None and place.again_at <= now:
                    self._fill(place)

    def _until_next(self) -> float | None:
        empty = [place.again_at for place in self._places if place.process is None]
        return max(0.0, min(empty) - time.monotonic()) if empty else None

    def _bury(self, place: Place) -> None:
        process = place.process
        assert process is not None
        process.join()
        facts = {"worker": process.pid, "code": process.exitcode}
        log.error("worker ended", extra={"facts": facts})
        self._died(process.pid or 0)
        process.close()
        if place.tells is not None:
            place.tells.close()
        place.is_over(time.monotonic())

    def _end(self) -> None:
        running = [place.process for place in self._places if place.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + KILL_AFTER_SECONDS
        for process in running:
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
        for place in self._places:
            if place.tells is not None:
                place.tells.close()


def _work(serve: Serve, order: Any, opened: socket.socket, tells: Connection) -> None:
    """The life of a worker."""
    parent = multiprocessing.parent_process()
    gone = parent.sentinel if parent is not None else None

    def ready() -> None:
        tells.send(True)
        tells.close()

    serve(order, opened, ready, gone)


@contextmanager
def _told_to_end(until_closed: int | None) -> Iterator[socket.socket]:
    """A socket that has something to read when the end was asked for, by signal or pipe."""
    hears, tells = socket.socketpair()
    with hears, tells, _wake_on_signals(tells):
        if until_closed is not None:
            Thread(target=_pass_on, args=(until_closed, tells), daemon=True).start()
        yield hears


@contextmanager
def _wake_on_signals(tells: socket.socket) -> Iterator[None]:
    tells.setblocking(False)
    before = {n: signal.signal(n, _heard) for n in serving.STOP_SIGNALS}
    woken_before = signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(woken_before)
        for number, handler in before.items():
            signal.signal(number, handler)


def _heard(number: int, frame: FrameType | None) -> None:
    """The byte that the signal wrote into the socket is what is waited for."""


def _pass_on(pipe: int, tells: socket.socket) -> None:
    while os.read(pipe, 4096):
        pass
    try:
        tells.send(b"\0")
    except OSError:
        return  # it has ended already
