"""What is being done, shown once it takes longer than a blink; stoppable when it takes long."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desk_app.ui.background import Advance
from desk_app.ui.language import Text
from desk_app.ui.theme import M
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.wording import message

SHOW_AFTER_MS = 300
STOP_AFTER_MS = 2000


class Waiting(QWidget):
    """Call :meth:`begin`, perhaps :meth:`advance`, and :meth:`end`. ``stopped`` when pressed.

    Args:
        counts: whether people count what is done; then it is said in numbers, where the whole is
            known.
    """

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None, *, counts: bool = False) -> None:
        super().__init__(parent)
        self._counts = counts
        self._what: Text = ""
        self._advance = Advance(0)
        self._words = Label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._stop = Button(message("ui.stop"), "quiet", icon="x")
        self._stop.clicked.connect(self.stopped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._show_timer = self._timer(SHOW_AFTER_MS, self.show)
        self._stop_timer = self._timer(STOP_AFTER_MS, self._stop.show)
        self.end()

    def begin(self, text: Text, *, stoppable: bool = True) -> None:
        """Something began; the bar appears if it is not over soon."""
        self._advance = Advance(0)
        self.say(text)
        self._bar.setRange(0, 0)
        self._stop.hide()
        self._show_timer.start()
        if stoppable:
            self._stop_timer.start()

    def say(self, text: Text) -> None:
        """Says in other words what is being done."""
        self._what = text
        total = self._advance.total if self._counts else None
        if total:
            text = message("ui.counted", what=text, done=self._advance.done, total=total)
        self._words.say(text)
        self._bar.setAccessibleName(self._words.words)

    @property
    def what(self) -> Text:
        """What is being done."""
        return self._what

    @property
    def words(self) -> str:
        """What is being done, and how far it is."""
        return self._words.words

    def advance(self, advance: Advance) -> None:
        """How far it is."""
        self._advance = advance
        self.say(self._what)
        self._bar.setRange(0, advance.total or 0)
        self._bar.setValue(advance.done)

    def end(self) -> None:
        """It is over."""
        self._show_timer.stop()
        self._stop_timer.stop()
        self.hide()

    def _timer(self, after: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(then)
        return timer
