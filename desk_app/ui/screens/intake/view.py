"""The intake screen: two columns, keys for everything, nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.services.intake_form import IntakeForm, PaperForm
from desk_app.services.number_ways import NumberWays
from desk_app.ui.field_walk import FieldWalk, go_to
from desk_app.ui.language import Text, in_words
from desk_app.ui.screen import Screen
from desk_app.ui.screens.intake.checklist import ChecklistCard
from desk_app.ui.screens.intake.columns import Columns
from desk_app.ui.screens.intake.foot import Foot
from desk_app.ui.screens.intake.mistakes import in_order
from desk_app.ui.screens.intake.no_numbers import show_came, show_ways
from desk_app.ui.screens.intake.notices import Notices
from desk_app.ui.screens.intake.outcome import OutcomeCard
from desk_app.ui.screens.intake.people import PeopleCard
from desk_app.ui.screens.intake.preview_sheet import PreviewSheet
from desk_app.ui.screens.intake.procedure import ProcedureCardView
from desk_app.ui.screens.intake.questions import go_on, questions
from desk_app.ui.screens.intake.state import Judgement, Unfinished
from desk_app.ui.theme import CONTENT_WIDTH, L, S
from desk_app.ui.widgets.error_summary import ErrorSummary, Mistake
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.labelled import Labelled
from desk_app.wording import Message, message

JUDGE_AFTER_MS = 120
SAVE_AFTER_MS = 700
"""At the latest so long after a keystroke the draft is on disk (sooner when a field is left)."""


class IntakeView(Screen):
    """Applicant and procedure left, papers and outcome right."""

    receive_pressed = Signal()
    save_pressed = Signal()
    preview_pressed = Signal()
    """Show the receipt as it would be printed."""
    clear_pressed = Signal()
    undo_pressed = Signal()
    """Bring back what was cleared."""
    new_pressed = Signal()
    judge_wanted = Signal()
    """Something changed: the form is to be judged anew."""
    save_wanted = Signal()
    """A field was committed, or typing has gone on for a moment: save the draft."""
    draft_pressed = Signal(str)
    procedure_asked = Signal(str)
    procedure_picked = Signal(str)
    favourite_pressed = Signal(str, bool)
    card_typed = Signal(str)
    dossier_pressed = Signal(str)
    send_pressed = Signal()
    """Ask the centre for numbers now."""
    print_pressed = Signal(str)
    """Print the receipt of this dossier, which never came out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take_scan: Callable[[str], bool] = lambda _text: False
        self.undo_offered: Callable[[], bool] = lambda: False
        self.holds_typed: Callable[[], bool] = lambda: False
        self.is_offline: Callable[[], bool] = lambda: False
        self.bar = InfoBar()
        self.summary = ErrorSummary()
        self.people = PeopleCard()
        self.procedure = ProcedureCardView()
        self.papers = ChecklistCard()
        self.outcome = OutcomeCard()
        self.columns = Columns(self.papers)
        self.notices = Notices()
        self.foot = Foot()
        self.sheet = PreviewSheet(self)
        self._judge_timer = self._timer(JUDGE_AFTER_MS, self.judge_wanted)
        self._save_timer = self._timer(SAVE_AFTER_MS, self.save_wanted)
        self._judged = Judgement()
        self._form = IntakeForm()
        self._listed: list[QWidget] = []
        self._asked: tuple[Message, ...] = ()
        self._offering = False
        self._was_at: QWidget | None = None
        self._lay_out()
        self._connect()
        self.walk = FieldWalk(self._chain, self._wants_enter, self)
        self.speak()

    # -- building

    def _lay_out(self) -> None:
        columns = self.columns
        columns.left.addWidget(self.people)
        columns.left.addWidget(self.procedure)
        columns.left.addStretch(1)
        columns.right.addWidget(self.papers, 1)
        columns.right.addWidget(self.outcome)
        for card in (self.people, self.procedure, self.papers, self.outcome):
            policy = card.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # columns stay as wide as ever
            card.setSizePolicy(policy)
        content = QWidget()
        content.setMaximumWidth(CONTENT_WIDTH)
        whole = QVBoxLayout(content)
        whole.setContentsMargins(L, S, L, S)
        whole.setSpacing(S)
        for bar in (self.summary, self.bar):
            whole.addWidget(bar)
        whole.addWidget(columns, 1)
        whole.addWidget(self.notices)
        whole.addWidget(self.foot)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(content)

    def _connect(self) -> None:
        self.people.card_typed.connect(self.card_typed)
        self.people.dossier_pressed.connect(self.dossier_pressed)
        self.procedure.asked.connect(self.procedure_asked)
        self.procedure.picked.connect(self._procedure_taken)
        self.procedure.favourite_pressed.connect(self.favourite_pressed)
        self.procedure.case_chosen.connect(self._committed)
        self.procedure.channel_chosen.connect(self._committed)
        self.papers.changed.connect(self._committed)
        self.papers.passed.connect(self._passed_papers)
        for part in (self.people, self.outcome):
            part.changed.connect(self._changed)
            part.committed.connect(self._committed)
        self.foot.receive.clicked.connect(self.receive_pressed)
        self.foot.keep.clicked.connect(self.save_pressed)
        self.foot.clear.clicked.connect(self.clear_pressed)
        self.foot.preview.clicked.connect(self.preview_pressed)
        self.sheet.receive_pressed.connect(self._receive_previewed)

    # -- the form

    def form(self) -> IntakeForm:
        """The dossier as it stands on the screen."""
        applicant, submitter = self.people.people()
        form = replace(
            self._form,
            procedure=self.procedure.code,
            case=self.procedure.chosen_case(),
            channel=self.procedure.channel.value(),
            applicant=applicant,
            submitter=submitter,
            papers=self._ticks(),
        )
        return self.outcome.filled(form) if self._judged.card else self._with_outcome(form)

    def _ticks(self) -> tuple[PaperForm, ...]:
        """None for a procedure whose papers are not known yet: those ticked are another's."""
        card, code = self._judged.card, self.procedure.code
        if card is None:
            return self._form.papers if code == self._form.procedure else ()
        return self.papers.ticks() if card.code == code else ()

    def show_form(self, form: IntakeForm) -> None:
        """Fills everything (a draft, or nothing)."""
        self._stop_timers()
        self._form = form
        self._judged = Judgement()
        self.sheet.dismiss()
        self.people.show_people(form.applicant, form.submitter)
        self.procedure.show_procedure(form.procedure, form.case, form.channel)
        self.papers.show_papers(())
        self.papers.show_ticks(form.papers)
        self.outcome.show_form(form)
        self.notices.show_problems([])
        self.summary.show_mistakes([])
        self.bar.hide()
        self._listed, self._asked, self._offering = [], (), False
        self._was_at = None
        self.foot.show_saved(None)

    def show_judgement(self, judged: Judgement) -> None:
        """The form judged: checklist, promised time, fee, what is odd."""
        self._judged = judged
        if judged.card is not None:
            self._forget_offer()
        self.people.show_judgement(judged)
        self.procedure.show_judgement(judged)
        self.papers.show_papers(judged.papers, certified_copies=judged.certified_copies)
        self.outcome.show_judgement(judged)
        odd = [p for p in judged.problems if not p.blocks and self._is_apart(p.field)]
        odd.sort(key=lambda problem: problem.field != "papers")  # the one line seen says it
        self.notices.show_problems(odd if judged.card else [])
        self._correct()
        if self._asked and questions(self.form(), judged) != self._asked:
            self._asked = ()
            self.bar.hide()

    @property
    def judged(self) -> Judgement:
        """What is shown of the form."""
        return self._judged

    def show_saved(self, at: datetime) -> None:
        """The draft is on disk."""
        self.foot.show_saved(at)

    def offer(self, unfinished: Unfinished) -> None:
        """There is work to go on with: first a receipt that never came out, then drafts."""
        code, draft = unfinished.latest_unprinted, unfinished.draft
        self._offering = bool(code or draft)
        if code:
            self.bar.say(
                message("intake_screen.unprinted", count=unfinished.unprinted, code=code),
                tone="care",
            )
            self.bar.add_action(
                message("intake_screen.print_now"),
                lambda: self.print_pressed.emit(code),
            )
        elif draft is not None:
            self.bar.say(
                message("intake_screen.drafts", count=draft.count, time=f"{draft.saved_at:%H:%M}")
            )
        if draft is not None:
            self.bar.add_action(
                message("intake_screen.go_on"), lambda: self.draft_pressed.emit(draft.draft_id)
            )

    def show_receiving(self, on: bool) -> None:
        """The dossier is being committed: a second F9 does nothing."""
        self.foot.receive.setEnabled(not on)
        if on:
            self.foot.waiting.begin(message("intake_screen.receiving"))
        else:
            self.foot.waiting.end()

    def show_drawing(self, on: bool) -> None:
        """The preview is being drawn."""
        if on:
            self.foot.waiting.begin(message("intake_screen.preview.drawing"))
        else:
            self.foot.waiting.end()

    # -- what is wrong

    def complaints(self) -> list[Mistake]:
        """All that keeps the dossier from being received: what cannot be read as typed, and what
        the form was judged to have wrong; in the order of the screen."""
        found: list[tuple[Text, QWidget]] = [
            *self.people.complaints(),
            *self.procedure.complaints(),
            *self.outcome.complaints(),
        ]
        for problem in self._judged.problems:
            if problem.blocks:
                paper = problem.field.startswith("papers")
                place = self.papers.list if paper else self.place_of(problem.field)
                found.append((problem.text, place))
        for text, field in reversed(found):
            if isinstance(field, Labelled):
                field.set_error(text)
        submitter = [*self.people.submitter.fields().values()]
        return in_order(found, self._order(), submitter)

    def check(self) -> bool:
        """Marks and lists all mistakes; True if there are none."""
        self.people.mark_all()
        mistakes = self.complaints()
        listed = [mistake.widget for mistake in mistakes]
        half_typed = listed == [self.procedure.labelled] and self.procedure.half_typed
        self.show_mistakes(mistakes, take_focus=not half_typed)
        self._listed = listed
        if listed == [self.procedure.case_labelled]:
            go_to(self.procedure.case)
        elif half_typed:
            self.go_to_procedure()
        return not mistakes

    def ask_once(self) -> bool:
        """Asks in place about what is hardly ever meant; False if there is nothing to ask or it
        was asked already."""
        asked = questions(self.form(), self._judged)
        if asked == self._asked:
            return False
        self._asked, self._offering = asked, False
        self.bar.say(asked[0], asked[1] if asked[1:] else "", tone="care", closable=False)
        self.bar.add_action(go_on(asked), self.receive_pressed.emit, "save_and_print")
        return True

    def show_mistakes(self, mistakes: Sequence[Mistake], *, take_focus: bool = True) -> None:
        """The summary on top, with the focus."""
        if mistakes:
            self._offering = False
            self.bar.hide()
        self._listed = []
        self.summary.show_mistakes(mistakes, take_focus=take_focus)

    def _correct(self) -> None:
        """What was put right leaves the summary at once."""
        if self._listed:
            left = [m for m in self.complaints() if m.widget in self._listed]
            self._listed = [mistake.widget for mistake in left]
            if [in_words(mistake.text) for mistake in left] != self.summary.sentences:
                self.summary.show_mistakes(left, take_focus=False)

    def _order(self) -> list[QWidget]:
        procedure = self.procedure
        return [
            *self.people.applicant.fields().values(),
            *self.people.submitter.fields().values(),
            procedure.labelled,
            procedure.case_labelled,
            procedure.channel_labelled,
            self.papers.list,
            *self.outcome.fields().values(),
        ]

    def show_refusal(self, error: DeskError) -> None:
        """Why the dossier was not received: at the fields, or as a sentence on top."""
        self.people.mark_all()
        mistakes = []
        for path, text in error.fields.items():
            field = self.place_of(path)
            if isinstance(field, Labelled):
                field.set_error(text)
            mistakes.append(Mistake(text, field))
        self.show_mistakes(mistakes)
        if not mistakes:
            self._asked = ()
            self.bar.show_error(error)

    def show_no_numbers(self, error: DeskError, ways: NumberWays) -> None:
        """There is no number for the dossier: where one may come from. The form stays, and what
        was asked about it is not asked again."""
        self.show_mistakes([])
        self._was_at = self._here() or self._was_at
        open_page = partial(self.open_screen.emit, "numbers")
        offline = self.is_offline()
        show_ways(self.bar, error, ways, self.send_pressed.emit, open_page, offline=offline)

    def show_number_news(self, *, reached_centre: bool) -> None:
        """The centre was asked, and there is none yet."""
        name = "none_came" if reached_centre else "not_reached"
        self.bar.meaning.say(message(f"intake_screen.no_numbers.{name}"))

    def show_numbers_came(self, count: int) -> None:
        """There are numbers now: F9 goes on. The button that had the focus is gone: the officer is
        where she was, never at the rail, where Enter leaves the dossier."""
        typing = self._here() is not None
        show_came(self.bar, count)
        if self.isVisible() and not typing:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _here(self) -> QWidget | None:
        """The field of the form that has the focus."""
        focus = self.columns.focusWidget()
        return focus if focus is not None and focus.hasFocus() else None

    def show_card_error(self, error: DeskError | None) -> None:
        """What a reader sent is no card that can be read; None: the next one was."""
        if error is not None:
            self._offering = False
            self.bar.show_error(error)
        elif not self._offering:
            self.bar.hide()

    def place_of(self, path: str) -> QWidget:
        """The input that ``path`` of the form stands for."""
        head, _, rest = path.partition(".")
        person = self.people.field(path)
        if person is not None:
            return person
        if head == "papers":
            return self._paper_place(rest)
        fields: dict[str, QWidget] = {
            **self.outcome.fields(),
            "procedure": self.procedure.labelled,
            "case": self.procedure.case_labelled,
            "channel": self.procedure.channel_labelled,
        }
        return fields.get(head, self.foot.receive)

    def _paper_place(self, rest: str) -> QWidget:
        number, _, _name = rest.partition(".")
        ticks = self.papers.ticks()
        if number.isdigit() and int(number) < len(ticks):
            row = self.papers.model.row_of(ticks[int(number)].number)
            self.papers.list.go_to(row)
        return self.papers.list

    def _is_apart(self, path: str) -> bool:
        return self.people.field(path) is None and not path.startswith("papers.")

    # -- the screen

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F9 receives, Ctrl+S saves, Ctrl+P shows the receipt, Ctrl+Z brings back what was cleared,
        F2 begins anew, Alt+n goes to a part or a paper. F12 would scan into the dossier before this
        one, so it waits for F9. Over the preview F9 and Esc only."""
        if self.sheet.isVisible():
            stay = dict.fromkeys((f"section_{n}" for n in range(1, 10)), _nothing)
            back = dict.fromkeys(("back", "preview"), self.sheet.dismiss)
            return {**stay, **back, "save_and_print": self._receive_previewed}
        back = {"undo": self.undo_pressed.emit} if self.undo_offered() else {}
        scan = {"scan": self._receive_first} if self.holds_typed() else {}
        return {
            **back,
            **scan,
            "save_and_print": partial(self._finish_then, self.receive_pressed),
            "save_draft": partial(self._finish_then, self.save_pressed),
            "preview": partial(self._finish_then, self.preview_pressed),
            "new_intake": partial(self._finish_then, self.new_pressed),
            **{f"section_{n}": partial(self._go_to_section, n) for n in range(1, 10)},
        }

    def first_focus(self) -> QWidget:
        """A card can be read anywhere; by hand, one begins with the number. Who went for numbers
        is where she was."""
        if self._was_at is not None and self._was_at.isVisibleTo(self):
            return self._was_at
        if not self.people.applicant.full_name.text():
            return self.people.applicant.id_number
        return self.papers.list if self.procedure.code else self.procedure.picker

    def scanned(self, text: str) -> bool:
        """An ID card fills the fields, wherever the focus is."""
        return self.take_scan(text)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed last is saved at once: the screen may never come back (another officer
        takes the desk)."""
        super().hideEvent(event)
        if self._save_timer.isActive():
            self._save_timer.stop()
            self.save_wanted.emit()

    def go_to_procedure(self) -> None:
        """The picker, with the last procedure on top of its list."""
        self.procedure.picker.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.procedure.picker.edit.selectAll()
        if not self.procedure.code or self.procedure.half_typed:
            self.procedure.picker.ask()

    def go_on_after_procedure(self) -> None:
        """Where typing goes on once the procedure is known."""
        if self._judged.certified_copies and self._judged.counts_pages:
            go_to(self.outcome.pages.edit)
        elif self._judged.card is not None and len(self._judged.card.cases) > 1:
            go_to(self.procedure.case)
        else:
            go_to(self.papers.list)

    def _wants_enter(self, widget: QWidget) -> bool:
        """Whether Enter means something in ``widget`` itself: it picks, or ends a QR text."""
        picker = self.procedure.picker
        if widget is picker.edit:
            return picker.wants_enter or self.procedure.half_typed
        if widget is self.foot.receive:
            return True
        return isinstance(widget, QLineEdit) and "|" in widget.text()

    def _chain(self) -> list[QWidget]:
        return [
            *self.people.applicant.chain(),
            *self.people.submitter.chain(),
            *self.procedure.chain(),
            self.papers.list,
            *self.outcome.chain(),
            self.foot.receive,
        ]

    def _procedure_taken(self, code: str) -> None:
        if self._judged.card is None and code != self._form.procedure:
            self.papers.model.show_ticks({})  # of a draft not judged yet: for its own papers
        if self._judged.card is not None and code != self._judged.card.code:
            self.outcome.set_fee.set_value(None)  # an amount is of its procedure, too
        self.procedure_picked.emit(code)

    def _finish_then(self, pressed: Any) -> None:
        """A key takes the focus nowhere: what is half typed in a field counts all the same."""
        self.papers.editor.finish()
        pressed.emit()

    def _receive_first(self) -> None:
        self.said.emit(message("intake_screen.receive_first"), None)

    def _receive_previewed(self) -> None:
        self.sheet.dismiss()
        self.receive_pressed.emit()

    def _passed_papers(self, forward: bool) -> None:
        self.walk.step(self.papers.list, 1 if forward else -1)

    def _go_to_section(self, number: int) -> None:
        if number == 1:
            go_to(self.people.applicant.id_number.edit)
        elif number == 2:
            self.go_to_procedure()
        elif number == 3:
            go_to(self.papers.list)
        elif number == 4:
            first = (self.outcome.set_fee, self.outcome.pages, self.outcome.sets)
            go_to(next(field for field in first if not field.isHidden()).edit)
        else:
            self.papers.go_to_paper(number)

    def _changed(self) -> None:
        self._forget_offer()
        self._judge_timer.start()
        if not self._save_timer.isActive():
            self._save_timer.start()

    def _forget_offer(self) -> None:
        """Something is being typed: what was left behind no longer claims a key."""
        if self._offering:
            self._offering = False
            self.bar.hide()

    def _committed(self) -> None:
        self._stop_timers()
        self.judge_wanted.emit()
        self.save_wanted.emit()

    def _stop_timers(self) -> None:
        self._judge_timer.stop()
        self._save_timer.stop()

    def _with_outcome(self, form: IntakeForm) -> IntakeForm:
        filled = self.outcome.filled(form)
        return replace(filled, pages=self._form.pages, copies=self._form.copies)

    def _timer(self, after: int, signal: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(signal)
        return timer


def _nothing() -> None:
    """What a key does that means something below the preview only."""
