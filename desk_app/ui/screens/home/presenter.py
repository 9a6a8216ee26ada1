"""Between the home screen and what it tells about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

from desk_app.events import (
    DossierChanged,
    DossierReceived,
    DraftSaved,
    OutboxChanged,
    ReceiptPrinted,
    StacksChanged,
    SyncFinished,
)
from desk_app.ui.background import Background, Task
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.desk_status import SyncWatch
from desk_app.ui.screens.home.state import HomeState, PrintRun
from desk_app.ui.screens.home.view import HomeView
from desk_app.ui.screens.intake.state import ForProcedure
from desk_app.wording import message


class HomeSource(Protocol):
    """Where the state comes from: a small adapter over the services, given by ``app_window``."""

    def home(self) -> HomeState:
        """What stands now (reads the store; called in a reader thread).

        Raises:
            EnvironmentFault: the store cannot be read.
        """
        ...

    def send_now(self) -> None:
        """Asks for a pass to the centre at once."""
        ...

    def print_unprinted(self, progress: Callable[[int, int | None], None]) -> PrintRun:
        """Prints every receipt that never came out."""
        ...


class HomePresenter(QObject):
    """Shows the state when the screen is entered and whenever something happened."""

    def __init__(
        self,
        view: HomeView,
        source: HomeSource,
        background: Background,
        bus: BusBridge,
        is_offline: Callable[[], bool] = lambda: False,
        watch: SyncWatch | None = None,
    ) -> None:
        """
        Args:
            watch: the line to the centre, of which a bar tells where it needs a person.
        """
        super().__init__(view)
        self._watch = watch
        self._view, self._source, self._background = view, source, background
        self._newest = background.newest()
        self._printing: Task | None = None
        view.entered.connect(lambda _argument: self.refresh())
        view.refresh_pressed.connect(self.refresh)
        view.bars.is_offline = is_offline
        view.send_pressed.connect(lambda: background.read(source.send_now, owner=view))
        view.draft_pressed.connect(lambda draft: view.open_screen.emit("intake", draft))
        view.favourite_pressed.connect(self._begin)
        view.dossier_pressed.connect(lambda code: view.open_screen.emit("dossier", code))
        view.print_pressed.connect(self._print)
        view.print_stopped.connect(self._stop)
        for kind in (
            DossierReceived,
            DossierChanged,
            DraftSaved,
            OutboxChanged,
            ReceiptPrinted,
            StacksChanged,
            SyncFinished,
        ):
            bus.listen(kind, lambda _event: self.happened(), owner=view)
        if watch is not None:
            watch.changed.connect(self._line_changed)
            self._line_changed()

    def _line_changed(self) -> None:
        if self._watch is not None:
            self._view.bars.show_line(self._watch.line)

    def refresh(self) -> None:
        """Asks anew; only the newest answer is shown."""
        self._newest.ask(
            self._source.home,
            done=self._view.show_state,
            failed=self._view.show_error,
            owner=self._view,
        )

    def happened(self) -> None:
        """Something changed; what nobody looks at is read when it is opened."""
        if self._view.isVisible():
            self.refresh()

    def _begin(self, procedure: str) -> None:
        self._view.open_screen.emit("intake", ForProcedure(procedure))

    def _print(self) -> None:
        if self._printing is not None and not self._printing.finished:
            return
        self._view.waiting.begin(message("home.printing"))
        self._printing = self._background.read(
            self._source.print_unprinted,
            done=self._printed,
            failed=self._view.show_error,
            advanced=self._view.waiting.advance,
            owner=self._view,
        )

    def _stop(self) -> None:
        if self._printing is not None:
            self._printing.cancel()
        self._view.waiting.end()

    def _printed(self, run: PrintRun) -> None:
        self._view.waiting.end()
        if run.reason is None:
            self._view.said.emit(message("home.printed", count=run.done), None)
        else:
            words = message("home.not_printed", count=run.done, all=run.total, reason=run.reason)
            self._view.show_trouble(words)
        self.refresh()
