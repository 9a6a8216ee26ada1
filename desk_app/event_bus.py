"""Publish and subscribe, without Qt and without names of listeners."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

log = logging.getLogger(__name__)
Kind = TypeVar("Kind")


class EventBus:
    """Carries facts to whoever asked for their kind.

    Handlers run in the publishing thread, in the order they subscribed. A fact published by a
    handler waits until the present one is told to all (no nesting). A handler that raises is
    logged and does not keep the others from hearing.
    """

    def __init__(self) -> None:
        self._handlers: dict[type, list[Callable[[Any], None]]] = {}
        self._local = threading.local()

    def subscribe(self, kind: type[Kind], handler: Callable[[Kind], None]) -> Callable[[], None]:
        """Calls ``handler`` for each event of exactly ``kind``; returns how to end that."""
        self._handlers.setdefault(kind, []).append(handler)
        return lambda: self._handlers[kind].remove(handler)

    def publish(self, event: object) -> None:
        """Tells ``event`` to its subscribers."""
        waiting: deque[object] | None = getattr(self._local, "waiting", None)
        if waiting is not None:
            waiting.append(event)
            return
        waiting = self._local.waiting = deque([event])
        try:
            while waiting:
                present = waiting.popleft()
                for handler in list(self._handlers.get(type(present), ())):
                    try:
                        handler(present)
                    except Exception:  # one deaf listener must not silence the rest
                        log.exception("a listener failed on %s", type(present).__name__)
        finally:
            self._local.waiting = None
