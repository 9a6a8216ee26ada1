"""What the day's screen shows, frozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

# The window asks here who may see the day, before anything of the services is loaded.
if TYPE_CHECKING:
    from desk_app.services.day_exceptions import Exceptional
    from desk_app.services.day_review import Day, Part

ROLES = ("supervisor", "it")
OPENS, CLOSES = 7, 17
"""Hours that are always shown, whether anyone came or not."""


def may_review(role: str | None) -> bool:
    """Whether an officer of ``role`` sees the whole day."""
    return role in ROLES


def hours(parts: Sequence[Part]) -> list[tuple[str, int]]:
    """A bar for each hour of the working day, and for any other hour in which someone came."""
    received = {int(part.name): part.received for part in parts}
    first = min([OPENS, *received])
    last = max([CLOSES - 1, *received])
    return [(str(hour), received.get(hour, 0)) for hour in range(first, last + 1)]


def listed(day: Day, kind: str | None) -> list[Exceptional]:
    """The exceptions of ``kind``; None: all."""
    return [one for one in day.exceptions if kind is None or one.kind == kind]


def place_of(row: Exceptional | None, rows: Sequence[Exceptional]) -> int:
    """Where ``row`` stands among ``rows`` read anew; 0 where it is not there any more."""
    wanted = (row.kind, row.dossier_id, row.code) if row is not None else None
    places = (n for n, one in enumerate(rows) if (one.kind, one.dossier_id, one.code) == wanted)
    return next(places, 0)
