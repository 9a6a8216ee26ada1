"""Between the receipt screen, the stored receipt and the printers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.events import OutboxChanged, ReceiptPrinted, SyncFinished
from desk_app.services.receipts import Paper, PrintJob
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.print_outcome import PrintOutcome
from desk_app.ui.screens.intake.state import NewIntake
from desk_app.ui.screens.receipt.source import ReceiptSource
from desk_app.ui.screens.receipt.state import PrintSettings, ReceiptOf, ReceiptState
from desk_app.ui.screens.receipt.view import ReceiptView
from desk_app.wording import message

ChooseFile = Callable[[str], Path | None]


class ReceiptPresenter(QObject):
    """Args:
    choose_file: asks the officer where to save a PDF, given a name to propose.
    """

    def __init__(
        self,
        view: ReceiptView,
        source: ReceiptSource,
        background: Background,
        bus: BusBridge,
        choose_file: ChooseFile,
    ) -> None:
        super().__init__(view)
        self._view, self._source, self._background = view, source, background
        self._choose_file = choose_file
        self._wanted = ReceiptOf("")
        self._settings: PrintSettings | None = None
        self._paper: Paper = "A5"
        self._printing = False
        self._facts, self._pages = background.newest(), background.newest()
        view.entered.connect(self._entered)
        view.print_pressed.connect(self.print)
        view.reprint_pressed.connect(self.reprint)
        view.paper_chosen.connect(self._paper_chosen)
        view.save_pressed.connect(self._save)
        view.next_pressed.connect(lambda: view.open_screen.emit("intake", NewIntake()))
        view.dossier_pressed.connect(lambda code: view.open_screen.emit("dossier", code))
        for kind in (OutboxChanged, SyncFinished, ReceiptPrinted):
            bus.listen(kind, lambda _event: self._refresh(), owner=view)

    @property
    def printing(self) -> bool:
        """Whether a print is on its way."""
        return self._printing

    def _entered(self, argument: object) -> None:
        wanted = argument if isinstance(argument, ReceiptOf) else ReceiptOf(str(argument or ""))
        if not wanted.code:
            return
        # The argument comes again with "back": what was printed once is not printed anew.
        again = wanted == self._wanted
        self._wanted = wanted
        if not again:
            self._view.bar.hide()
            self._view.begin(wanted.code)
        self._background.read(
            self._source.print_settings,
            done=partial(self._begin, wanted, again),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _begin(self, wanted: ReceiptOf, again: bool, settings: PrintSettings) -> None:
        if wanted != self._wanted:
            return
        if not again:
            self._settings, self._paper = settings, settings.paper
            self._view.show_settings(settings)
        self._background.read(
            self._source.facts,
            wanted.code,
            self._paper,
            done=partial(self._known, wanted, again),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _known(self, wanted: ReceiptOf, again: bool, state: ReceiptState) -> None:
        if wanted != self._wanted or self._settings is None:
            return
        self._view.show_state(state)
        self._view.first_focus().setFocus()
        self._show_pages()
        fresh = state.print_state == "not_printed" and not again
        if fresh and wanted.print_now and self._settings.printer:
            if not self._settings.preview_first:
                self.print()
        elif fresh and not wanted.print_now and self._settings.printer:
            self._view.show_not_printed()

    def _show_pages(self) -> None:
        """The stored bytes (made by the writer if need be), then their pictures."""
        code = self._wanted.code
        self._background.write(
            self._source.stored,
            code,
            self._paper,
            done=partial(self._draw_pages, code),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _draw_pages(self, code: str, pdf: bytes) -> None:
        self._pages.ask(
            self._source.pages, pdf, done=partial(self._pages_drawn, code), owner=self._view
        )

    def _pages_drawn(self, code: str, pages: tuple[bytes, ...]) -> None:
        if code == self._wanted.code:
            self._view.show_pages(pages)

    def _refresh(self) -> None:
        state = self._view.state
        if state is None or not self._view.isVisible():
            return
        self._facts.ask(
            self._source.facts,
            state.code,
            self._paper,
            done=self._refreshed,
            failed=lambda _error: None,
            owner=self._view,
        )

    def _refreshed(self, state: ReceiptState) -> None:
        if state.code == self._wanted.code:
            self._view.show_state(state)

    def _paper_chosen(self, paper: Paper) -> None:
        self._paper = paper
        self._show_pages()

    # -- printing

    def print(self) -> None:
        """The first print, or, once it is out, the question why it is printed again."""
        state = self._view.state
        if state is None or self._printing:
            return
        if state.print_state != "not_printed":
            self._view.show_reasons()
            return
        self._make(self._source.first_print, state.code, self._paper)

    def reprint(self, reason: str) -> None:
        """Prints again, marked and counted."""
        state = self._view.state
        if state is None or self._printing:
            return
        self._view.reprint_card.hide()
        self._make(self._source.reprint, state.code, reason, self._paper)

    def _make(self, make: Callable[..., PrintJob], *args: object) -> None:
        printer = self._view.printer.value()
        if not printer:
            self._view.show_no_printer(asked=True)
            self._look_again()
            return
        copies = self._view.copies.value() if make == self._source.first_print else 1
        self._printing = True
        self._view.show_printing(True)
        self._background.write(
            make,
            *args,
            done=lambda job: self._send(job, printer, copies),
            failed=self._not_made,
            owner=self._view,
        )

    def _look_again(self) -> None:
        """One may have been connected, or the print service answers again."""
        self._background.read(self._source.print_settings, done=self._looked, owner=self._view)

    def _looked(self, settings: PrintSettings) -> None:
        if settings.printer:
            self._settings = settings
            self._view.bar.hide()
            self._view.show_settings(settings)

    def _send(self, job: PrintJob, printer: str, copies: int) -> None:
        self._background.read(
            self._source.print,
            job,
            printer,
            copies,
            done=lambda outcome: self._sent(job, printer, outcome),
            failed=self._not_made,
            owner=self._view,
        )

    def _sent(self, job: PrintJob, printer: str, outcome: PrintOutcome) -> None:
        self._printing = False
        self._view.show_printing(False)
        self._background.write(self._source.note, job, outcome, printer, owner=self._view)
        if job.code != self._wanted.code:
            return
        if outcome.state == "failed":
            self._view.show_trouble(outcome.reason)
            self._view.print.setFocus()
        elif outcome.reason is not None:
            self._view.show_uncertain(outcome.reason)
        else:
            self._view.bar.hide()
            self._view.next.setFocus()

    def _not_made(self, error: DeskError) -> None:
        self._printing = False
        self._view.show_printing(False)
        self._view.show_error(error)

    # -- a file

    def _save(self) -> None:
        state = self._view.state
        file = self._choose_file(f"{state.code}.pdf") if state is not None else None
        if state is None or file is None:
            return
        self._background.write(
            self._source.save_pdf,
            state.code,
            self._paper,
            file,
            done=lambda _file: self._view.said.emit(
                message("receipt_screen.saved", file=file.name), None
            ),
            failed=self._view.show_error,
            owner=self._view,
        )
