"""Who sits at the desk now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desk_app.errors import Refusal
from desk_app.services.sign_in import OfficerAtDesk


class Session(QObject):
    """The officer who is signed in; ``changed`` when another one is, or none."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._officer: OfficerAtDesk | None = None

    @property
    def officer(self) -> OfficerAtDesk | None:
        """The officer, or None while nobody is signed in."""
        return self._officer

    def here(self) -> OfficerAtDesk:
        """The officer.

        Raises:
            Refusal: nobody is signed in.
        """
        if self._officer is None:
            raise Refusal("window.nobody")
        return self._officer

    def begin(self, officer: OfficerAtDesk) -> None:
        """``officer`` sits down."""
        self._officer = officer
        self.changed.emit()

    def end(self) -> None:
        """Nobody is signed in any more."""
        self._officer = None
        self.changed.emit()
