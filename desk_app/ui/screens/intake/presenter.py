"""Between the intake screen and the services: judge while typing, save the draft, receive once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.services.intake import Received
from desk_app.services.intake_form import IntakeForm
from desk_app.ui.background import Background
from desk_app.ui.language import language
from desk_app.ui.screens.intake.cards import Cards, WayBack
from desk_app.ui.screens.intake.dropped_marks import DroppedMarks
from desk_app.ui.screens.intake.no_numbers import REFUSALS, NoNumbers
from desk_app.ui.screens.intake.preview import Preview
from desk_app.ui.screens.intake.source import OpenIntake
from desk_app.ui.screens.intake.state import (
    CardScanned,
    ForProcedure,
    Judgement,
    NewIntake,
    ProcedureLine,
    Unfinished,
)
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.wording import message

WISHES = (NewIntake, CardScanned, ForProcedure)


class Source(Protocol):
    """What the screen needs (``source.IntakeSource``)."""

    def begin(self, draft_id: str | None = None) -> OpenIntake:
        """A new intake, or one that goes on."""
        ...

    def draft(self, draft_id: str) -> IntakeForm:
        """The form of a draft."""
        ...

    def unfinished(self, besides: str | None = None) -> Unfinished:
        """What was left behind."""
        ...

    def note_last(self, code: str) -> None:
        """The procedure to offer first."""
        ...

    def procedures(self, text: str) -> list[ProcedureLine]:
        """What answers ``text``."""
        ...

    def favourites(self) -> list[ProcedureLine]:
        """What is kept at hand."""
        ...

    def keep(self, code: str, keep: bool) -> list[ProcedureLine]:
        """Keeps at hand or no longer."""
        ...

    def judge(self, form: IntakeForm) -> Judgement:
        """The form as it stands."""
        ...

    def preview(self, form: IntakeForm) -> tuple[bytes, ...]:
        """Pictures of the receipt as it would be printed."""
        ...


class IntakePresenter(QObject):
    """Args:
    no_numbers: tells where numbers may come from.
    now: the time of day for "saved at".
    after: what follows a received dossier (shows its receipt, which is printed there).
    """

    def __init__(
        self,
        view: IntakeView,
        source: Source,
        background: Background,
        no_numbers: NoNumbers,
        now: Callable[[], datetime],
        after: Callable[[Received], None],
    ) -> None:
        super().__init__(view)
        self._view, self._source, self._background = view, source, background
        self._now, self._after = now, after
        self._judging, self._searching = background.newest(), background.newest()
        self._preview = Preview(view, source.preview, background)
        self._cards = Cards(view, self._typed, self._put_aside)
        self._marks = DroppedMarks(view, self._show_instead)
        self._no_numbers = no_numbers
        self._open = source.begin()
        self._judged_for: IntakeForm | None = None
        self._argument: object = None
        self._fulfilled: deque[object] = deque(maxlen=32)
        self._cleared: IntakeForm | None = None
        self._picked = False
        self._receiving = False
        self._when_judged: Callable[[], None] | None = None
        view.take_scan = self._cards.take_scan
        view.holds_typed = lambda: not self.is_empty
        view.undo_offered = lambda: self._cleared is not None and self.is_empty
        view.undo_pressed.connect(self.undo_clear)
        view.entered.connect(self._entered)
        view.judge_wanted.connect(self.judge)
        view.save_wanted.connect(self.save)
        view.save_pressed.connect(self._save_pressed)
        view.procedure_asked.connect(self._search)
        view.procedure_picked.connect(self._procedure_picked)
        view.favourite_pressed.connect(self._keep)
        view.card_typed.connect(self._cards.fill_from)
        view.draft_pressed.connect(self.go_on)
        view.receive_pressed.connect(self.receive)
        view.preview_pressed.connect(self.preview)
        view.clear_pressed.connect(self.clear)
        view.new_pressed.connect(self.new)
        view.dossier_pressed.connect(lambda code: view.open_screen.emit("dossier", code))

    # -- entering

    def _entered(self, argument: object) -> None:
        view = self._view
        if argument is self._argument or any(argument is one for one in self._fulfilled):
            argument = None  # "back" brings the same again: what stands here stays
        else:
            self._argument = argument
        if isinstance(argument, WISHES):
            self._fulfilled.append(argument)
            self._put_aside_and_say()
        self._background.read(
            self._source.favourites, done=view.procedure.show_favourites, owner=view
        )
        if isinstance(argument, CardScanned):
            self._cards.fill_from(argument.text)
        elif isinstance(argument, ForProcedure):
            self._begin_with(argument.code)
        elif isinstance(argument, str) and argument:
            self.go_on(argument)
        elif self.is_empty and not self._receiving:
            self._offer()

    def _begin_with(self, code: str) -> None:
        """A favourite of the home screen: it is chosen, typing begins with the person."""
        self._view.show_form(IntakeForm(procedure=code))
        self.judge()

    def _offer(self) -> None:
        self._background.read(
            self._source.unfinished,
            self._open.draft_id,
            done=lambda left: self._view.offer(left) if self.is_empty else None,
            owner=self._view,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return _is_empty(self._view.form())

    def go_on(self, draft_id: str) -> None:
        """Goes on with a draft; what stands on the screen is a draft already."""
        if draft_id == self._open.draft_id:
            return
        self.save()
        self._background.write(
            self._source.draft,
            draft_id,
            done=lambda form: self._show_draft(draft_id, form),
            failed=self._view.show_refusal,
            owner=self._view,
        )

    def _show_draft(self, draft_id: str, form: IntakeForm) -> None:
        self._cleared = None
        self._no_numbers.forget()
        self._open = self._source.begin(draft_id)
        self._view.show_form(form)
        self._judged_for = None
        self.judge()
        focus = self._view.first_focus()
        focus.setFocus()

    # -- judging and saving

    def judge(self) -> None:
        """Judges the form as it stands; only the newest answer is shown."""
        form = self._view.form()
        self._judging.ask(
            self._source.judge,
            form,
            done=lambda judged: self._judged(form, judged),
            failed=self._not_judged,
            owner=self._view,
        )

    def _judged(self, form: IntakeForm, judged: Judgement) -> None:
        self._marks.look(self._judged_for, self._view.papers.ticks())
        self._judged_for = form
        self._view.show_judgement(judged)
        if self._picked:
            self._picked = False
            self._view.go_on_after_procedure()
            self.judge()  # with what the checklist ticked by itself
        elif self._when_judged is not None:
            go_on, self._when_judged = self._when_judged, None
            go_on()

    def _not_judged(self, error: DeskError) -> None:
        self._picked, self._when_judged = False, None
        self._view.show_refusal(error)

    def save(self) -> None:
        """Saves the draft as it stands; an empty form is none."""
        self._save(self._saved)

    def _save(self, done: Callable[[str | None], None]) -> None:
        form = self._view.form()
        if _is_empty(form) or self._receiving:
            return
        opened = self._open
        self._background.write(opened.save, form, self._title(), done=done, owner=self._view)

    def _saved(self, draft_id: str | None) -> None:
        if draft_id is not None and draft_id == self._open.draft_id:
            self._view.show_saved(self._now())

    def _save_pressed(self) -> None:
        self._save(self._saved_as_asked)

    def _saved_as_asked(self, draft_id: str | None) -> None:
        """Ctrl+S is answered once it is true: a disk may be full."""
        self._saved(draft_id)
        if draft_id is not None:
            self._view.said.emit(message("intake_screen.done.saved"), None)

    def _title(self) -> str:
        card = self._view.judged.card
        return card.name(language().code) if card else ""

    # -- procedure

    def _search(self, text: str) -> None:
        self._searching.ask(
            self._source.procedures,
            text,
            done=lambda lines: self._view.procedure.show_answers(text, lines),
            owner=self._view,
        )

    def _procedure_picked(self, _code: str) -> None:
        self._searching.forget()
        self._picked = True
        self.judge()
        self.save()

    def _keep(self, code: str, keep: bool) -> None:
        done = "kept" if keep else "unkept"

        def told(lines: list[ProcedureLine]) -> None:
            self._view.procedure.show_favourites(lines)
            self._view.said.emit(message(f"intake_screen.done.{done}"), None)
            self.judge()

        self._background.write(
            self._source.keep,
            code,
            keep,
            done=told,
            failed=self._view.bar.show_error,
            owner=self._view,
        )

    def _typed(self) -> None:
        self.judge()
        self.save()

    # -- receiving

    def receive(self) -> None:
        """Checks all at once, asks about what is hardly ever meant, commits once, and hands over
        to the receipt."""
        if self._receiving:
            return
        form = self._view.form()
        if not self._is_judged(form, self.receive):
            return
        if not self._view.check() or self._view.ask_once():
            return
        self._receiving = True
        self._view.show_receiving(True)
        self._background.write(
            self._open.receive,
            form,
            done=lambda received: self._received(form, received),
            failed=self._refused,
            owner=self._view,
        )

    def _is_judged(self, form: IntakeForm, then: Callable[[], None]) -> bool:
        """Whether the judgement shown is of ``form``; if not, it is judged and ``then`` done."""
        if self._judged_for == form:
            return True
        self._when_judged = then
        self.judge()
        return False

    def preview(self) -> None:
        """Shows the receipt as it would be printed; checks all at once, as receiving does."""
        form = self._view.form()
        if self._receiving or not self._is_judged(form, self.preview) or not self._view.check():
            return
        self._preview.show(form)

    def _received(self, form: IntakeForm, received: Received) -> None:
        self._receiving = False
        self._view.show_receiving(False)
        self._source.note_last(form.procedure)
        self._begin_anew()
        self._after(received)

    def _refused(self, error: DeskError) -> None:
        self._receiving = False
        self._view.show_receiving(False)
        if error.key in REFUSALS:
            self._no_numbers.tell(error)
        else:
            self._no_numbers.forget()
            self._view.show_refusal(error)

    # -- clearing and beginning anew

    def clear(self) -> None:
        """Empties the form; Ctrl+Z brings it back, at once (the toast says so) or while nothing
        new is typed."""
        form = self._view.form()
        if _is_empty(form):
            return
        self._background.write(self._open.drop, owner=self._view)
        self._begin_anew()
        self._cleared = form
        self._view.people.applicant.id_number.setFocus()
        self._view.said.emit(message("intake_screen.done.cleared"), self.undo_clear)

    def undo_clear(self) -> None:
        """Brings back what was cleared, once."""
        if self._cleared is not None:
            self._bring_back(self._cleared)

    def new(self) -> None:
        """F2 while something is typed: it stays as a draft, the next one begins."""
        self._put_aside_and_say()
        self._view.people.applicant.id_number.setFocus()

    def _put_aside_and_say(self) -> None:
        way_back = None if self.is_empty else self._put_aside()
        if way_back is not None:
            said = message("intake_screen.done.put_aside")
            self._view.said.emit(said, lambda: way_back(IntakeForm()))

    def _put_aside(self) -> WayBack | None:
        """What is typed stays as a draft, the next one begins; not while it is being received,
        for the way back would receive it twice."""
        if self._receiving:
            return None
        self.save()
        form, opened = self._view.form(), self._open
        self._begin_anew()
        return lambda untouched: self._bring_back(form, opened, untouched)

    def _bring_back(
        self,
        form: IntakeForm,
        opened: OpenIntake | None = None,
        untouched: IntakeForm | None = None,
    ) -> None:
        if self._view.form() == untouched:
            self._background.write(self._open.drop, owner=self._view)
        else:
            self.save()
        self._cleared = None
        self._open = opened or self._source.begin()
        self._show_instead(form)

    def _show_instead(self, form: IntakeForm) -> None:
        self._view.show_form(form)
        self._judged_for = None
        self._typed()

    def _begin_anew(self) -> None:
        self._judging.forget()
        self._searching.forget()
        self._preview.forget()
        self._no_numbers.forget()
        self._judged_for = None
        self._picked, self._when_judged = False, None
        self._cleared = None
        self._open = self._source.begin()
        self._view.show_form(IntakeForm())


def _is_empty(form: IntakeForm) -> bool:
    return form == IntakeForm(channel=form.channel, result_at=form.result_at)
