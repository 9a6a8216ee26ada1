"""Between the sign-in screen and the service that knows the officers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.screens.sign_in.state import SignInState
from desk_app.ui.screens.sign_in.view import SignInView


class Source(Protocol):
    """What the screen needs (``source.SignInSource``)."""

    def state(self) -> SignInState:
        """Who may sign in here."""
        ...

    def signed_in(self, login: str, password: str) -> OfficerAtDesk:
        """The officer."""
        ...


class SignInPresenter(QObject):
    """Args:
    welcome: what follows, with the officer.
    """

    def __init__(
        self,
        view: SignInView,
        source: Source,
        background: Background,
        welcome: Callable[[OfficerAtDesk], None],
    ) -> None:
        super().__init__(view)
        self._view, self._source, self._background = view, source, background
        self._welcome = welcome
        view.entered.connect(lambda _argument: self.refresh())
        view.sign_in_pressed.connect(self._sign_in)

    def refresh(self) -> None:
        """Reads the officers anew."""
        self._background.read(
            self._source.state, done=self._known, failed=self._view.refuse, owner=self._view
        )

    def _known(self, state: SignInState) -> None:
        self._view.show_state(state)
        if not (self._view.password.edit.hasFocus() or self._view.officer.hasFocus()):
            self._view.first_focus().setFocus()

    def _sign_in(self, login: str, password: str) -> None:
        self._view.show_checking(True)
        self._background.write(
            self._source.signed_in,
            login,
            password,
            done=self._signed_in,
            failed=self._refused,
            owner=self._view,
        )

    def _signed_in(self, officer: OfficerAtDesk) -> None:
        self._view.welcome()
        self._welcome(officer)

    def _refused(self, error: DeskError) -> None:
        self._view.refuse(error)
