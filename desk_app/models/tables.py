"""All tables of the desk, in one place to import them from."""

from __future__ import annotations

from desk_app.models.base import Base
from desk_app.models.catalogue import (
    CalendarDay,
    CalendarVersion,
    Procedure,
    ProcedureCase,
    ProcedureChannel,
    ProcedureVersion,
    RequiredPaper,
)
from desk_app.models.desk import (
    Cursor,
    JournalLine,
    NumberBlock,
    NumberHandOver,
    OutboxEntry,
    Setting,
)
from desk_app.models.dossiers import (
    Amendment,
    Dossier,
    DossierPerson,
    Draft,
    Receipt,
    ReceiptPdf,
    ReceiptPrint,
    SubmittedPaper,
)
from desk_app.models.pages import ArchiveFile, Page, Stack, StoredFile
from desk_app.models.places import Counter, Favourite, Officer, Unit

__all__ = [
    "Amendment",
    "ArchiveFile",
    "Base",
    "CalendarDay",
    "CalendarVersion",
    "Counter",
    "Cursor",
    "Dossier",
    "DossierPerson",
    "Draft",
    "Favourite",
    "JournalLine",
    "NumberBlock",
    "NumberHandOver",
    "Officer",
    "OutboxEntry",
    "Page",
    "Procedure",
    "ProcedureCase",
    "ProcedureChannel",
    "ProcedureVersion",
    "Receipt",
    "ReceiptPdf",
    "ReceiptPrint",
    "RequiredPaper",
    "Setting",
    "Stack",
    "StoredFile",
    "SubmittedPaper",
    "Unit",
]
