"""Time and identity are given, never taken: whoever needs them asks a clock.

All moments are aware and in Vietnam time (UTC+7, no daylight saving).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta, timezone
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7), "+07")


class Clock(Protocol):
    """Where the time and new identities come from."""

    def now(self) -> datetime:
        """The present moment, aware, in Vietnam time."""
        ...

    def new_id(self) -> str:
        """A new UUIDv7 as text: sorts by time, never repeats."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in Vietnam time."""
        return datetime.now(VIETNAM)

    def new_id(self) -> str:
        """A new UUIDv7 as text."""
        return uuid7(self.now(), secrets.token_bytes(10))


class TickingClock:
    """A clock that stands at a moment and moves only when told; ids count up.

    For demonstrations and tests: the same start gives the same ids.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(VIETNAM)
        self._count = 0

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._now

    def advance(self, step: timedelta) -> None:
        """Moves the clock (back, too: clocks do jump)."""
        self._now += step

    def set(self, moment: datetime) -> None:
        """Puts the clock to ``moment``."""
        self._now = moment.astimezone(VIETNAM)

    def new_id(self) -> str:
        """The next UUIDv7 of a fixed row."""
        self._count += 1
        return uuid7(self._now, self._count.to_bytes(10, "big"))


ID_PATTERN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""What an id looks like, as a regular expression."""


def uuid7(moment: datetime, noise: bytes) -> str:
    """A UUID of version 7 (RFC 9562) from a moment and 10 bytes of noise."""
    millis = int(moment.timestamp() * 1000).to_bytes(6, "big", signed=False)
    raw = bytearray(millis + noise)
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    digits = raw.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
