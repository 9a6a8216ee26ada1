"""What was done on the scan screen, each act with the way back: Ctrl+Z, Ctrl+Y, and the toast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from desk_app.errors import DeskError
from desk_app.services.page_views import Changes, PageChange
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.screens.digitise.source import Pages
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.wording import Message, message

MOST = 100


@dataclass(frozen=True)
class Act:
    """One act. ``words``: what was done; ``dossier_id`` and ``number``: at which paper; ``back``:
    the changes that undo it or, once it is undone, do it again. Acts on a paper with the same
    ``kind`` in a row are one, unless it is empty."""

    words: Message
    dossier_id: str
    number: int
    back: Changes
    kind: str = ""

    @property
    def pages(self) -> tuple[str, ...]:
        """Ids of the pages it was about."""
        return tuple(one.page_id for one in self.back if isinstance(one, PageChange))

    def goes_on(self, before: Act) -> bool:
        """Whether it is a part of the act before it."""
        same = (before.kind, before.dossier_id, before.number)
        return bool(self.kind) and (self.kind, self.dossier_id, self.number) == same


class Acts:
    """The acts of all dossiers; only those of the one that is shown are undone.

    Args:
        went: told of an act that was undone or done again.
    """

    def __init__(
        self,
        view: DigitiseView,
        pages: Pages,
        officer: Callable[[], OfficerAtDesk],
        background: Background,
        *,
        went: Callable[[Act], None],
    ) -> None:
        self._view, self._pages, self._officer = view, pages, officer
        self._background, self._went = background, went
        self._done: list[Act] = []
        self._undone: list[Act] = []
        self._under_way = 0
        self._waiting: list[Callable[[], None]] = []

    def do(
        self,
        work: Callable[[], Changes],
        words: Message,
        *,
        kind: str = "",
        then: Callable[[Act], None] = lambda _act: None,
    ) -> None:
        """Has the writer do ``work``, which gives the way back, at the paper that is shown."""
        state = self._view.state
        if state is None or state.current is None:
            return
        dossier_id, number = state.checklist.dossier_id, state.current

        def done(back: Changes) -> None:
            act = Act(words, dossier_id, number, back, kind)
            if back:  # a key was pressed twice: nothing was left to do
                self.remember(act)
                then(act)

        self._write(work, done=done, failed=self._view.show_error)

    def remember(self, act: Act) -> None:
        """Something was done; says so, with the way back where it can be seen."""
        before = _last(self._done, act.dossier_id)
        if before is not None and act.goes_on(before):
            self._done.remove(before)
            act = replace(act, back=before.back)
        self._done.append(act)
        del self._done[:-MOST]
        self._undone[:] = [one for one in self._undone if one.dossier_id != act.dossier_id]
        back = partial(self._undo_only, act) if act.dossier_id == self._shown() else None
        self._view.said.emit(message("digitise.done", what=act.words), back)

    def undo(self) -> None:
        """Takes back the last act, also one that is still on its way to the disk."""
        self._in_turn(self._done, self._undone, "digitise.undone", "digitise.nothing_to_undo")

    def redo(self) -> None:
        """Does again what was taken back."""
        self._in_turn(self._undone, self._done, "digitise.done_again", "digitise.nothing_to_redo")

    def _undo_only(self, act: Act) -> None:
        """The toast is about this act and no other, also where it is undone already."""
        if act is _last(self._done, self._shown()):
            self.undo()

    def _shown(self) -> str:
        state = self._view.state
        return state.checklist.dossier_id if state is not None else ""

    def _in_turn(self, here: list[Act], there: list[Act], words: str, nothing: str) -> None:
        """Keys come faster than the disk is: what is under way ends first."""
        swing = partial(self._swing, here, there, words, nothing)
        if self._under_way:
            self._waiting.append(swing)
        else:
            swing()

    def _write(
        self,
        work: Callable[..., Changes],
        *given: Any,
        done: Callable[[Changes], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        def went(back: Changes) -> None:
            self._under_way -= 1
            done(back)
            while self._waiting and not self._under_way:
                self._waiting.pop(0)()  # one that finds nothing to do lets the next one go

        def stayed(error: DeskError) -> None:
            self._under_way -= 1
            self._waiting.clear()  # they were about what came to nothing
            failed(error)

        self._under_way += 1
        self._background.write(work, *given, done=went, failed=stayed, owner=self._view)

    def _swing(self, here: list[Act], there: list[Act], words: str, nothing: str) -> None:
        act = _last(here, self._shown())
        if act is None:
            self._view.said.emit(message(nothing), None)
            return
        here.remove(act)

        def gone(back: Changes) -> None:
            there.append(replace(act, back=back))
            self._view.said.emit(message(words, what=act.words), None)
            self._went(act)

        def stayed(error: DeskError) -> None:
            here.append(act)
            self._view.show_error(error)

        self._write(self._pages.change, act.back, self._officer(), done=gone, failed=stayed)


def _last(acts: Sequence[Act], dossier_id: str) -> Act | None:
    return next((act for act in reversed(acts) if act.dossier_id == dossier_id), None)
