"""Draws the receipt before it is received, and lets go of a drawing nobody waits for any more."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.errors import DeskError
from desk_app.services.intake_form import IntakeForm
from desk_app.ui.background import Background, Task
from desk_app.ui.screens.intake.view import IntakeView

Draw = Callable[[IntakeForm], tuple[bytes, ...]]


class Preview:
    """Args:
    draw: pictures of the receipt a form would give.
    """

    def __init__(self, view: IntakeView, draw: Draw, background: Background) -> None:
        self._view, self._draw, self._background = view, draw, background
        self._task: Task | None = None

    def show(self, form: IntakeForm) -> None:
        """Draws the receipt of ``form``, where receipts are drawn: by the writer, one after the
        other."""
        self.forget()
        self._view.show_drawing(True)
        self._task = self._background.write(
            self._draw, form, done=self._drawn, failed=self._not_drawn, owner=self._view
        )

    def forget(self) -> None:
        """What is being drawn is no longer wanted."""
        if self._task is not None and not self._task.finished:
            self._task.cancel()
            self._view.show_drawing(False)

    def _drawn(self, pages: tuple[bytes, ...]) -> None:
        self._view.show_drawing(False)
        self._view.sheet.show_pages(pages)

    def _not_drawn(self, error: DeskError) -> None:
        self._view.show_drawing(False)
        self._view.show_refusal(error)
