"""Between the sync centre and the outbox; the line comes from the events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

from PySide6.QtCore import QObject

from desk_app.clock import Clock
from desk_app.events import ArchiveChanged, DossierReceived, OutboxChanged, SyncFinished
from desk_app.services.numbers import BlockLine
from desk_app.services.outbox_desk import Queue, QueueEntry
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.desk_status import SyncWatch
from desk_app.ui.screens.sync_centre.state import DAYS_SHOWN, NOT_READ, DayNumbers, SyncState
from desk_app.ui.screens.sync_centre.view import SyncCentreView


class Outbox(Protocol):
    """``services.outbox_desk.OutboxDesk``."""

    def queue(self, most: int = ...) -> Queue:
        """What is unsent."""
        ...

    def accepted(self, most: int = ...) -> list[QueueEntry]:
        """What was sent last."""
        ...

    def send_now(self) -> None:
        """Asks for a pass at once."""
        ...

    def try_again(self, entry_id: str, officer: OfficerAtDesk) -> None:
        """Puts an entry back to be sent."""
        ...

    def set_aside(self, entry_id: str, officer: OfficerAtDesk) -> None:
        """Holds an entry."""
        ...


class NumbersHeld(Protocol):
    """``services.numbers.Numbers``."""

    def blocks(self, since: date | None = None) -> list[BlockLine]:
        """The leased blocks."""
        ...


class SyncCentrePresenter(QObject):
    """Reads the outbox when the screen is shown and whenever something happened to it."""

    def __init__(
        self,
        view: SyncCentreView,
        outbox: Outbox,
        numbers: NumbersHeld,
        watch: SyncWatch,
        officer: Callable[[], OfficerAtDesk | None],
        clock: Clock,
        background: Background,
        bus: BusBridge,
    ) -> None:
        super().__init__(view)
        self._view, self._outbox, self._numbers = view, outbox, numbers
        self._watch, self._officer, self._clock = watch, officer, clock
        self._background = background
        self._newest = background.newest()
        self._state = NOT_READ
        view.entered.connect(self._entered)
        view.refresh_pressed.connect(self.refresh)
        view.send_pressed.connect(self._send)
        view.try_pressed.connect(lambda entry: self._change(outbox.try_again, entry))
        view.set_aside_pressed.connect(lambda entry: self._change(outbox.set_aside, entry))
        watch.changed.connect(self._line_changed)
        for kind in (ArchiveChanged, DossierReceived, OutboxChanged, SyncFinished):
            bus.listen(kind, lambda _event: self._happened(), owner=view)

    def refresh(self) -> None:
        """Reads anew; only the newest answer is shown."""
        self._newest.ask(
            self._read, done=self._show, failed=self._view.show_error, owner=self._view
        )

    def _entered(self, argument: object) -> None:
        if argument in ("unsent", "attention", "sent"):
            self._view.show_list(str(argument))
        self.refresh()

    def _happened(self) -> None:
        if self._view.isVisible():
            self.refresh()

    def _read(self) -> SyncState:
        today = self._clock.now().date()
        left: dict[date, int] = {}
        for block in self._numbers.blocks(today):
            # A sealed block gives no number before a supervisor opens it.
            left[block.day] = left.get(block.day, 0) + (0 if block.sealed else block.left)
        days = sorted(left)
        return SyncState(
            queue=self._outbox.queue(),
            sent=tuple(self._outbox.accepted()),
            numbers=tuple(DayNumbers(day, left[day]) for day in days[:DAYS_SHOWN]),
            held_until=days[-1] if days else None,
        )

    def _show(self, state: SyncState) -> None:
        self._state = replace(state, line=self._watch.line)
        self._view.show_state(self._state)

    def _line_changed(self) -> None:
        self._state = replace(self._state, line=self._watch.line)
        self._view.show_state(self._state)

    def _send(self) -> None:
        self._background.read(self._outbox.send_now, owner=self._view)
        self.refresh()

    def _change(self, act: Callable[[str, OfficerAtDesk], None], entry: str) -> None:
        officer = self._officer()
        if officer is not None:
            self._background.write(
                act,
                entry,
                officer,
                done=lambda _none: self.refresh(),
                failed=self._view.show_error,
                owner=self._view,
            )
