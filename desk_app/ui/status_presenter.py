"""Keeps the status bar true: by the events, with small questions away from the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from desk_app.events import (
    ArchiveChanged,
    DossierReceived,
    OutboxChanged,
    ReceiptPrinted,
    SyncFinished,
)
from desk_app.services.outbox_desk import Queue
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.desk_status import SyncWatch, status_items
from desk_app.ui.session import Session
from desk_app.ui.widgets.status_bar import StatusBar, StatusItem
from desk_app.wording import message

EVERY_MS = 60_000
SOON_MS = 5_000  # while the print service is silent
ORDER = ("line", "queue", "attention", "unprinted", "last_sync", "printer")


@dataclass(frozen=True)
class DeskNow:
    """What the bar tells of: the queue, receipts that never came out, the printer set ("" for
    the system's default), and the printers found here (None: not asked for yet). ``silent``: the
    print service does not answer; the printers are those known before."""

    queue: Queue
    not_printed: int
    printer: str
    printers: tuple[str, ...] | None = ()
    silent: bool = False


class StatusPresenter(QObject):
    """``read`` gathers :class:`DeskNow`; it is called in a reader thread."""

    def __init__(
        self,
        bar: StatusBar,
        read: Callable[[], DeskNow],
        watch: SyncWatch,
        session: Session,
        background: Background,
        bus: BusBridge,
    ) -> None:
        super().__init__(bar)
        self._bar, self._read, self._watch, self._session = bar, read, watch, session
        self._newest = background.newest()
        self._now: DeskNow | None = None
        kinds = (ArchiveChanged, DossierReceived, OutboxChanged, ReceiptPrinted, SyncFinished)
        for kind in kinds:
            bus.listen(kind, lambda _event: self.refresh(), owner=self)
        watch.changed.connect(self._show)
        session.changed.connect(self._show)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Begins; ages are told anew each minute."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Asks no more."""
        self._timer.stop()

    def refresh(self) -> None:
        """Asks anew; a fault here is told by the screens, not by the bar."""
        self._newest.ask(self._read, done=self._answered, failed=lambda _e: None, owner=self)

    def _answered(self, now: DeskNow) -> None:
        self._now = now
        self._timer.setInterval(SOON_MS if now.silent else EVERY_MS)
        self._show()

    def _show(self) -> None:
        now = self._now
        if now is None:
            return
        items = status_items(self._watch.line, now.queue, now.not_printed)
        known = now.printers is not None
        found = now.printers or ()
        items["printer"] = printer_item(now.printer, found, now.silent) if known else None
        for name in ORDER:
            item = items[name]
            # Shown once even if empty: that gives each its place.
            self._bar.show_item(item or StatusItem(name, "circle"))
            if item is None:
                self._bar.hide_item(name)
        self._show_officer()

    def _show_officer(self) -> None:
        officer = self._session.officer
        if officer is None:
            self._bar.hide_item("officer")
            return
        words = message(
            "sync_screen.status.officer", counter=officer.counter, officer=officer.full_name
        )
        tip = message("sync_screen.status.officer_tip")
        self._bar.show_item(StatusItem("officer", "user", words, tip=tip, right=True))


def printer_item(name: str, found: tuple[str, ...], silent: bool = False) -> StatusItem:
    """The printer set (``name``, "" for the default), or that there is none among ``found``, or
    that the print service does not tell."""
    tip = message("sync_screen.status.printer")
    if silent:
        words = message("sync_screen.status.printers_silent")
        return StatusItem("printer", "triangle-alert", words, "care", message("printing.silent"))
    if not found:
        words = message("sync_screen.status.no_printer")
        return StatusItem("printer", "triangle-alert", words, "care", tip)
    if name and name not in found:
        gone = message("settings_screen.printer_gone", name=name)
        return StatusItem("printer", "triangle-alert", gone, "care", tip)
    words = message("sync_screen.status.default_printer")
    return StatusItem("printer", "printer", name or words, tip=tip)
