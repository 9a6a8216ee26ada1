"""What the home screen shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OpenDraft:
    """An intake that was interrupted."""

    draft_id: str
    procedure: str
    saved_at: datetime


@dataclass(frozen=True)
class LatestDossier:
    """A dossier received today. ``state`` is one of ``pill.STATES``."""

    dossier_id: str
    code: str
    received_at: datetime
    procedure: str
    promised_at: datetime | None
    state: str


@dataclass(frozen=True)
class HomeState:
    """Everything on the screen. Amounts in đồng."""

    received: int = 0
    fees: int = 0
    waiting: int = 0
    attention: int = 0
    drafts: tuple[OpenDraft, ...] = ()
    latest: tuple[LatestDossier, ...] = ()
