"""The foot of the intake: what is being done, when the draft was kept, and what comes next."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desk_app.ui.language import Spoken, tr
from desk_app.ui.theme import HINT, S, theme
from desk_app.ui.widgets.button import Button, saying_less
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import message


class Foot(QWidget, Spoken):
    """Four buttons at the right, the primary one last; never cut, whatever the size of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waiting = Waiting()
        self.saved = Label("", "hint")
        self.clear = Button(message("intake_screen.clear"), "quiet", icon="trash-2")
        self.keep = Button(message("intake_screen.save"), action="save_draft")
        self.preview = Button(message("intake_screen.preview.button"), action="preview")
        self.receive = Button(
            message("intake_screen.receive"), "primary", icon="printer", action="save_and_print"
        )
        self._buttons = (self.clear, self.keep, self.preview, self.receive)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.saved)
        row.addWidget(self.waiting, 1)
        row.addStretch()
        for button in self._buttons:
            row.addWidget(button)
        # They take the width that is left: a wait or a large text must push no button out of sight.
        for part in (self.waiting, self):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self._fit)
        self.speak()

    def show_saved(self, at: datetime | None) -> None:
        """When the draft was put on disk; None: it is not."""
        self.saved.say(message("intake_screen.saved", time=f"{at:%H:%M:%S}") if at else "")

    def retranslate(self) -> None:
        """Words of another language are longer or shorter."""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As much on the buttons as there is room for. Room is kept for the hour of the draft, so
        that nothing moves when it is saved; where there is none at all, the hour gives way."""
        seldom = self._buttons[:3]
        words = tr("intake_screen.saved", time="00:00:00")
        hour = QFontMetrics(theme().font(HINT)).horizontalAdvance(words) + S
        room = self.width() - 2 * S
        for less, kept in (((), hour), (seldom, hour), (seldom, 0), (self._buttons, 0)):
            self.saved.setVisible(bool(kept))
            if saying_less(self._buttons, less) + kept <= room:
                return
