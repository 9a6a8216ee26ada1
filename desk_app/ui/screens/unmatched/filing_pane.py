"""Where the chosen stack may go: dossiers it may belong to, the one that is named, its papers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.services.page_views import Candidate, StackCard
from desk_app.ui.language import Spoken, Text, tr
from desk_app.ui.screens.unmatched.state import FilingState, paper_option
from desk_app.ui.theme import L, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.select import Select
from desk_app.wording import Message, message

MOST_OFFERED = 3


class FilingPane(QScrollArea, Spoken):
    """Scrolls where it is not high enough; what takes the focus comes into sight."""

    candidate_picked = Signal(object)
    dossier_named = Signal(str)
    """A code, typed or read."""
    paper_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack: StackCard | None = None
        self._filing = FilingState()
        self._offered: tuple[Candidate, ...] = ()
        self.why = Label("", "strong", wrap=True)
        self.cover = Label("", "hint", wrap=True)
        self.maybe = Label(message("unmatched.maybe"), "label")
        self.candidates = tuple(Button("") for _ in range(MOST_OFFERED))
        self.code = LabelledInput(
            message("unmatched.code"), hint=message("unmatched.code_hint"), max_length=200
        )
        self.dossier = Label("", "strong", wrap=True)
        self.about = Label("", "soft", wrap=True)
        self.paper = Select()
        self.paper_field = Labelled(message("unmatched.paper"), self.paper)
        self._lay_out()
        for place, button in enumerate(self.candidates):
            button.clicked.connect(partial(self._pick, place))
        self.code.edit.returnPressed.connect(lambda: self.dossier_named.emit(self.code.text()))
        self.paper.chosen.connect(self._choose_paper)
        theme().changed.connect(self._offer)
        self.speak()

    def _lay_out(self) -> None:
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.why)
        column.addWidget(self.cover)
        column.addWidget(self.maybe)
        offered = QVBoxLayout()
        offered.setSpacing(S)
        for button in self.candidates:
            offered.addWidget(button)
        column.addLayout(offered)
        self.paper.setMinimumContentsLength(12)
        self.paper.setSizeAdjustPolicy(
            Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for part in (self.code, self.dossier, self.about, self.paper_field):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # -- what is shown

    def show_stack(self, stack: StackCard | None) -> None:
        """Why a stack waits, and where it may belong."""
        if stack is None or self._stack is None or stack.id != self._stack.id:
            self.verticalScrollBar().setValue(0)
        self._stack = stack
        self.retranslate()

    def show_filing(self, filing: FilingState) -> None:
        """The dossier that was named, and its papers."""
        self._filing = filing
        check = filing.checklist
        self.code.set_text(check.code if check is not None else "")
        nothing = check is not None and not filing.open_papers
        self.code.set_error(message("unmatched.nothing_open") if nothing else None)
        self.paper_field.set_error(None)
        options: list[tuple[int | None, Text]] = [
            (paper.number, paper_option(paper)) for paper in filing.open_papers
        ]
        if filing.number is None:
            options.insert(0, (None, message("unmatched.choose_paper")))
        self.paper.set_options(options)
        self.paper.set_value(filing.number)
        self.paper_field.set_hint(filing.hint or "")
        self.retranslate()

    @property
    def filing(self) -> FilingState:
        """Where the chosen stack would go."""
        return self._filing

    def show_code_error(self, error: DeskError) -> None:
        """The code leads nowhere."""
        self.code.set_error(Message(f"{error.key}.title", dict(error.values)))
        self._focus(self.code.edit)

    def show_what_lacks(self) -> None:
        """Says at its place what has to be said before the stack can be filed."""
        if self._filing.open_papers:
            self.paper_field.set_error(message("unmatched.no_paper"))
            self._focus(self.paper)
            return
        if self.code.error is None:
            self.code.set_error(message("unmatched.no_dossier"))
        self._focus(self.code.edit)

    def go_in(self) -> None:
        """The focus goes where one says where the stack belongs: the paper once a dossier is
        named, else the first dossier that is offered, else the code."""
        if self._filing.open_papers:
            self._focus(self.paper)
        elif self._offered:
            self._focus(self.candidates[0])
        else:
            self._focus(self.code.edit)

    def retranslate(self) -> None:
        """Says all words in the language in force."""
        self.paper.setAccessibleName(tr("unmatched.paper"))
        stack, check = self._stack, self._filing.checklist
        self.why.say(stack.reason_words if stack else "")
        cover = stack.cover if stack else None
        self.cover.say(message("unmatched.cover", text=cover) if cover else "")
        self.cover.setVisible(bool(cover))
        self.dossier.say(check.applicant_name if check else "")
        self.about.say(check.procedure if check else "")
        for part in (self.dossier, self.about):
            part.setVisible(check is not None)
        self.paper_field.setVisible(bool(self._filing.open_papers))
        self._offer()

    # -- inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names are as long as there is room."""
        super().resizeEvent(event)
        self._inside.setMaximumWidth(self.viewport().width())  # nothing goes under the edge
        self._offer()
        self._keep_in_sight()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What has the focus stays in sight when something above it comes or goes."""
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize:
            self._keep_in_sight()
        return done

    def _keep_in_sight(self) -> None:
        here = self.focusWidget()
        if here is not None and here.hasFocus() and self.isAncestorOf(here):
            self.ensureWidgetVisible(here, 0, L)

    def _offer(self) -> None:
        check = self._filing.checklist
        named = check.code if check is not None else ""
        offered = (
            [one for one in self._stack.candidates if one.code != named] if self._stack else []
        )
        self._offered = tuple(offered[:MOST_OFFERED])
        self.maybe.setVisible(bool(self._offered))
        for place, button in enumerate(self.candidates):
            button.setVisible(place < len(self._offered))
            if place < len(self._offered):
                self._offer_one(button, self._offered[place])

    def _offer_one(self, button: Button, candidate: Candidate) -> None:
        number, name = candidate.code.rpartition("-")[2], candidate.applicant_name
        button.setToolTip(f"{candidate.code} · {name}")
        room = self.viewport().width()
        for letters in range(len(name), 0, -1):
            button.say(f"{number} · {_short(name, letters)}")
            if button.sizeHint().width() <= room:
                break

    def _pick(self, place: int) -> None:
        self.candidate_picked.emit(self._offered[place])

    def _choose_paper(self, number: int | None) -> None:
        if number is not None:
            self.paper_chosen.emit(number)

    def _focus(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(widget, 0, L)


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"
