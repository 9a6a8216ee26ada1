"""What the receipt screen asks of services and printers, in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desk_app.errors import EnvironmentFault
from desk_app.paper.pdf_pages import page_pictures
from desk_app.services.dossiers import Dossiers, DossierView
from desk_app.services.fees import is_left_open
from desk_app.services.receipts import Paper, PrintJob, Receipts
from desk_app.services.settings import Settings
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome, print_to_file
from desk_app.ui.screens.receipt.state import PrintSettings, ReceiptState

PREVIEW_DPI = 160
MOST_PAGES_SHOWN = 20
SLIPS = 2  # a receipt holds both: the one that is kept and the one handed over
SYNC = {"waiting": "waiting", "accepted": "sent", "refused": "needs_attention"}


class Printers(Protocol):
    """The printers of this machine."""

    @property
    def silent(self) -> bool:
        """Whether the print service did not answer when it was last asked."""
        ...

    def all(self) -> tuple[PrinterOnDesk, ...]:
        """Every printer, the default first; while the print service is silent, what was known."""
        ...

    @property
    def known(self) -> tuple[PrinterOnDesk, ...]:
        """The printers as they were found last; nothing is asked."""
        ...

    def print(self, pdf: bytes, printer: str, title: str) -> PrintOutcome:
        """Prints once; does not raise because of a printer."""
        ...


def printer_here(printers: Printers, settings: Settings) -> str:
    """The printer this desk prints on: the one it is set to, else the default, else any; empty:
    there is none. While the print service is silent, the one it is set to counts as there."""
    found = printers.all()
    names = [printer.name for printer in found]
    wanted = str(settings.get("printer"))
    if wanted in names or (wanted and printers.silent):
        return wanted
    default = next((printer.name for printer in found if printer.is_default), "")
    return default or next(iter(names), "")


class ReceiptSource:
    """Every method may take long and is called away from the screen."""

    def __init__(
        self,
        receipts: Receipts,
        dossiers: Dossiers,
        settings: Settings,
        officer: Callable[[], OfficerAtDesk],
        printers: Printers,
    ) -> None:
        self._receipts, self._dossiers, self._settings = receipts, dossiers, settings
        self._officer, self._printers = officer, printers

    def print_settings(self) -> PrintSettings:
        """How this desk prints; asks the system for its printers."""
        printer = printer_here(self._printers, self._settings)
        names = tuple(one.name for one in self._printers.known)
        return PrintSettings(
            printer=printer,
            printers=names if printer in ("", *names) else (printer, *names),
            silent=self._printers.silent,
            paper=self._settings.get("paper"),
            copies=max(1, int(self._settings.get("copies")) // SLIPS),
            preview_first=self._settings.get("preview_first"),
        )

    def facts(self, code: str, paper: Paper) -> ReceiptState:
        """What is known of a receipt, without its pages.

        Raises:
            Refusal: there is no such dossier.
        """
        return _state(self._dossiers.get(code), paper)

    def stored(self, code: str, paper: Paper) -> bytes:
        """The stored bytes (made the first time they are asked for).

        Raises:
            Refusal: there is no such dossier.
        """
        return self._receipts.stored(code, paper)

    def pages(self, pdf: bytes) -> tuple[bytes, ...]:
        """Pictures of the pages."""
        return page_pictures(pdf, PREVIEW_DPI, MOST_PAGES_SHOWN)

    def first_print(self, code: str, paper: Paper) -> PrintJob:
        """The stored bytes, for their first print."""
        return self._receipts.first_print(code, paper)

    def reprint(self, code: str, reason: str, paper: Paper) -> PrintJob:
        """The stored bytes with the mark, counted."""
        return self._receipts.reprint(code, reason, self._officer(), paper)

    def print(self, job: PrintJob, printer: str, copies: int) -> PrintOutcome:
        """Prints ``copies`` times; stops at the first that fails."""
        outcome = PrintOutcome("unconfirmed")
        for _ in range(copies):
            outcome = self._printers.print(job.pdf, printer, job.code)
            if outcome.state == "failed":
                break
        return outcome

    def note(self, job: PrintJob, outcome: PrintOutcome, printer: str) -> None:
        """Remembers what became of a print."""
        self._receipts.record_print(job, outcome.state, printer or None, self._officer())

    def save_pdf(self, code: str, paper: Paper, file: Path) -> Path:
        """Writes the stored bytes to ``file``.

        Raises:
            EnvironmentFault: it could not be written.
        """
        outcome = print_to_file(self._receipts.stored(code, paper), file)
        if outcome.state == "failed":
            raise EnvironmentFault("receipt_screen.not_saved", file=str(file))
        return file


def _state(dossier: DossierView, paper: Paper) -> ReceiptState:
    return ReceiptState(
        code=dossier.code,
        procedure=dossier.procedure_words,
        applicant=dossier.applicant.full_name,
        received_at=dossier.received_at,
        promised_at=dossier.promised_at,
        fee_vnd=None if is_left_open(dossier.fee_explained) else dossier.fee_vnd,
        sync=SYNC.get(dossier.sync, "needs_attention"),
        print_state=dossier.print_state,
        reprints=dossier.reprints,
        paper=paper,
    )
