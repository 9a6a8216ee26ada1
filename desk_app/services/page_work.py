"""What is done for pages while nobody waits: their quality is judged, their text read, archive
copies made.

One thread, one piece of work after the other, for ever; what was under way when the program ended
is simply still to do. Nothing at the counter ever waits for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged, PagesChanged, StacksChanged
from desk_app.services.page_views import (
    ArchiveReport,
    PileReport,
    Progress,
    Stopped,
    no_progress,
)

log = logging.getLogger(__name__)
STOP_SECONDS = 10.0
AGAIN_SECONDS = 300.0
"""After a failure; new pages wake it earlier."""


class Copies(Protocol):
    """``services.archiving.Archiving``."""

    def run(
        self, progress: Progress = ..., stopped: Stopped = ..., *, read_text: bool = True
    ) -> ArchiveReport:
        """Judges new pages, then makes the archive copies that are wanted."""
        ...


class CutShort(Protocol):
    """``services.piles.Piles``."""

    def resume(self) -> tuple[PileReport, ...]:
        """Splits piles that a crash cut short."""
        ...


class PageWork:
    """The thread. ``start`` it once the desk is open; ``stop`` it before the store is closed."""

    def __init__(self, copies: Copies, piles: CutShort, bus: EventBus) -> None:
        self._copies, self._piles, self._bus = copies, piles, bus
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._subscriptions: list[Callable[[], None]] = []

    def start(self) -> None:
        """Begins; first with what an earlier run left."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._subscriptions = [
            self._bus.subscribe(kind, self._changed)
            for kind in (PagesChanged, StacksChanged, ArchiveChanged)
        ]
        self._thread = threading.Thread(target=self._work, name="pages", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Ends after the piece of work under way; True if it ended within ``seconds``."""
        for end in self._subscriptions:
            end()
        self._subscriptions = []
        self._stopping.set()
        self._wake.set()
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        thread.join(seconds)
        return not thread.is_alive()

    def run_once(self) -> ArchiveReport:
        """Does all there is to do now."""
        return self._copies.run(no_progress, self._stopping.is_set)

    def _work(self) -> None:
        self._quietly(self._piles.resume)
        while not self._stopping.is_set():
            self._wake.clear()
            self._quietly(self.run_once)
            self._wake.wait(AGAIN_SECONDS)

    def _quietly(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - one bad page must not end the work for all
            log.warning("work on pages failed: %s", type(fault).__name__)

    def _changed(self, _event: object) -> None:
        # What this thread changed itself needs no second round.
        if threading.current_thread() is not self._thread:
            self._wake.set()
