"""What the home screen shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk_app.services.number_ways import NumberWays
from desk_app.wording import Message


@dataclass(frozen=True)
class OpenDraft:
    """An intake that was interrupted."""

    draft_id: str
    procedure: str | Message
    saved_at: datetime
    applicant: str = ""


@dataclass(frozen=True)
class LatestDossier:
    """A dossier received today. ``state`` is one of ``pill.STATES``."""

    dossier_id: str
    code: str
    received_at: datetime
    procedure: str | Message
    promised_at: datetime | None
    state: str
    applicant: str = ""


@dataclass(frozen=True)
class FavouriteProcedure:
    """A procedure the officer keeps at hand."""

    code: str
    name: str | Message


@dataclass(frozen=True)
class HomeState:
    """Everything on the screen. Amounts in đồng.

    ``unprinted``: codes of dossiers whose receipt never came out; ``unmatched``: stacks in the
    tray; ``promised``: (code, when) of the next ones promised today; ``banners``: what the officer
    must know before it hurts; ``conflicts``: codes of dossiers that two counters amended
    differently; ``cut_short``: (code, number) of papers whose reading ended early; ``begun``:
    codes of dossiers whose corrections the officer has begun and not saved; ``numbers``: where
    some may come from, if there are few or none left; ``known``: it was read; before, nothing is
    claimed.
    """

    received: int = 0
    fees: int = 0
    waiting: int = 0
    attention: int = 0
    promised_today: int = 0
    overdue: int = 0
    drafts: tuple[OpenDraft, ...] = ()
    latest: tuple[LatestDossier, ...] = ()
    unprinted: tuple[str, ...] = ()
    unmatched: int = 0
    promised: tuple[tuple[str, datetime], ...] = ()
    favourites: tuple[FavouriteProcedure, ...] = ()
    banners: tuple[Message, ...] = ()
    conflicts: tuple[str, ...] = ()
    cut_short: tuple[tuple[str, int], ...] = ()
    begun: tuple[str, ...] = ()
    numbers: NumberWays | None = None
    known: bool = True


NOT_READ = HomeState(known=False)


@dataclass(frozen=True)
class PrintRun:
    """What became of printing all that was not printed: ``done`` of ``total``; ``reason`` why it
    stopped."""

    done: int
    total: int
    reason: Message | None = None
