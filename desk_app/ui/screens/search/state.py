"""What is asked and what was found, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.services.search import DossierLine

DAYS: tuple[int | None, ...] = (1, 7, None)
"""Choices of the period: today, seven days, all."""
STATES = ("received", "processing", "supplement", "done", "returned")


@dataclass(frozen=True)
class Question:
    """A search with its filters; ``days`` None: of any time, ``state`` None: any."""

    text: str = ""
    days: int | None = None
    state: str | None = None
    overdue: bool = False


@dataclass(frozen=True)
class AmendOf:
    """A wish for this screen: the dossier with this code, and the corrections begun there."""

    code: str


@dataclass(frozen=True)
class AmendWish:
    """What the officer wants changed: new values by field, why, and what was seen of each field."""

    code: str
    values: dict[str, str | None]
    reason: str
    seen: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Found:
    """The answer: ``total`` is exact up to 1000, ``more`` says that there are more.

    ``lines`` is the first window of the list. ``took_ms`` in milliseconds.
    """

    question: Question
    total: int = 0
    more: bool = False
    took_ms: float = 0.0
    lines: tuple[DossierLine, ...] = ()
