"""What an empty list says: what will appear here, and which key starts it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

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
        self._sign = _Yielding(icon, "ink_soft", 32)
        self.title = Label(title, "strong", wrap=True)
        self.text = Label(text, "soft", wrap=True)
        for words in (self.title, self.text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if not text:
            self.text.hide()  # never shown without a parent: it would flash as a window
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, 0, XL, 0)
        column.setSpacing(S)
        column.addItem(_air())
        column.addStretch(1)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        column.addWidget(self.text)
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addItem(_air())


class _Yielding(Sign):
    """Where it is low, the words need its room: it is there whole or not at all. What is asked for
    stays the same at any height, or a page that scrolls would never come to rest."""

    def __init__(self, name: str, tone: str, size: int) -> None:
        super().__init__(name, tone, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)

    def minimumSizeHint(self) -> QSize:
        """Qt: no height at all."""
        return QSize(self.sizeHint().width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it where there is room."""
        if self.height() >= self.sizeHint().height():
            super().paintEvent(event)


def _air() -> QSpacerItem:
    """Gives way before the words do."""
    return QSpacerItem(0, XL, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
