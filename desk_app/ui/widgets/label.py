"""Words on the screen that follow the language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import CODE, theme

# Python's html module brings a table of two thousand names along.
_AS_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>"})
ROLES = ("body", "hint", "label", "soft", "strong", "section", "title", "figure", "code", "error")


class Label(QLabel, Spoken):
    """One text.

    Args:
        text: a ``Message`` (follows the language) or data as it is.
        role: its type, one of :data:`ROLES`.
        tone: its colour when it carries a state: accent, good, care, wrong, ink_soft.
        wrap: whether it may take several lines (set at 1.4: Vietnamese stacks marks).
    """

    def __init__(
        self,
        text: Text = "",
        role: str = "body",
        *,
        tone: str = "",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said: Text = text
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.RichText if wrap else Qt.TextFormat.PlainText)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if role == "figure":
            self.setFont(theme().font(CODE, strong=True))
        self.speak()

    def say(self, text: Text) -> None:
        """Shows ``text`` instead."""
        self._said = text
        self.retranslate()

    def set_tone(self, tone: str) -> None:
        """Another colour."""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_role(self, role: str) -> None:
        """Another type, one of :data:`ROLES`."""
        if role != self.property("role"):
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
            self.updateGeometry()

    @property
    def words(self) -> str:
        """What it says now, plain."""
        return in_words(self._said)

    def retranslate(self) -> None:
        """Says it in the language in force."""
        words = self.words
        self.setAccessibleName(words)
        if self.wordWrap() and words:
            lines = words.translate(_AS_HTML)
            self.setText(f'<div style="line-height:140%">{lines}</div>')
        else:
            self.setText(words)
