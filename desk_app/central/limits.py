"""How often someone may ask: a bucket per asker that fills again with time.

Each server process counts for itself; that is enough to stop a runaway desk and guessing of
one-time codes.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

ASKERS_REMEMBERED = 10_000


@dataclass(frozen=True)
class Rate:
    """``burst`` requests at once, then ``per_second``."""

    burst: float
    per_second: float


@dataclass(frozen=True)
class Limits:
    """The rates of the ways in. A desk syncs every few seconds at most; a person looks a
    dossier up now and then; a code of 60 bits is guessed by nobody at one try a second."""

    sync: Rate = Rate(burst=2000, per_second=50)
    enrol: Rate = Rate(burst=60, per_second=1)
    look_up: Rate = Rate(burst=120, per_second=2)
    pages: Rate = Rate(burst=2000, per_second=50)


class Buckets:
    """Who has asked how often, for one way in."""

    def __init__(self, rate: Rate, seconds: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._seconds = seconds
        self._full: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_for(self, asker: str) -> int:
        """0 if ``asker`` may go on, else after how many whole seconds to try again."""
        with self._lock:
            now = self._seconds()
            left, since = self._full.pop(asker, (self._rate.burst, now))
            left = min(self._rate.burst, left + (now - since) * self._rate.per_second)
            allowed = left >= 1
            self._full[asker] = (left - 1 if allowed else left, now)
            while len(self._full) > ASKERS_REMEMBERED:
                self._full.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / self._rate.per_second))
