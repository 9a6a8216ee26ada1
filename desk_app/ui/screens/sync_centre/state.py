"""What the sync centre shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk_app.services.outbox_desk import Queue, QueueEntry
from desk_app.ui.desk_status import Line, few_from

DAYS_SHOWN = 3

NOTHING = Queue(0, 0, 0, 0, 0, None, 0, "clear", ())


@dataclass(frozen=True)
class DayNumbers:
    """How many dossiers can still get a number on ``day``."""

    day: date
    left: int


@dataclass(frozen=True)
class SyncState:
    """The queue, what was sent today, and the numbers held; ``held_until`` is the last day that
    has numbers, None for none. ``known``: it was read; before, nothing is claimed."""

    queue: Queue = NOTHING
    sent: tuple[QueueEntry, ...] = ()
    numbers: tuple[DayNumbers, ...] = ()
    held_until: date | None = None
    line: Line = Line()
    known: bool = True

    @property
    def few_numbers(self) -> DayNumbers | None:
        """The first day on which numbers are nearly used up."""
        few = few_from(self.line)
        return next((numbers for numbers in self.numbers if numbers.left < few), None)

    @property
    def counts(self) -> dict[str, int]:
        """How many entries each list has, listed or not."""
        queue = self.queue
        return {
            "unsent": queue.unsent,
            "attention": queue.refused + queue.held,
            "sent": queue.accepted_today,
        }

    @property
    def attention(self) -> tuple[QueueEntry, ...]:
        """What does not go by itself."""
        return tuple(entry for entry in self.queue.entries if entry.state != "waiting")


NOT_READ = SyncState(known=False)
