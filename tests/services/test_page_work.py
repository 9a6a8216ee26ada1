"""Work on pages goes on by itself, survives what fails, and ends when told."""

from __future__ import annotations

import threading

from desk_app.event_bus import EventBus
from desk_app.events import PagesChanged
from desk_app.services.page_views import ArchiveReport, PileReport
from desk_app.services.page_work import PageWork

PATIENCE = 30


class Work:
    """Copies and piles that tell what was asked of them; ``broken`` makes them fail."""

    def __init__(self, bus: EventBus) -> None:
        self.bus = bus
        self.rounds = threading.Semaphore(0)
        self.resumed = 0
        self.checked = 0
        self.broken = False
        self.failed = threading.Event()

    def resume(self) -> tuple[PileReport, ...]:
        self.resumed += 1
        return ()

    def run(
        self, progress: object = None, stopped: object = None, *, read_text: bool = True
    ) -> ArchiveReport:
        self.checked += 1
        # What it changes itself must not wake it for one more round.
        self.bus.publish(PagesChanged("d", 1))
        if self.broken:
            self.failed.set()
            raise ValueError("a bad page")
        self.rounds.release()
        return ArchiveReport()


def test_it_begins_with_what_was_left_and_wakes_for_new_pages() -> None:
    bus = EventBus()
    work = Work(bus)
    pages = PageWork(work, work, bus)
    pages.start()
    pages.start()
    assert work.rounds.acquire(timeout=PATIENCE)
    assert (work.resumed, work.checked) == (1, 1)
    bus.publish(PagesChanged("d", 1))
    assert work.rounds.acquire(timeout=PATIENCE)
    assert pages.stop()
    assert work.checked == 2
    assert not pages._subscriptions


def test_a_failure_does_not_end_it() -> None:
    bus = EventBus()
    work = Work(bus)
    work.broken = True
    pages = PageWork(work, work, bus)
    pages.start()
    assert work.failed.wait(PATIENCE)
    work.broken = False
    bus.publish(PagesChanged("d", 1))
    assert work.rounds.acquire(timeout=PATIENCE)
    assert pages.stop()


def test_stopping_what_never_began_is_no_trouble() -> None:
    bus = EventBus()
    work = Work(bus)
    assert PageWork(work, work, bus).stop()
    assert work.checked == 0
