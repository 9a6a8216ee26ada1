"""What the receipt screen shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desk_app.wording import Message

if TYPE_CHECKING:
    from desk_app.services.receipts import Paper


@dataclass(frozen=True)
class ReceiptOf:
    """Argument of the screen: whose receipt; ``print_now``: it was received this moment."""

    code: str
    print_now: bool = False


@dataclass(frozen=True)
class ReceiptState:
    """One receipt as it stands. ``sync``: one of ``pill.STATES``; ``print_state``: not_printed |
    printed | unconfirmed; ``fee_vnd`` None: no amount could be stated; ``pages`` are PNG pictures
    of the stored bytes."""

    code: str
    procedure: str | Message
    applicant: str
    received_at: datetime
    promised_at: datetime | None
    fee_vnd: int | None
    sync: str
    print_state: str
    reprints: int
    paper: Paper
    pages: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class PrintSettings:
    """How this desk prints: ``printer`` empty if there is none. ``printers``: all names.
    ``copies``: how often the whole receipt (both slips) is printed. ``silent``: the print service
    does not answer; the names are those known before."""

    printer: str
    printers: tuple[str, ...]
    paper: Paper
    copies: int
    preview_first: bool
    silent: bool = False
