"""Steps of several files, done one after the other in the order in which they were given: the same
every time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Who = TypeVar("Who")
Went = TypeVar("Went")


class InTurns(Generic[Who, Went]):
    """As :class:`desk_app.sync.lanes.Lanes`. What is no error of the program ends it at once."""

    def __init__(self) -> None:
        self._given: deque[tuple[Who, Callable[[], Went]]] = deque()

    def give(self, who: Who, step: Callable[[], Went]) -> None:
        """Later."""
        self._given.append((who, step))

    def next(self) -> tuple[Who, Future[Went]]:
        """Now."""
        who, step = self._given.popleft()
        came: Future[Went] = Future()
        try:
            came.set_result(step())
        except Exception as fault:  # noqa: BLE001 - whoever gave the step gets to see it
            came.set_exception(fault)
        return who, came
