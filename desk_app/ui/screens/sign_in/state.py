"""What the sign-in screen shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

# The screen stands before the services are loaded.
if TYPE_CHECKING:
    from desk_app.services.sign_in import OfficerCard


@dataclass(frozen=True)
class SignInState:
    """Who may sign in, and where. ``password_hint``: the public password of a training desk;
    empty at a real one."""

    officers: tuple[OfficerCard, ...] = ()
    last: str = ""
    unit: str = ""
    counter: str = ""
    training: bool = False
    password_hint: str = ""
