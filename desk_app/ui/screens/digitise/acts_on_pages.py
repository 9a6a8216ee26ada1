"""What the officer does to the pages of the paper that is shown; each act can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desk_app.services.page_views import PageCard, PageChange, PaperTarget
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.screens.digitise.acts import Act, Acts
from desk_app.ui.screens.digitise.source import Pages
from desk_app.ui.screens.digitise.state import pages_words, short
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.wording import message


class ActsOnPages:
    """Args:
    show: takes the cursor to the pages of an act.
    """

    def __init__(
        self,
        view: DigitiseView,
        pages: Pages,
        officer: Callable[[], OfficerAtDesk],
        acts: Acts,
        *,
        show: Callable[[Act], None],
    ) -> None:
        self._view, self._pages, self._officer = view, pages, officer
        self._acts, self._show = acts, show
        view.turn_pressed.connect(self._turn)
        view.remove_pressed.connect(self._remove)
        view.unhide_pressed.connect(self._unhide)
        view.merge_pressed.connect(self._merge)
        view.note_pressed.connect(self._note)
        view.moved.connect(self._move)
        view.moved_to_paper.connect(self._move_to_paper)

    def _turn(self, ids: Sequence[str], degrees: int) -> None:
        turns = {page.id: page.turn for page in self._shown()}
        changes = [PageChange(i, turn=(turns[i] + degrees) % 360) for i in ids if i in turns]
        self._change(changes, "turned")

    def _remove(self, ids: Sequence[str]) -> None:
        self._change([PageChange(i, state="removed") for i in ids], "removed")

    def _unhide(self, ids: Sequence[str]) -> None:
        hidden = {page.id for page in self._shown() if page.state == "hidden"}
        self._change([PageChange(i, state="kept") for i in ids if i in hidden], "shown_again")

    def _move(self, ids: Sequence[str], row: int) -> None:
        rows = [page for page in self._shown() if page.state != "removed"]
        place = rows[row].position if row < len(rows) else (rows[-1].position + 1 if rows else 1)
        moved = set(ids)
        before = sum(page.id in moved and page.position < place for page in rows)
        changes = [PageChange(i, position=place - before + offset) for offset, i in enumerate(ids)]
        self._change(changes, "moved")

    def _move_to_paper(self, ids: Sequence[str], number: int) -> None:
        state = self._view.state
        paper = state.checklist.paper(number) if state is not None else None
        if state is not None and paper is not None:
            target = PaperTarget(state.checklist.dossier_id, number)
            changes = [PageChange(i, target=target) for i in ids]
            self._change(changes, "moved_to", name=short(paper.name))

    def _note(self, ids: Sequence[str]) -> None:
        if len(ids) == 2:
            self._change([PageChange(ids[1], note_of=ids[0])], "noted")

    def _merge(self, ids: Sequence[str]) -> None:
        if len(ids) == 2:
            self._acts.do(
                lambda: self._pages.merge_card(ids[0], ids[1], self._officer())[1],
                message("digitise.did.merged"),
                then=self._show,
            )

    def _change(self, changes: Sequence[PageChange], did: str, **values: object) -> None:
        pages = pages_words(self._shown(), [change.page_id for change in changes])
        if changes:
            self._acts.do(
                lambda: self._pages.change(changes, self._officer()),
                message(f"digitise.did.{did}", pages=pages, **values),
            )

    def _shown(self) -> tuple[PageCard, ...]:
        state = self._view.state
        return state.pages if state is not None else ()
