"""Facts in the past tense that others may want to hear."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DossierReceived:
    """A dossier was committed with its code."""

    dossier_id: str
    code: str


@dataclass(frozen=True)
class ReceiptStored:
    """The receipt PDF of a dossier was made and stored."""

    dossier_id: str
    code: str


@dataclass(frozen=True)
class ReceiptPrinted:
    """A receipt (or a reprint) went to the printer, or failed to."""

    dossier_id: str
    code: str
    confirmed: bool


@dataclass(frozen=True)
class OutboxChanged:
    """Entries were added, sent, refused or held."""


@dataclass(frozen=True)
class SendRequested:
    """Someone wants the outbox sent now."""


@dataclass(frozen=True)
class ConnectionChanged:
    """The evidence about the line to the centre changed (see ``sync.connection``)."""

    state: str
    since: str
    detail_key: str | None = None


@dataclass(frozen=True)
class SyncFinished:
    """One pass of the engine ended."""

    reached_centre: bool
    accepted: int
    refused: int
    fetched: int
    waiting: int


@dataclass(frozen=True)
class CatalogueChanged:
    """New versions of procedures are in force."""


@dataclass(frozen=True)
class CalendarChanged:
    """New working days are in force."""


@dataclass(frozen=True)
class DossierChanged:
    """The centre or another service changed a dossier."""

    dossier_id: str


@dataclass(frozen=True)
class DraftSaved:
    """A draft was saved at ``saved_at`` (ISO)."""

    draft_id: str
    saved_at: str


@dataclass(frozen=True)
class PagesChanged:
    """Pages came to a paper of a dossier, or were changed, moved or taken out."""

    dossier_id: str
    paper_number: int


@dataclass(frozen=True)
class StacksChanged:
    """The unmatched tray has more or fewer stacks."""


@dataclass(frozen=True)
class ArchiveChanged:
    """An archive copy was wanted, made, uploaded, or failed; ``waiting`` papers are still to do."""

    dossier_id: str | None
    waiting: int
