"""What an empty list says: what will appear here, and which key starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.ui.language import Text
from desk_app.ui.theme import XL, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.sign import Sign


class EmptyState(QWidget):
    """An icon, what will appear, how to begin; ``button`` when there is one key that starts it."""

    def __init__(
        self,
        icon: str,
        title: Text,
        text: Text = "",
        *,
        button: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign = Sign(icon, "ink_soft", 32)
        self.title = Label(title, "strong")
        self.text = Label(text, "soft", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if not text:
            self.text.hide()  # never shown without a parent: it would flash as a window
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(S)
        column.addStretch(1)
        for part in (self._sign, self.title):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.text)
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
