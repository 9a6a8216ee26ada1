"""Steps of several files under way at once; what they come to is settled by one, in turn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Generic, Protocol, TypeVar

Who = TypeVar("Who")
Went = TypeVar("Went")


class Lanes(Protocol[Who, Went]):
    """Where steps are given, and what they came to is fetched."""

    def give(self, who: Who, step: Callable[[], Went]) -> None:
        """Has ``step`` done for ``who``. A step may take as long as the line needs."""
        ...

    def next(self) -> tuple[Who, Future[Went]]:
        """Waits for a step to end; whose it was, and what it came to. Only while one is under
        way."""
        ...


class Threads(Generic[Who, Went]):
    """Every step in a thread of its own, which holds up nobody's end of the program."""

    def __init__(self) -> None:
        self._ended: SimpleQueue[tuple[Who, Future[Went]]] = SimpleQueue()

    def give(self, who: Who, step: Callable[[], Went]) -> None:
        """As :meth:`Lanes.give`."""
        Thread(target=self._do, args=(who, step), name="upload", daemon=True).start()

    def next(self) -> tuple[Who, Future[Went]]:
        """As :meth:`Lanes.next`."""
        return self._ended.get()

    def _do(self, who: Who, step: Callable[[], Went]) -> None:
        came: Future[Went] = Future()
        try:
            came.set_result(step())
        except BaseException as fault:  # noqa: BLE001 - whoever gave the step gets to see it
            came.set_exception(fault)
        self._ended.put((who, came))
