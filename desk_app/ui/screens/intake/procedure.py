"""The second part: procedure, case, channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.services.intake_form import CHANNELS
from desk_app.ui.language import Spoken, Text, in_words, language, tr
from desk_app.ui.screens.intake.chips import Chips
from desk_app.ui.screens.intake.state import Judgement, ProcedureLine
from desk_app.ui.theme import S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.choices import Choice
from desk_app.ui.widgets.folded_combo import FoldedCombo
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled
from desk_app.ui.widgets.select import Select
from desk_app.wording import Message, message

ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ProcedurePicker(FoldedCombo):
    """As the officer types faster than answers come, Enter waits for the answer and picks it.
    Where nothing was found it stays: who goes on would leave the letters behind."""

    _asked_for: str | None = None
    _nothing_for: str | None = None
    _pick_first = False
    kept = Signal()
    """Esc in the middle of typing: the procedure chosen before stands."""

    def __init__(self) -> None:
        self.would_keep: Callable[[], bool] = lambda: False
        super().__init__(message("intake_screen.procedure.placeholder"))
        self.asked.connect(self._remember)

    def ask(self) -> None:
        """Asks for what stands in the field (nothing: the last one and the favourites)."""
        self.asked.emit(self.edit.text())

    def answer(self, asked: str, choices: Sequence[Choice]) -> None:
        """What answers ``asked``; an answer to an older question is left alone."""
        if asked != self._asked_for:
            return
        self._asked_for = None
        pick, self._pick_first = self._pick_first, False
        self._nothing_for = asked if asked.strip() and not choices else None
        self.show_answers(choices)
        if pick and choices:
            self.list.hide()
            self.show_text(str(choices[0].text))
            self.chosen.emit(choices[0])

    @property
    def wants_enter(self) -> bool:
        """Whether Enter picks: from the list, or from the answer that is on its way; or would, if
        anything had been found."""
        return self.list.isVisible() or self._asked_for is not None or self.found_nothing

    @property
    def found_nothing(self) -> bool:
        """Whether no procedure answers to what stands there."""
        return self._nothing_for is not None and self._nothing_for == self.edit.text()

    def forget(self) -> None:
        """No answer is waited for."""
        self._asked_for, self._nothing_for, self._pick_first = None, None, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter before the answer came; a click into the empty field opens the list; Esc keeps the
        procedure chosen before."""
        if watched is self.edit and self.would_keep():
            kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
            key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if key and event.type() in kinds:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.kept.emit()
                return True
        if watched is self.edit and event.type() == QEvent.Type.MouseButtonPress:
            if not self.edit.text() and not self.list.isVisible():
                self.ask()
            return False
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        waiting = watched is self.edit and self._asked_for is not None
        enter = pressed and isinstance(event, QKeyEvent) and event.key() in ENTERS
        if enter and waiting:
            self._pick_first = True
            return True
        if enter and watched is self.edit and self.found_nothing:
            return True
        return super().eventFilter(watched, event)

    def _remember(self, text: str) -> None:
        self._asked_for, self._pick_first = text, False


