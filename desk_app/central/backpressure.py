"""No more work at once than a process can do: the rest comes again, each at another time.

A province comes back at half past seven. What the database can do is done, a short line waits for a
short time, and whoever finds the line full hears ``429`` with a ``Retry-After`` of its own, further
away the more were sent away before it. Nothing waits without bound, so answers stay quick.
"""

from __future__ import annotations

import asyncio
import random as chance
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from desk_app.central.way_in import Stop

AT_WORK = 8
WAITING = 64
PATIENCE_SECONDS = 5.0
# Of archive copies that arrive at once each holds up to 4 MiB of memory.
UPLOADS_AT_ONCE = 48
# A desk that was sent away comes again after 2 seconds at the soonest; the last of a whole province
# within so many.
SOONEST_SECONDS, SMALL_CROWD_SECONDS, LARGE_CROWD_SECONDS = 2, 8.0, 300.0
USUAL_SECONDS = 0.05

Random = Callable[[], float]
Found = TypeVar("Found")


def spread(least: int, most: int, random: Random = chance.random) -> int:
    """Whole seconds between ``least`` and ``most``, by chance."""
    return least + int(random() * (most - least + 1))


class Gate:
    """Work that needs the database: so much at once, so much waiting, the rest comes again."""

    def __init__(
        self,
        at_work: int = AT_WORK,
        waiting: int = WAITING,
        patience: float = PATIENCE_SECONDS,
        random: Random = chance.random,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            at_work: how many pieces of work run at once, each in a thread.
            waiting: how many more may wait for their turn.
            patience: how many seconds one waits at most.
            random: from 0 up to, not including, 1.
            seconds: a clock that never goes back.
        """
        self._most, self._at_work = at_work + waiting, at_work
        self._patience, self._random, self._seconds = patience, random, seconds
        self._turns = asyncio.Semaphore(at_work)
        self._threads = anyio.CapacityLimiter(at_work)
        self._inside = 0
        self._running = 0
        self._sent_away = 0
        self._usual = USUAL_SECONDS

    @property
    def running(self) -> int:
        """How many pieces of work run now."""
        return self._running

    @property
    def inside(self) -> int:
        """How many run or wait."""
        return self._inside

    async def work(self, function: Callable[..., Found], *given: Any) -> Found:
        """Runs ``function`` in a thread, in its turn.

        Raises:
            Stop: ``busy``: too many wait, or this one has waited too long.
        """
        if self._inside >= self._most:
            raise self._busy()
        self._inside += 1
        try:
            await self._turn()
            try:
                return await self._timed(function, *given)
            finally:
                self._turns.release()
        finally:
            self._inside -= 1

    async def _turn(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._turns.acquire()
        except TimeoutError as late:
            raise self._busy() from late

    async def _timed(self, function: Callable[..., Found], *given: Any) -> Found:
        began = self._seconds()
        self._running += 1
        try:
            return await anyio.to_thread.run_sync(partial(function, *given), limiter=self._threads)
        finally:
            self._running -= 1
            self._usual += 0.1 * (self._seconds() - began - self._usual)
            self._sent_away = max(0, self._sent_away - 1)

    def _busy(self) -> Stop:
        """Who was sent away before comes before: the crowd is spread over the time it takes."""
        self._sent_away += 1
        crowd = self._sent_away * self._usual / self._at_work
        seconds = min(LARGE_CROWD_SECONDS, max(SMALL_CROWD_SECONDS, crowd))
        return Stop("busy", retry_after=SOONEST_SECONDS + int(self._random() * seconds))


class Places:
    """Requests that take long and wait for their desk, not for us: so many at once."""

    def __init__(self, most: int = UPLOADS_AT_ONCE, random: Random = chance.random) -> None:
        self._free, self._random = most, random

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place until the block ends.

        Raises:
            Stop: ``busy``.
        """
        if self._free <= 0:
            least = SOONEST_SECONDS
            later = spread(least, least + int(SMALL_CROWD_SECONDS), self._random)
            raise Stop("busy", retry_after=later)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
