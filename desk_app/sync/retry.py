"""When to try again: full jitter, so that hundreds of counters do not come back together."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime

SHORTEST_SECONDS = 1.0
LONGEST_SECONDS = 300.0
# How long to wait when all is well and nothing is unsent: news of the centre come this often.
IDLE_SECONDS = 30.0

# What is asked for is believed between these; a header that says nothing clear asks for the middle.
RETRY_AFTER_IF_UNSAID = 30.0
LONGEST_RETRY_AFTER = 3600.0

Random = Callable[[], float]
"""A number from 0 up to, not including, 1."""


def delay_after(failures: int, random: Random, at_least: float = 0.0) -> float:
    """Seconds to wait after ``failures`` passes in a row that failed (1 or more).

    Anything between 1 second and a limit that doubles with each failure up to 5 minutes;
    ``at_least`` is what the centre asked for, the jitter comes on top of it.
    """
    limit = min(LONGEST_SECONDS, SHORTEST_SECONDS * 2.0 ** min(failures, 20))
    return at_least + max(SHORTEST_SECONDS, random() * limit)


def seconds_asked(retry_after: str, date: str) -> float:
    """Seconds that an answer asks to wait, by its headers ``Retry-After`` (seconds, or the moment
    to come again) and ``Date``. A moment is read against the clock of the sender: that of the desk
    may be wrong."""
    said = retry_after.strip()
    if said.isascii() and said.isdigit():
        return min(LONGEST_RETRY_AFTER, float(said))
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(date)
    except (ValueError, TypeError):  # no moment; or one has a time zone and the other none
        return RETRY_AFTER_IF_UNSAID
    return min(LONGEST_RETRY_AFTER, max(0.0, wait.total_seconds()))


def idle_delay(random: Random) -> float:
    """Seconds until the next look at the centre when nothing waits: 30 s, give or take a
    quarter."""
    return IDLE_SECONDS * (0.75 + random() / 2)
