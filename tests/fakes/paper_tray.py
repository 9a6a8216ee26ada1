"""A printer that keeps what it is given, or refuses it."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from desk_app.wording import message

PRINTER = "Máy in quầy"


@dataclass
class PaperTray:
    """``out_of_order``: every print fails, with its reason. ``missing``: there is no printer."""

    out_of_order: bool = False
    missing: bool = False
    sheets: list[bytes] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    silent: bool = False

    @property
    def known(self) -> tuple[PrinterOnDesk, ...]:
        return self.all()

    def all(self) -> tuple[PrinterOnDesk, ...]:
        return () if self.missing else (PrinterOnDesk(PRINTER, "", True),)

    def print(self, pdf: bytes, printer: str, title: str) -> PrintOutcome:
        assert printer == PRINTER
        if self.out_of_order:
            reason = message("printing.not_started", printer=printer)
            return PrintOutcome("failed", reason)
        self.sheets.append(pdf)
        self.titles.append(title)
        return PrintOutcome("printed")
