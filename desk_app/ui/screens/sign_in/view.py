"""The sign-in screen: who, password, Enter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_app.errors import DeskError, Refusal
from desk_app.ui.language import tr
from desk_app.ui.screen import Screen
from desk_app.ui.screens.sign_in.state import SignInState
from desk_app.ui.theme import M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.centred import Centred
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import Message, message

WIDTH = 400
ROLES = ("officer", "supervisor", "it")


class SignInView(Screen):
    """``sign_in_pressed`` carries login and password.

    It stands before it is known who may sign in here: until :meth:`show_state` the password can
    be typed, and Enter is remembered.
    """

    sign_in_pressed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: SignInState | None = None
        self._entered_early = False
        self._chosen = False
        self.unit = Label("", "section", wrap=True)
        self.counter = Label("", "soft")
        self.officer = Select()
        self.officer_labelled = Labelled(message("sign_in_screen.officer"), self.officer)
        edit = QLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.password = LabelledInput(message("sign_in_screen.password"), edit=edit)
        self.hint = Label("", "hint", tone="training", wrap=True)
        self.bar = InfoBar()
        self.waiting = Waiting()
        self.enter = Button(message("sign_in_screen.enter"), "primary", icon="log-in")
        self._lay_out()
        self.enter.clicked.connect(self._pressed)
        edit.returnPressed.connect(self._pressed)
        self.officer.chosen.connect(self._officer_chosen)
        self.officer.picked.connect(lambda _login: self.password.setFocus())
        self.officer.installEventFilter(self)
        edit.installEventFilter(self)
        self.show_opening("", "")
        self.speak()

    def _lay_out(self) -> None:
        card = Card()
        card.body.setSpacing(M)
        parts: tuple[QWidget, ...] = (
            self.unit,
            self.counter,
            self.officer_labelled,
            self.password,
            self.hint,
            self.bar,
            self.waiting,
        )
        for part in parts:
            card.body.addWidget(part)
        foot = QHBoxLayout()
        foot.addWidget(Label(message("sign_in_screen.offline"), "hint", wrap=True), 1)
        foot.addSpacing(S)
        foot.addWidget(self.enter)
        card.body.addLayout(foot)
        block = Centred(WIDTH)
        block.body.addWidget(card)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(block)

    def show_opening(self, unit: str, counter: str) -> None:
        """The desk is being opened: who may sign in is not known yet."""
        self._state = None
        self.officer.set_options(())
        self.officer.setEnabled(False)
        self.unit.say(unit)
        self.counter.say(counter)
        self.hint.hide()

    def show_fault(self, error: DeskError, close: Callable[[], object]) -> None:
        """The desk could not be opened, and why; ``close`` ends the program."""
        self._entered_early = False
        self.welcome()
        self.enter.setEnabled(False)
        self.password.setEnabled(False)
        self.bar.show_error(error, closable=False)
        self.bar.add_action(message("window.fault.close"), close).setFocus()

    def show_state(self, state: SignInState) -> None:
        """Who may sign in here."""
        self._state = state
        self.officer.setEnabled(True)
        known = [(card.login, _name(card.full_name, card.role)) for card in state.officers]
        self.officer.set_options(known)
        self._offer(state)
        self.unit.say(state.unit)
        self.counter.say(state.counter)
        self.hint.say(message("sign_in_screen.training", password=state.password_hint))
        self.hint.setVisible(bool(state.training and state.password_hint))
        if not state.officers:
            self.bar.say(
                message("sign_in_screen.nobody"),
                message("sign_in_screen.nobody_hint"),
                tone="care",
                closable=False,
            )
        elif self.bar.title.words == tr("sign_in_screen.nobody"):
            self.bar.hide()
        if self._entered_early:
            self._entered_early = False
            self._enter_now(state)

    def _enter_now(self, state: SignInState) -> None:
        """Enter was pressed before anyone could be chosen: that meant whoever is offered first,
        if it is clear who; a wrong password is never counted against another one."""
        self.show_checking(False)
        if state.last == self.officer.value() or len(state.officers) == 1:
            self._pressed()
        else:
            self._ask_who(state)

    def _ask_who(self, state: SignInState) -> None:
        """Enter was pressed and it is not clear who it was. Where there is nobody, that is said
        already."""
        if state.officers:
            self.bar.say(
                message("sign_in_screen.nobody_chosen"),
                message("sign_in_screen.nobody_chosen_hint"),
                tone="care",
                closable=False,
            )
            self.officer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, state: SignInState) -> None:
        """The officer of last time; at first, the first who receives dossiers."""
        logins = [card.login for card in state.officers]
        receiving = [card.login for card in state.officers if card.role == "officer"]
        if state.last in logins:
            self.officer.set_value(state.last)
        elif receiving and not self._chosen:
            self.officer.set_value(receiving[0])

    def show_checking(self, on: bool) -> None:
        """The password is being checked."""
        self._show_waiting(message("sign_in_screen.checking") if on else None)

    def _show_waiting(self, what: Message | None) -> None:
        on = what is not None
        self.enter.setEnabled(not on)
        self.password.edit.setReadOnly(on)
        if what is not None:
            self.bar.hide()
            self.waiting.begin(what, stoppable=False)
        else:
            self.waiting.end()

    def refuse(self, error: DeskError) -> None:
        """Why not, in place; the password is typed anew."""
        self.show_checking(False)
        # A mistyped password is nothing to read out to IT.
        self.bar.show_error(error, with_code=not isinstance(error, Refusal))
        self.password.setFocus()
        self.password.edit.selectAll()

    def welcome(self) -> None:
        """Nothing of the password stays."""
        self.show_checking(False)
        self.password.set_text("")
        self.password.set_error(None)
        self.bar.hide()

    def first_focus(self) -> QWidget:
        """Typing is typing the password, never picking an officer."""
        return self.password

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on the officer goes on to the password; Up goes back to the officer."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and watched is self.officer:
                self.password.setFocus()
                return True
            if event.key() == Qt.Key.Key_Up and watched is self.password.edit:
                self.officer.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def retranslate(self) -> None:
        """Names for those who listen."""
        self.officer.setAccessibleName(tr("sign_in_screen.officer"))
        self.officer.setPlaceholderText(tr("sign_in_screen.opening"))

    def _officer_chosen(self, _login: object) -> None:
        self._chosen = True
        if self.bar.title.words == tr("sign_in_screen.nobody_chosen"):
            self.bar.hide()

    def _pressed(self) -> None:
        if not self.enter.isEnabled():
            return
        login = self.officer.value()
        if login is None and self._state is not None:
            self._ask_who(self._state)
            return
        if not self.password.text():
            self.password.set_error(message("sign_in_screen.no_password"))
            self.password.setFocus()
            return
        self.password.set_error(None)
        if login is None:
            self._entered_early = True
            self._show_waiting(message("sign_in_screen.opening"))
        else:
            self.sign_in_pressed.emit(login, self.password.text())


def _name(full_name: str, role: str) -> Message:
    if role not in ROLES:
        role = "officer"
    words = message(f"sign_in_screen.role.{role}")
    return message("sign_in_screen.officer_line", name=full_name, role=words)
