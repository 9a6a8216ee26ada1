"""Between the enrolment screen and what makes a profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.ui.background import Background, Task
from desk_app.ui.screens.enrol.state import EnrolForm
from desk_app.ui.screens.enrol.view import EnrolView
from desk_app.wording import message


class Enrolling(Protocol):
    """Joins a centre; may take as long as the network takes."""

    def __call__(self, url: str, code: str, training: bool) -> Any:
        """Raises DeskError when the centre or the disk says no."""
        ...


class MakingTraining(Protocol):
    """Makes a training desk that stands alone; takes some seconds."""

    def __call__(self, progress: Callable[..., None]) -> Any:
        """Tells how far it is by ``progress(done, total)``; raises DeskError."""
        ...


class EnrolPresenter(QObject):
    """Args:
    done: what follows; called with what ``enrol`` or ``make_training`` gave back.
    """

    def __init__(
        self,
        view: EnrolView,
        background: Background,
        enrol: Enrolling,
        make_training: MakingTraining,
        done: Callable[[Any], None],
    ) -> None:
        super().__init__(view)
        self._view, self._background = view, background
        self._enrol, self._make_training, self._done = enrol, make_training, done
        self._task: Task | None = None
        view.enrol_pressed.connect(self._join)
        view.training_pressed.connect(self._train)
        view.stop_pressed.connect(self._stop)

    def _join(self, form: EnrolForm) -> None:
        self._view.show_working(message("enrol_screen.joining"))
        self._task = self._background.write(
            self._enrol,
            form.url,
            form.code,
            form.training,
            done=self._finished,
            failed=self._failed,
            owner=self._view,
        )

    def _train(self) -> None:
        self._view.show_working(message("enrol_screen.making"))
        self._task = self._background.write(
            self._make_training,
            advanced=self._view.advance,
            done=self._finished,
            failed=self._failed,
            owner=self._view,
        )

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._view.show_working(None)

    def _finished(self, value: Any) -> None:
        self._view.show_working(None)
        self._done(value)

    def _failed(self, error: DeskError) -> None:
        self._view.refuse(error)
