"""Opening the sealed emergency block: a supervisor's login, password, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.services.emergency_numbers import LONGEST_REASON
from desk_app.services.number_ways import ONLY_THE_CENTRE
from desk_app.ui.field_walk import go_to
from desk_app.ui.language import Spoken, hour
from desk_app.ui.screens.numbers.parts import at_right
from desk_app.ui.screens.numbers.state import NumbersState
from desk_app.ui.theme import L
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.wording import message


class OpenPage(QWidget, Spoken):
    """Asks for nothing where there is nothing to open."""

    open_pressed = Signal(str, str, str)
    """Login and password of the supervisor, and the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = NumbersState()
        self.sealed = Label("", "body", wrap=True)
        self.login = LabelledInput(
            message("numbers_screen.supervisor"), required=True, max_length=100
        )
        hidden = QLineEdit()
        hidden.setEchoMode(QLineEdit.EchoMode.Password)
        self.password = LabelledInput(
            message("sign_in_screen.password"), required=True, edit=hidden
        )
        self.reason = LabelledInput(
            message("numbers_screen.reason"), required=True, max_length=LONGEST_REASON
        )
        self.fields = (self.login, self.password, self.reason)
        for field in self.fields:
            field.edit.returnPressed.connect(lambda field=field: self._enter(field))
            field.changed.connect(lambda _text, field=field: field.set_error(None))
        self.open = Button(
            message("numbers_screen.open"), "primary", icon="package-check", action="save_and_print"
        )
        self.open.clicked.connect(self._open)
        card = Card(message("numbers_screen.page.open"))
        for part in (self.sealed, *self.fields):
            card.body.addWidget(part)
        card.body.addLayout(at_right(self.open))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.addWidget(card)
        column.addStretch(1)
        line.setSpacing(L)
        line.addLayout(column, 2)
        line.addStretch(1)
        self.speak()

    def show_state(self, state: NumbersState) -> None:
        """How it stands; what was typed stays."""
        self._state = state
        can_open = state.sealed is not None
        for part in (*self.fields, self.open):
            part.setVisible(can_open)
        self.open.setEnabled(can_open)
        self.retranslate()

    def retranslate(self) -> None:
        """What there is to open, or what became of it."""
        state = self._state
        if state.why in ONLY_THE_CENTRE:
            self.sealed.say(message(f"numbers_screen.not_now.{state.why.partition('.')[2]}"))
        elif state.sealed is not None:
            self.sealed.say(message("numbers_screen.sealed", count=state.sealed.left))
        elif state.opened is not None:
            key = "opened_at" if state.opened.left else "opened_used_up"
            opened = state.opened
            said = {"count": opened.left, "officer": opened.by, "time": hour(opened.at)}
            self.sealed.say(message(f"numbers_screen.{key}", **said))
        else:
            self.sealed.say(message("numbers_screen.no_sealed"))

    def forget(self) -> None:
        """Nothing of the supervisor stays."""
        for field in self.fields:
            field.set_text("")
            field.set_error(None)

    def show_error(self, error: DeskError) -> None:
        """A password never stays; typing goes on where the mistake is."""
        self.password.set_text("")
        if "reason" in error.fields:
            self.reason.set_error(error.fields["reason"])
        wrong = {"numbers.not_supervisor": self.login, "numbers.reason_missing": self.reason}
        field = wrong.get(error.key, self.password)
        if field.isVisible():
            go_to(field.edit)

    def first_focus(self) -> QWidget | None:
        """Where typing begins, if anything is to be typed."""
        return self.login.edit if self._state.sealed is not None else None

    def press_open(self) -> None:
        """As a click on the button."""
        self._open()

    def _enter(self, here: LabelledInput) -> None:
        """On to the first field that is empty, where the one Enter was pressed in is not; with all
        filled it opens."""
        empty = self._empty()
        if here in empty:
            self._say_missing([here])
        elif empty:
            go_to(empty[0].edit)
        else:
            self._open()

    def _empty(self) -> list[LabelledInput]:
        return [field for field in self.fields if not field.text().strip()]

    def _say_missing(self, fields: list[LabelledInput]) -> None:
        words = {
            self.login: message("numbers_screen.no_supervisor"),
            self.password: message("sign_in_screen.no_password"),
            self.reason: message("numbers.reason_missing.field"),
        }
        for field in fields:
            field.set_error(words[field])
        go_to(fields[0].edit)

    def _open(self) -> None:
        empty = self._empty()
        if empty and self.open.isEnabled():
            self._say_missing(empty)
        elif self.open.isEnabled():
            self.open_pressed.emit(self.login.text(), self.password.text(), self.reason.text())
