"""Another procedure or case has other papers: what was ticked for the ones before is taken away,
said, and brought back on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desk_app.services.intake_form import IntakeForm, PaperForm
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.wording import message


class DroppedMarks:
    """Args:
    show: shows a form in place of the one that stands there.
    """

    def __init__(self, view: IntakeView, show: Callable[[IntakeForm], None]) -> None:
        self._view, self._show = view, show
        self._before = IntakeForm()
        view.papers.dropped.connect(self._tell)

    def look(self, judged_for: IntakeForm | None, ticks: tuple[PaperForm, ...]) -> None:
        """How it stood before the next judgement is shown."""
        if judged_for is not None:
            self._before = replace(judged_for, papers=ticks)

    def _tell(self, count: int) -> None:
        before = self._before
        said = message("intake_screen.done.unmarked", count=count)
        self._view.said.emit(said, lambda: self._bring_back(before))

    def _bring_back(self, before: IntakeForm) -> None:
        """Procedure and marks as they were; what was typed elsewhere since then stays."""
        self._show(
            replace(
                self._view.form(),
                procedure=before.procedure,
                case=before.case,
                papers=before.papers,
                fee_vnd=before.fee_vnd,
                pages=before.pages,
                copies=before.copies,
            )
        )
