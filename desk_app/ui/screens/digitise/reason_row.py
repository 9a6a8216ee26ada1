"""Why a dossier is finished though its papers are not whole: asked in a row above the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout

from desk_app.ui.theme import L, M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.wording import message


class ReasonRow(QFrame):
    """``given`` with the officer's words; without any it says that they are missing."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.reason = LabelledInput(message("digitise.finish_reason"), max_length=200)
        self.anyway = Button(message("digitise.finish_anyway"), icon="file-check")
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        row.addWidget(self.reason, 1)
        row.addWidget(self.anyway, 0, Qt.AlignmentFlag.AlignBottom)
        self.anyway.clicked.connect(self._give)
        self.reason.edit.returnPressed.connect(self._give)
        self.hide()

    def ask(self) -> None:
        """The cursor stands in it."""
        self.show()
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def has_cursor(self) -> bool:
        """Whether somebody is answering."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _give(self) -> None:
        reason = self.reason.text().strip()
        self.reason.set_error(None if reason else message("digitise.reason_missing"))
        if reason:
            self.given.emit(reason)
