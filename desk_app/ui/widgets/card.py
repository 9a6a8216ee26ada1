"""A surface with a heading; space does the rest."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.ui.language import Text, in_words
from desk_app.ui.theme import L, M, S
from desk_app.ui.widgets.label import Label


class Card(QFrame):
    """``body`` takes the content, ``tools`` (right of the heading) what can be done with it."""

    def __init__(self, title: Text = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title = Label(title, "section")
        if not in_words(title):
            self.title.hide()  # never shown without a parent: it would flash as a window
        self.tools = QHBoxLayout()
        self.tools.setSpacing(S)
        self.body = QVBoxLayout()
        self.body.setSpacing(M)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addLayout(self.tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, L)
        column.setSpacing(M)
        column.addLayout(head)
        column.addLayout(self.body, 1)
