"""Locking: the sheet covers everything, the work below stays as it is, drafts are saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screens.sign_in.presenter import Source


class Lock(QObject):
    """Ctrl+Shift+L and the idle lock of one window.

    Args:
        officer: who is signed in; None before sign-in, then nothing is locked.
    """

    def __init__(
        self,
        window: MainWindow,
        source: Source,
        background: Background,
        officer: Callable[[], OfficerAtDesk | None],
    ) -> None:
        super().__init__(window)
        self._sheet, self._source, self._background = window.lock_sheet, source, background
        self._officer = officer
        self._checking = False
        window.lock_pressed.connect(self.lock)
        self._sheet.unlock_pressed.connect(self._unlock)

    def lock(self) -> None:
        """Covers the window."""
        officer = self._officer()
        if officer is not None:
            self._sheet.lock(officer.full_name)

    def _unlock(self, password: str) -> None:
        officer = self._officer()
        if officer is None or self._checking:
            return
        self._checking = True
        self._background.write(
            self._source.signed_in,
            officer.login,
            password,
            done=lambda _officer: self._open(),
            failed=self._refuse,
            owner=self._sheet,
        )

    def _open(self) -> None:
        self._checking = False
        self._sheet.open_up()

    def _refuse(self, error: DeskError) -> None:
        self._checking = False
        self._sheet.refuse(None if error.key == "sign_in.wrong" else error)
