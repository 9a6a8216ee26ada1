"""What the settings screen shows, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from desk_app.clock import VIETNAM
from desk_app.wording import Message

SECTIONS = ("general", "printing", "scanners", "reader", "keys", "sync", "about")


@dataclass(frozen=True)
class DeskFacts:
    """Where this desk belongs; read only. ``enrolled_at`` None: a desk without a centre."""

    unit: str = ""
    unit_name: str = ""
    counter: str = ""
    centre_name: str = ""
    centre_url: str = ""
    desk_id: str = ""
    enrolled_at: datetime | None = None
    training: bool = False


@dataclass(frozen=True)
class SettingsState:
    """The values in force and what can be chosen. ``printers``: (name, words)."""

    values: Mapping[str, Any] = field(default_factory=dict)
    printers: tuple[str, ...] = ()
    facts: DeskFacts | None = None
    versions: tuple[tuple[str, str, str], ...] = ()
    calendar: Message | None = None


def enrolled_at(desk_id: str | None) -> datetime | None:
    """When the centre made this desk's identity: a UUIDv7 begins with its moment."""
    if not desk_id:
        return None
    try:
        known = UUID(desk_id)
    except ValueError:
        return None
    if known.version != 7:
        return None
    return datetime.fromtimestamp((known.int >> 80) / 1000, UTC).astimezone(VIETNAM)
