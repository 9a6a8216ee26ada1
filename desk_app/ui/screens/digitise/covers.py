"""The cover sheets of the dossier that is shown: to the printer, or into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from desk_app.errors import EnvironmentFault
from desk_app.services.cover_sheets import CoverSheets
from desk_app.services.settings import Settings
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.language import in_words
from desk_app.ui.print_outcome import PrintOutcome, print_to_file
from desk_app.ui.save_file import ask_where
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.ui.screens.receipt.source import Printers, printer_here
from desk_app.wording import message

ChooseFile = Callable[[str], Path | None]


class CoverSource:
    """Every method may take long and is called away from the screen."""

    def __init__(
        self,
        sheets: CoverSheets,
        settings: Settings,
        officer: Callable[[], OfficerAtDesk],
        printers: Printers,
    ) -> None:
        self._sheets, self._settings = sheets, settings
        self._officer, self._printers = officer, printers

    def print(self, code: str) -> PrintOutcome | None:
        """Prints all sheets of a dossier; None: this machine has no printer.

        Raises:
            Refusal: the dossier has no paper that is scanned.
        """
        printer = printer_here(self._printers, self._settings)
        if self._printers.silent:
            return PrintOutcome("failed", message("printing.no_answer"))
        if not printer:
            return None
        return self._printers.print(self._pdf(code), printer, code)

    def save(self, code: str, file: Path) -> None:
        """Writes all sheets of a dossier to ``file``.

        Raises:
            Refusal: the dossier has no paper that is scanned.
            EnvironmentFault: it could not be written.
        """
        if print_to_file(self._pdf(code), file).state == "failed":
            raise EnvironmentFault("digitise.covers_not_saved", file=file.name)

    def _pdf(self, code: str) -> bytes:
        return self._sheets.pdf(code, self._officer())[0]


class Covers(QObject):
    """Prints the cover sheets of the dossier on ``view``.

    Args:
        choose_file: asks the officer where to save a PDF, given a name to propose.
    """

    def __init__(
        self,
        view: DigitiseView,
        source: CoverSource,
        background: Background,
        choose_file: ChooseFile,
    ) -> None:
        super().__init__(view)
        self._view, self._source, self._background = view, source, background
        self._choose_file = choose_file
        view.covers_pressed.connect(self._print)
        view.covers_saved.connect(self._save)

    def _print(self) -> None:
        state = self._view.state
        if state is not None:
            self._background.read(
                self._source.print,
                state.checklist.code,
                done=self._printed,
                failed=self._view.show_error,
                owner=self._view,
            )

    def _printed(self, outcome: PrintOutcome | None) -> None:
        if outcome is None:
            self._view.show_no_printer()
        elif outcome.state == "failed":
            self._view.show_covers_failed(outcome.reason)
        else:
            self._view.said.emit(message("digitise.covers_printed"), None)

    def _save(self) -> None:
        state = self._view.state
        if state is None:
            return
        code = state.checklist.code
        file = self._choose_file(f"{code}-{in_words(message('digitise.covers_file'))}.pdf")
        if file is None:
            return
        name = file.name
        self._background.read(
            self._source.save,
            code,
            file,
            done=lambda _: self._saved(name),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _saved(self, name: str) -> None:
        self._view.bar.dismiss()
        self._view.said.emit(message("digitise.covers_saved", file=name), None)


def ask_for_file(name: str) -> Path | None:
    """Asks the officer where to save the sheets."""
    return ask_where(message("digitise.covers_save"), name)
