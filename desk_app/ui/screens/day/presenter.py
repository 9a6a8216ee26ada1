"""Between the day's screen and the services that look at a day and write its register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from desk_app.errors import DeskError, EnvironmentFault
from desk_app.events import DossierReceived, OutboxChanged, ReceiptPrinted
from desk_app.services.day_review import Day
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background, Task
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.print_outcome import print_to_file
from desk_app.ui.screens.day.state import may_review
from desk_app.ui.screens.day.view import DayView, suggested_name
from desk_app.wording import message

Told = Callable[[int, int], None]
"""Is told how many rows of how many are done; raises to stop."""


class Review(Protocol):
    """``services.day_review.DayReview``."""

    def day(self, day: date | None = None) -> Day:
        """A day as it stands."""
        ...


class RegisterMaker(Protocol):
    """``services.registers.Registers``."""

    def pdf(
        self, first: date | None = None, last: date | None = None, progress: Told | None = None
    ) -> bytes:
        """Form 07 as PDF."""
        ...

    def xlsx(
        self, first: date | None = None, last: date | None = None, progress: Told | None = None
    ) -> bytes:
        """Form 07 as a workbook."""
        ...


AskPath = Callable[[str, str], Path | None]
"""Asks where to save: (suggested name, "pdf" or "xlsx"); None: nowhere."""


class DayPresenter(QObject):
    """Shows the day to those who may see it."""

    def __init__(
        self,
        view: DayView,
        review: Review,
        registers: RegisterMaker,
        officer: Callable[[], OfficerAtDesk | None],
        ask_path: AskPath,
        background: Background,
        bus: BusBridge,
    ) -> None:
        super().__init__(view)
        self._view, self._review, self._registers = view, review, registers
        self._officer, self._ask_path = officer, ask_path
        self._background = background
        self._newest = background.newest()
        self._wanted: date | None = None
        self._making: Task | None = None
        view.entered.connect(self._entered)
        view.refresh_pressed.connect(self.refresh)
        view.day_chosen.connect(self._choose)
        view.export_pressed.connect(self._export)
        view.stop_pressed.connect(self._stop)
        for kind in (DossierReceived, OutboxChanged, ReceiptPrinted):
            bus.listen(kind, lambda _event: self._happened(), owner=view)

    def refresh(self) -> None:
        """Reads anew; only the newest answer is shown."""
        officer = self._officer()
        if not may_review(officer.role if officer else None):
            self._view.show_not_yours()
            return
        self._newest.ask(
            self._review.day,
            self._wanted,
            done=self._view.show_day,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _entered(self, argument: object) -> None:
        if isinstance(argument, date):
            self._wanted = argument
        self.refresh()

    def _happened(self) -> None:
        if self._view.isVisible():
            self.refresh()

    def _choose(self, day: date) -> None:
        self._wanted = day
        self.refresh()

    def _export(self, kind: str) -> None:
        shown = self._view.shown
        if shown is None:
            return
        path = self._ask_path(suggested_name(shown.day, kind), kind)
        if path is None:
            return
        self._view.show_making(True)
        make = self._registers.pdf if kind == "pdf" else self._registers.xlsx
        self._making = self._background.read(
            _write,
            make,
            shown.day,
            path,
            done=self._written,
            failed=self._not_written,
            advanced=self._view.waiting.advance,
            owner=self._view,
        )

    def _stop(self) -> None:
        if self._making is not None and not self._making.finished:
            self._making.cancel()
            self._view.show_making(False)
            self._view.said.emit(message("day_screen.stopped"), None)

    def _not_written(self, error: DeskError) -> None:
        self._view.show_making(False)
        self._view.show_error(error)

    def _written(self, path: Path) -> None:
        self._view.show_making(False)
        self._view.said.emit(message("day_screen.written", file=path.name), None)


def _write(make: Callable[..., bytes], day: date, path: Path, *, progress: Told) -> Path:
    outcome = print_to_file(make(day, progress=progress), path)
    if outcome.state == "failed":
        raise EnvironmentFault("day_screen.not_written", file=str(path))
    return path
