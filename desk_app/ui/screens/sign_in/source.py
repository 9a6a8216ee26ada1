"""What sign-in asks of the services."""

from __future__ import annotations

from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.training import read_province
from desk_app.ui.screens.sign_in.state import SignInState


class SignInSource:
    """Called away from the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def state(self) -> SignInState:
        """Officers of this desk, and where it stands."""
        here = self._desk.this_desk()
        cards = tuple(self._desk.sign_in.officers())
        return SignInState(
            officers=cards,
            last=str(self._desk.settings.get("last_officer")),
            unit=self._desk.unit().name,
            counter=here.counter,
            training=here.training,
            password_hint=read_province().password if here.training else "",
        )

    def signed_in(self, login: str, password: str) -> OfficerAtDesk:
        """The officer, offered first next time.

        Raises:
            Refusal: wrong, or too many wrong tries.
        """
        officer = self._desk.sign_in.signed_in(login, password)
        self._desk.settings.set("last_officer", officer.login)
        return officer
