"""What an empty list says: what will appear here, and which key starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
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
        self.title = Label(title, "strong", wrap=True)
        self.text = Label(text, "soft", wrap=True)
        for words in (self.title, self.text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if not text:
            self.text.hide()  # never shown without a parent: it would flash as a window
        self._button = button
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(S)
        column.addStretch(1)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        column.addWidget(self.text)
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where it is low, the words need the room of the icon and the air around them."""
        super().resizeEvent(event)
        width = self.width() - 2 * XL
        words = [part for part in (self.title, self.text) if not part.isHidden()]
        needs = sum(part.heightForWidth(width) + S for part in words)
        if self._button is not None:
            needs += self._button.sizeHint().height() + S
        low = self.height() < needs + self._sign.sizeHint().height() + S + 2 * XL
        self._sign.setHidden(low)
        self._column.setContentsMargins(XL, 0 if low else XL, XL, 0 if low else XL)
