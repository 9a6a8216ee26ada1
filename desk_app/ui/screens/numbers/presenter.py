"""Between the screen of numbers and the services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.events import OutboxChanged, SyncFinished
from desk_app.services.hand_overs import Handed
from desk_app.services.numbers import BlockLine
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.screens.numbers.source import NumbersSource
from desk_app.ui.screens.numbers.state import GIVE, PAGES, TAKE, NumbersState, TakeScanned
from desk_app.ui.screens.numbers.view import NumbersView

KIND = "numbers"
"""The ending of a file with a hand-over."""


class NumbersPresenter(QObject):
    """Opens, gives and takes when asked; reads anew after everything that happened."""

    def __init__(
        self,
        view: NumbersView,
        source: NumbersSource,
        officer: Callable[[], OfficerAtDesk],
        background: Background,
        bus: BusBridge,
        ask_path: Callable[[str, str], Path | None],
        ask_file: Callable[[], Path | None],
    ) -> None:
        super().__init__(view)
        self._view, self._source, self._officer = view, source, officer
        self._background, self._ask_path, self._ask_file = background, ask_path, ask_file
        self._newest = background.newest()
        self._taken_up: TakeScanned | None = None
        self._turn_to_what_helps = False
        view.entered.connect(self._entered)
        view.open_pressed.connect(self._open)
        view.give_pressed.connect(self._give)
        view.take_pressed.connect(self._take)
        view.file_pressed.connect(self._take_file)
        view.save_pressed.connect(self._save)
        view.again_pressed.connect(self._show)
        view.send_pressed.connect(self._send)
        for kind in (OutboxChanged, SyncFinished):
            bus.listen(kind, lambda _event: self._happened(), owner=view)

    def refresh(self) -> None:
        """Reads anew; only the newest answer is shown."""
        self._newest.ask(
            self._source.read,
            done=self._read,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _read(self, state: NumbersState) -> None:
        self._view.show_state(state)
        if self._turn_to_what_helps and state.helps is not None:
            self._view.show_page(state.helps)
        self._turn_to_what_helps = False
        self._view.begin_typing()

    def _entered(self, argument: object) -> None:
        if isinstance(argument, TakeScanned):
            if argument is not self._taken_up:  # "back" brings the same once more
                self._view.show_page(TAKE)
                self._take(argument.text)
            self._taken_up = argument
        elif argument in PAGES:
            self._view.show_page(str(argument))
        self._turn_to_what_helps = argument is None
        self.refresh()

    def _send(self) -> None:
        self._background.read(self._source.send_now, owner=self._view)

    def _happened(self) -> None:
        if self._view.isVisible():
            self.refresh()

    def _open(self, login: str, password: str, reason: str) -> None:
        self._write(self._source.open, login, password, reason, done=self._opened)

    def _opened(self, block: BlockLine) -> None:
        self._view.show_opened(block.left)
        self.refresh()

    def _give(self, to: str, count: int) -> None:
        self._write(self._source.give, to, count, self._officer(), done=self._given)

    def _given(self, handed: Handed) -> None:
        self.refresh()
        self._show(handed)

    def _show(self, handed: Handed) -> None:
        self._view.show_page(GIVE)
        self._background.read(
            self._source.modules,
            handed,
            done=lambda modules: self._view.show_handed(handed, modules),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _take(self, text: str) -> None:
        self._write(self._source.take, text, self._officer(), done=self._taken)

    def _take_file(self) -> None:
        path = self._ask_file()
        if path is not None:
            self._write(self._source.take_file, path, self._officer(), done=self._taken)

    def _taken(self, handed: Handed) -> None:
        self._view.show_taken(handed)
        self.refresh()

    def _save(self, handed: Handed) -> None:
        path = self._ask_path(f"{handed.day:%Y-%m-%d}-{handed.first:04}-{handed.last:04}", KIND)
        if path is not None:
            self._write(self._source.save, handed, path, done=self._saved)

    def _saved(self, path: Path) -> None:
        self._view.show_saved(path.name)

    def _write(
        self, act: Callable[..., object], *said: object, done: Callable[[Any], None]
    ) -> None:
        self._background.write(act, *said, done=done, failed=self._failed, owner=self._view)

    def _failed(self, error: DeskError) -> None:
        self._view.show_error(error)
        self.refresh()
