"""Between the scan screen and the copies of earlier dossiers: asked for, looked at, used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desk_app.services.page_views import (
    PageCard,
    PaperChange,
    PaperTarget,
    ReusableFile,
)
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.screens.digitise.acts import Acts
from desk_app.ui.screens.digitise.source import Pages
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.wording import message


class EarlierCopies:
    """Using one, and using it no longer, can be undone."""

    def __init__(
        self,
        view: DigitiseView,
        pages: Pages,
        officer: Callable[[], OfficerAtDesk],
        background: Background,
        acts: Acts,
    ) -> None:
        self._view, self._pages, self._officer, self._acts = view, pages, officer, acts
        self._background = background
        self._looking = background.newest()
        view.reuse_pressed.connect(self._ask)
        view.copies.looked_at.connect(self._look)
        view.copies.used.connect(self._use)
        view.copies.ended.connect(self._end)

    def _target(self) -> PaperTarget | None:
        state = self._view.state
        if state is None or state.current is None:
            return None
        return PaperTarget(state.checklist.dossier_id, state.current)

    def _ask(self) -> None:
        target = self._target()
        if target is not None:
            self._background.read(
                self._pages.reusable,
                target,
                done=lambda found: self._offer(target, found),
                failed=self._view.show_error,
                owner=self._view,
            )

    def _offer(self, target: PaperTarget, found: Sequence[ReusableFile]) -> None:
        if target != self._target():
            return
        if found:
            self._view.offer_copies(found)
        else:
            self._view.said.emit(message("digitise.nothing_to_reuse"), None)

    def _look(self, choice: ReusableFile) -> None:
        def show(pages: tuple[PageCard, ...]) -> None:
            if self._view.copies.chosen() == choice:
                self._view.copies.show_pages(pages)

        self._looking.ask(
            self._pages.copy_pages,
            choice.archive_id,
            done=show,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _use(self, choice: ReusableFile) -> None:
        target = self._target()
        if target is not None:
            self._view.close_copies()
            self._acts.do(
                lambda: self._pages.reuse(target, choice, self._officer()),
                message("digitise.did.reused", code=choice.code),
            )

    def _end(self) -> None:
        target, state = self._target(), self._view.state
        if target is not None and state is not None and state.paper is not None:
            code = state.paper.reused_from
            self._acts.do(
                lambda: self._pages.change([PaperChange(target, reuse="")], self._officer()),
                message("digitise.did.reuse_ended", code=code),
            )
