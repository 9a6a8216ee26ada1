"""Between the sync centre and the queue on a stick. Work goes on beside everything else: the
counter receives while a stick is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background, Task
from desk_app.ui.choose_files import choose_file
from desk_app.ui.save_file import ask_where
from desk_app.ui.screens.sync_centre.view import SyncCentreView
from desk_app.wording import message

ANSWERS = "*.desk-answer"


class Exported(Protocol):
    """``sync.queue_export.Exported``."""

    @property
    def path(self) -> Path: ...
    @property
    def entries(self) -> int: ...
    @property
    def files(self) -> int: ...
    @property
    def files_left(self) -> int: ...


class Returned(Protocol):
    """``sync.queue_answers.Returned``."""

    accepted: int
    refused: int
    files: int
    fetched: int
    blocks: int
    set_aside: int
    again: bool


class Stick(Protocol):
    """``desk_app.queue_on_stick.QueueOnStick``."""

    def proposed_name(self) -> str:
        """A name for the next file."""
        ...

    def export(self, path: Path, *, officer: str | None = ..., progress: Any = ...) -> Exported:
        """Writes the queue."""
        ...

    def take(self, path: Path, *, officer: str | None = ..., progress: Any = ...) -> Returned:
        """Takes an answer."""
        ...


def ask_for_answer() -> Path | None:
    """The answer the officer chooses."""
    return choose_file(message("stick.choose_answer"), message("stick.kinds", pattern=ANSWERS))


def ask_for_place(name: str) -> Path | None:
    """Where the officer wants the queue."""
    return ask_where(message("stick.choose_where"), name)


class StickPresenter(QObject):
    """Asks for files, writes and reads them, says what came of it."""

    def __init__(
        self,
        view: SyncCentreView,
        stick: Stick,
        officer: Callable[[], OfficerAtDesk | None],
        background: Background,
        *,
        ask_where: Callable[[str], Path | None] = ask_for_place,
        ask_answer: Callable[[], Path | None] = ask_for_answer,
    ) -> None:
        super().__init__(view)
        self._view, self._panel = view, view.stick
        self._stick, self._officer, self._background = stick, officer, background
        self._ask_where, self._ask_answer = ask_where, ask_answer
        self._task: Task | None = None
        self._panel.export_pressed.connect(self._name)
        self._panel.take_pressed.connect(self._take)
        self._panel.waiting.stopped.connect(self._stop)
        view.show_stick()

    def _name(self) -> None:
        self._background.read(
            self._stick.proposed_name, done=self._export, failed=self._failed, owner=self._view
        )

    def _export(self, name: str) -> None:
        path = self._ask_where(name)
        if path is not None:
            self._begin("stick.copying")
            self._task = self._background.read(
                self._stick.export,
                path,
                officer=self._login(),
                done=self._exported,
                failed=self._failed,
                advanced=self._panel.waiting.advance,
                owner=self._view,
            )

    def _take(self) -> None:
        path = self._ask_answer()
        if path is not None:
            self._begin("stick.importing", stoppable=False)
            self._task = self._background.read(
                self._stick.take,
                path,
                officer=self._login(),
                done=self._taken,
                failed=self._failed,
                owner=self._view,
            )

    def _begin(self, key: str, *, stoppable: bool = True) -> None:
        self._panel.bar.hide()
        self._panel.show_busy(True)
        self._panel.waiting.begin(message(key), stoppable=stoppable)

    def _exported(self, done: Exported) -> None:
        self._panel.show_busy(False)
        said = {"entries": done.entries, "files": done.files, "name": done.path.name}
        self._panel.bar.say(
            message("stick.exported", **said),
            message("stick.exported_means"),
            message("stick.exported_left", count=done.files_left)
            if done.files_left
            else message("stick.exported_next"),
            tone="care" if done.files_left else "good",
        )

    def _taken(self, back: Returned) -> None:
        self._panel.show_busy(False)
        settled = back.accepted + back.refused + back.files
        said = {"accepted": back.accepted, "refused": back.refused, "files": back.files}
        if back.set_aside:
            self._panel.bar.say(
                message("stick.answered", **said),
                message("stick.set_aside", count=back.set_aside),
                message("stick.answered_refused") if back.refused else "",
                tone="care",
            )
            return
        if not (settled or back.fetched or back.blocks):
            title = message("stick.again") if back.again else message("stick.answered_nothing")
            self._panel.bar.say(title)
            return
        self._panel.bar.say(
            message("stick.answered", **said),
            message("stick.answered_news", fetched=back.fetched, blocks=back.blocks)
            if back.fetched or back.blocks
            else "",
            message("stick.answered_refused") if back.refused else "",
            tone="care" if back.refused else "good",
        )

    def _failed(self, error: DeskError) -> None:
        self._panel.show_busy(False)
        self._panel.bar.show_error(error)

    def _stop(self) -> None:
        if self._task is not None and not self._task.finished:
            self._task.cancel()
            self._panel.show_busy(False)
            self._panel.bar.say(message("stick.cancelled"))

    def _login(self) -> str | None:
        officer = self._officer()
        return None if officer is None else officer.login
