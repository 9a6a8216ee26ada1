"""What the officer should look at but may overrule, on one line until asked for more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desk_app.services.intake_check import Problem
from desk_app.ui.language import Spoken, in_words
from desk_app.ui.theme import XS, M
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.sign import Sign
from desk_app.wording import message


class Notices(QFrame, Spoken):
    """Warnings: the first one, and a button that shows them all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setProperty("tone", "care")
        self._problems: list[Problem] = []
        self._open = False
        self.words = Label("", wrap=True)
        self.more = Button("", "quiet")
        self.more.clicked.connect(self._toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, XS, XS, XS)
        row.setSpacing(M)
        row.addWidget(Sign("triangle-alert", "care"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        self.speak()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """These warnings, or none."""
        if list(problems) != self._problems:
            self._problems = list(problems)
            self._open = False
        self.retranslate()

    def retranslate(self) -> None:
        """Says them in the language in force."""
        sentences = [in_words(problem.text) for problem in self._problems]
        shown = sentences if self._open else sentences[:1]
        self.words.say("\n".join(shown))
        self.setAccessibleName("; ".join(sentences))
        rest = len(sentences) - 1
        key = "intake_screen.notices.less" if self._open else "intake_screen.notices.more"
        self.more.say(message(key, count=rest))
        self.more.setVisible(rest > 0)
        self.setVisible(bool(sentences))

    def _toggle(self) -> None:
        self._open = not self._open
        self.retranslate()
