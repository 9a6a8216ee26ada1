"""All that must be corrected, on top; Enter jumps to the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desk_app.ui.language import Text, in_words
from desk_app.ui.theme import XS, M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.wording import message


@dataclass(frozen=True)
class Mistake:
    """What is wrong with which input."""

    text: Text
    widget: QWidget


class ErrorSummary(QFrame):
    """Says how many places there are, names each with the words of its field, takes the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setProperty("tone", "wrong")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Label("", "strong", tone="wrong")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, M, S)
        column.setSpacing(XS)
        column.addWidget(self._title)
        column.addLayout(self._rows)
        self._buttons: list[Button] = []
        self.hide()

    def show_mistakes(self, mistakes: Sequence[Mistake], *, take_focus: bool = True) -> None:
        """Lists ``mistakes`` and puts the focus on the first; with none it goes away.

        Args:
            take_focus: False while the officer corrects: the focus stays in the field.
        """
        held = any(button.hasFocus() for button in self._buttons)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(mistake) for mistake in mistakes]
        self.setVisible(bool(mistakes))
        if mistakes:
            self._title.say(message("ui.error.summary", count=len(mistakes)))
            self.setAccessibleName(
                "; ".join([self._title.words, *(in_words(m.text) for m in mistakes)])
            )
            if take_focus or held:
                self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def sentences(self) -> list[str]:
        """What it lists now."""
        return [button.words for button in self._buttons]

    def _button(self, mistake: Mistake) -> Button:
        button = Button(mistake.text, "quiet", icon="arrow-right")
        button.clicked.connect(lambda: _jump(mistake.widget))
        self._rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button


def _jump(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
