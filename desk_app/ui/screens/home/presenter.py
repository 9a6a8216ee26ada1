"""Between the home screen and what it tells about."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject

from desk_app.events import DossierReceived, DraftSaved, OutboxChanged, SyncFinished
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.screens.home.state import HomeState
from desk_app.ui.screens.home.view import HomeView


class HomeSource(Protocol):
    """Where the state comes from: a small adapter over the services, given by ``app.py``."""

    def home(self) -> HomeState:
        """What stands now (reads the store; called in a reader thread).

        Raises:
            EnvironmentFault: the store cannot be read.
        """
        ...


class HomePresenter(QObject):
    """Shows the state when the screen is entered and whenever something happened."""

    def __init__(
        self, view: HomeView, source: HomeSource, background: Background, bus: BusBridge
    ) -> None:
        super().__init__(view)
        self._view, self._source = view, source
        self._newest = background.newest()
        view.entered.connect(lambda _argument: self.refresh())
        view.refresh_pressed.connect(self.refresh)
        for kind in (DossierReceived, DraftSaved, OutboxChanged, SyncFinished):
            bus.listen(kind, lambda _event: self.refresh(), owner=view)

    def refresh(self) -> None:
        """Asks anew; only the newest answer is shown."""
        self._newest.ask(
            self._source.home,
            done=self._view.show_state,
            failed=self._view.show_error,
            owner=self._view,
        )
