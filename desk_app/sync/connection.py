"""What the light shows, from evidence: what really came back and what really is unsent.

There is no offline mode to be in. The light is green only when the centre answered lately and
nothing is unsent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal[
    "not_enrolled", "unknown", "offline", "attention", "clogged", "slow", "sending", "online"
]

SLOW_AFTER = timedelta(minutes=15)
CLOGGED_AFTER = timedelta(hours=2)
CLOGGED_FROM = 500
# Longer silence than this (a machine that slept) is no evidence of a line any more.
STALE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Evidence:
    """What is known.

    ``failing_since``: when the first of the present row of failed passes failed; None after a
    success. ``needs_person``: the centre answered, and somebody has to do something (revoked,
    another version). ``busy``: it answered, and asked to come later. ``oldest``: when the oldest
    waiting entry was committed.
    """

    enrolled: bool = True
    last_success: datetime | None = None
    failing_since: datetime | None = None
    failure_key: str | None = None
    needs_person: bool = False
    busy: bool = False
    waiting: int = 0
    refused: int = 0
    held: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class Light:
    """The state, since when (None: not known), and the key of words that say why."""

    state: State
    since: datetime | None = None
    detail_key: str | None = None


def light(evidence: Evidence, now: datetime) -> Light:
    """The light for ``evidence`` at ``now``."""
    if not evidence.enrolled:
        return Light("not_enrolled", None, "sync.not_enrolled")
    if evidence.failing_since is not None:
        return Light(_trouble(evidence, now), evidence.failing_since, evidence.failure_key)
    if evidence.last_success is None:
        return Light("unknown")
    if abs(now - evidence.last_success) > STALE_AFTER:
        return Light("unknown", evidence.last_success)
    if evidence.refused or evidence.held:
        return Light("attention", evidence.oldest)
    return Light(_flow(evidence, now), evidence.oldest or evidence.last_success)


def _trouble(evidence: Evidence, now: datetime) -> State:
    if evidence.needs_person:
        return "attention"
    if evidence.busy:
        return "clogged" if _flow(evidence, now) == "clogged" else "slow"
    return "offline"


def _flow(evidence: Evidence, now: datetime) -> State:
    if not evidence.waiting:
        return "online"
    age = now - evidence.oldest if evidence.oldest else timedelta()
    if age > CLOGGED_AFTER or evidence.waiting > CLOGGED_FROM:
        return "clogged"
    return "slow" if age > SLOW_AFTER else "sending"
