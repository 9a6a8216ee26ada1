"""What the intake screen shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk_app.services.catalogue import ProcedureCard, RequiredPaperCard
    from desk_app.services.fee_rates import KnownRate
    from desk_app.services.fees import Fee
    from desk_app.services.intake_assess import OpenDossier
    from desk_app.services.intake_check import Problem
    from desk_app.services.promised_time import Promise
    from desk_app.wording import Message


@dataclass(frozen=True)
class ProcedureLine:
    """A procedure to pick. ``last``: the one of the dossier before; ``favourite``: its place
    among the officer's favourites, from 1; 0 if it is none."""

    code: str
    name_vi: str
    name_en: str | None = None
    favourite: int = 0
    last: bool = False

    def name(self, language: str) -> str:
        """The name in ``language`` if there is one, else in Vietnamese."""
        return self.name_en if language == "en" and self.name_en else self.name_vi


@dataclass(frozen=True)
class OfferedDraft:
    """The drafts that can be gone on with: how many, and the latest."""

    count: int
    draft_id: str
    saved_at: datetime


@dataclass(frozen=True)
class Unfinished:
    """What was left behind: drafts, and dossiers whose receipt never came out of a printer (the
    latest one's code; a crash or a printer in between)."""

    draft: OfferedDraft | None = None
    unprinted: int = 0
    latest_unprinted: str = ""


@dataclass(frozen=True)
class Judgement:
    """The form as it stands, judged: nothing of it is saved.

    ``doubts``: what the catalogue is not certain about. ``counts_pages``, ``counts_copies``: what
    the fee's formula asks for. ``asks_fee``: the province sets the amount, so it is typed;
    ``picks_fee``: there are several rates, ``rates`` are those the catalogue names.
    """

    card: ProcedureCard | None = None
    papers: tuple[RequiredPaperCard, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Message, ...] = ()
    promise: Promise | None = None
    time_limit: Message | None = None
    fee: Fee | None = None
    others: tuple[OpenDossier, ...] = ()
    favourite: bool = False
    counts_pages: bool = False
    counts_copies: bool = False
    asks_fee: bool = False
    picks_fee: bool = False
    rates: tuple[KnownRate, ...] = ()

    @property
    def certified_copies(self) -> bool:
        """Whether the short way for certified copies is taken."""
        return self.card is not None and self.card.form_kind == "certified_copy"


@dataclass(frozen=True)
class CardScanned:
    """Argument of the screen: begin with what a reader read from an ID card elsewhere."""

    text: str


@dataclass(frozen=True, eq=False)
class NewIntake:
    """Argument of the screen: begin anew; what was begun stays as a draft."""


@dataclass(frozen=True)
class ForProcedure:
    """Argument of the screen: begin with this procedure (a favourite of the home screen)."""

    code: str
