"""What the enrolment screen sends, frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EnrolForm:
    """Where to, with which one-time code; ``training``: only a training centre will do."""

    url: str
    code: str
    training: bool