class ProcedureCardView(Card, Spoken):
    """Picks the procedure; shows what the catalogue is not certain about."""

    asked = Signal(str)
    picked = Signal(str)
    case_chosen = Signal()
    channel_chosen = Signal()
    favourite_pressed = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__(message("intake_screen.procedure.title"))
        self.picker = ProcedurePicker()
        self.picker.edit.setMaxLength(200)
        self.picker.edit.setProperty("help_topic", "intake_procedure")
        self.labelled = Labelled(message("intake_screen.procedure.name"), self.picker)
        self.case = Select()
        self.case.setMinimumContentsLength(12)
        self.case.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.case_labelled = Labelled(message("intake_screen.procedure.case"), self.case)
        self.channel = Select([(c, message(f"intake_screen.channel.{c}")) for c in CHANNELS])
        self.channel_labelled = Labelled(message("intake_screen.procedure.channel"), self.channel)
        self.star = Button(message("intake_screen.procedure.keep"), "quiet", icon="star")
        self.doubt = Button(
            message("intake_screen.procedure.doubt"), "quiet", icon="triangle-alert"
        )
        self.doubts = Label("", "hint", tone="care", wrap=True)
        self.chips = Chips()
        self._judged = Judgement()
        self._code, self._stands = "", ""
        self._wanted_case: str | None = None
        self._lay_out()
        self._connect()
        self.show_procedure("", None, "direct")
        self.speak()

    def _lay_out(self) -> None:
        self.body.setSpacing(S)
        self.tools.addWidget(self.doubt)
        self.tools.addWidget(self.star)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.case_labelled, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.channel_labelled, 2, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.labelled)
        self.body.addWidget(self.chips)
        self.body.addLayout(row)
        self.body.addWidget(self.doubts)

    def _connect(self) -> None:
        self.picker.asked.connect(self.asked)
        self.chips.picked.connect(self._chosen)
        self.picker.chosen.connect(lambda choice: self._chosen(choice.value))
        self.picker.edit.editingFinished.connect(self._left)
        self.picker.edit.returnPressed.connect(self._ask_again)
        self.picker.would_keep = lambda: bool(self._code) and self.half_typed
        self.picker.kept.connect(self._put_back)
        self.case.chosen.connect(lambda _value: self.case_chosen.emit())
        self.channel.chosen.connect(lambda _value: self.channel_chosen.emit())
        self.star.clicked.connect(
            lambda: self.favourite_pressed.emit(self._code, not self._judged.favourite)
        )
        self.doubt.clicked.connect(lambda: self.doubts.setVisible(self.doubts.isHidden()))

    def retranslate(self) -> None:
        """Names for those who listen, and the procedure's own name."""
        self.picker.edit.setAccessibleName(tr("intake_screen.procedure.name"))
        self._show_name()

    @property
    def code(self) -> str:
        """The chosen procedure; empty if none."""
        return self._code

    def chain(self) -> list[QWidget]:
        """What Enter goes through."""
        return [self.picker.edit, self.case, self.channel]

    @property
    def half_typed(self) -> bool:
        """Whether letters stand there that chose nothing yet."""
        text = self.picker.edit.text().strip()
        return bool(text) and text != self._stands.strip()

    def complaints(self) -> list[tuple[Text, Labelled]]:
        """Letters that chose nothing; a case left open: papers and time depend on it."""
        if self.half_typed:
            return [(self._unchosen(), self.labelled)]
        cases = self._judged.card.cases if self._judged.card else ()
        if len(cases) > 1 and self.case.value() is None:
            text = message("intake_screen.procedure.case_missing", count=len(cases))
            return [(text, self.case_labelled)]
        return []

    def show_procedure(self, code: str, case: str | None, channel: str) -> None:
        """What a draft says, before it is judged."""
        for field in (self.labelled, self.case_labelled):
            field.set_error(None)
        self._code, self._stands = code, self.picker.edit.text()
        self.picker.forget()
        self.channel.set_value(channel)
        self._wanted_case = case
        self.show_judgement(Judgement())
        self._show_card()

    def chosen_case(self) -> str | None:
        """The chosen case; None if there is none or it is left open."""
        return self.case.value() if self._judged.card else self._wanted_case

    def show_judgement(self, judged: Judgement) -> None:
        """The procedure with its cases, and what is not certain. While none is chosen, letters
        being typed and their list are left alone."""
        before, self._judged = self._judged.card, judged
        if judged.card is not before:
            self._show_card()
        self.doubts.say("\n".join(in_words(text) for text in judged.doubts))
        self.doubt.setVisible(bool(judged.doubts))
        self.star.setVisible(judged.card is not None)
        kept = "unkeep" if judged.favourite else "keep"
        self.star.say(message(f"intake_screen.procedure.{kept}"))
        if judged.card is not None and not self.half_typed:
            self.labelled.set_error(None)
        if all(field is not self.case_labelled for _, field in self.complaints()):
            self.case_labelled.set_error(None)

    def _show_card(self) -> None:
        card = self._judged.card
        cases = card.cases if card else ()
        options: list[tuple[str | None, Text]] = [
            (None, message("intake_screen.procedure.case_open"))
        ]
        options += [(name, name) for name in cases]
        self.case.set_options(options)
        wanted = self._wanted_case if self._wanted_case in cases else None
        self.case.set_value(cases[0] if len(cases) == 1 else wanted)
        self.case_labelled.setVisible(len(cases) > 1)
        self._show_name()
        self.doubts.hide()

    def show_answers(self, asked: str, lines: Sequence[ProcedureLine]) -> None:
        """What answers the text typed."""
        self.picker.answer(asked, [_choice(line) for line in lines])
        nothing = message("intake_screen.procedure.nothing_found")
        if self.picker.found_nothing or self.labelled.error == nothing:
            self.labelled.set_error(nothing if self.picker.found_nothing else None)

    def show_favourites(self, lines: Sequence[ProcedureLine]) -> None:
        """The first favourites as buttons with their digit."""
        self.chips.show_lines(lines)

    def _chosen(self, code: str) -> None:
        self._code, self._wanted_case, self._stands = code, None, self.picker.edit.text()
        self.labelled.set_error(None)
        if self._judged.card is not None and self._judged.card.code == code:
            self._show_name()
        self.picker.forget()
        self.picker.list.hide()
        self.picked.emit(code)

    def _left(self) -> None:
        """Letters that chose nothing stay and say so; an empty field is the procedure before."""
        if self.picker.list.isVisible():
            return
        if self.half_typed:
            if not self.picker.found_nothing:
                self.labelled.set_error(self._unchosen())
        elif self._code:
            self._put_back()

    def _put_back(self) -> None:
        self.picker.forget()
        self._stands = self.picker.edit.text()
        self.labelled.set_error(None)
        self._show_name()

    def _ask_again(self) -> None:
        if self.half_typed and not self.picker.list.isVisible():
            self.picker.ask()

    def _unchosen(self) -> Message:
        before = "unchosen_before" if self._code else "unchosen"
        return message(f"intake_screen.procedure.{before}")

    def _show_name(self) -> None:
        if self.half_typed:
            return  # what is being typed is never typed over
        card = self._judged.card
        name = f"{card.code} · {card.name(language().code)}" if card else self._code
        self.picker.show_text(name)
        self._stands = self.picker.edit.text()  # which cuts the longest names
        self.picker.edit.setCursorPosition(0)
        self.picker.edit.setToolTip(card.name(language().code) if card else "")


def _choice(line: ProcedureLine) -> Choice:
    detail = line.code
    icon = "history" if line.last else ("star" if line.favourite else "")
    if line.favourite:
        detail = f"{line.code} · {line.favourite}"
    return Choice(line.code, line.name(language().code), detail, icon=icon)
