"""The truth about this desk, at the bottom: each item a button with icon, words and colour."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desk_app.ui.icons import pixmap
from desk_app.ui.language import Spoken, Text, in_words, tr
from desk_app.ui.theme import HINT, XS, L, S, theme

HEIGHT = 32
_SIGN = 16


@dataclass(frozen=True)
class StatusItem:
    """One item. ``icon`` differs by state, so that the shape says it too, not only ``tone``."""

    name: str
    icon: str
    text: Text = ""
    tone: str = "ink_soft"
    tip: Text = ""
    right: bool = False


class StatusBar(QWidget, Spoken):
    """Items in the order in which they were first shown; ``pressed`` tells the item's name."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons: dict[str, _ItemButton] = {}
        self._left, self._right = QHBoxLayout(), QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(S, 1, S, 0)
        row.setSpacing(0)
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)
        theme().changed.connect(self._dress)
        self._dress()
        self.speak()

    def show_item(self, item: StatusItem) -> None:
        """Shows ``item``, in the place it had before."""
        button = self._buttons.get(item.name)
        if button is None:
            button = self._buttons[item.name] = _ItemButton(item, self)
            button.clicked.connect(lambda: self.pressed.emit(item.name))
            (self._right if item.right else self._left).addWidget(button)
            if not item.right:
                self._right_ones_last()
        button.say(item)
        button.show()

    def hide_item(self, name: str) -> None:
        """Takes an item away until it is shown again."""
        if name in self._buttons:
            self._buttons[name].hide()

    def free_room(self) -> QRect:
        """Where it says nothing: between the items at the left and those at the right."""
        left, right = self._left.geometry(), self._right.geometry()
        return QRect(left.right() + 1, 0, right.left() - left.right() - 1, self.height())

    def item(self, name: str) -> StatusItem:
        """What is shown as ``name``."""
        return self._buttons[name].item

    def retranslate(self) -> None:
        """Says all items in the language in force."""
        self.setAccessibleName(tr("ui.status.name"))
        for button in self._buttons.values():
            button.say(button.item)

    def _right_ones_last(self) -> None:
        """Tab and F6 go from left to right, in whatever order the items came."""
        for button in self._buttons.values():
            if button.item.right:
                hidden = button.isHidden()
                button.setParent(None)
                self._right.addWidget(button)
                button.setHidden(hidden)

    def _dress(self) -> None:
        self.setFixedHeight(theme().px(HEIGHT))


class _ItemButton(QAbstractButton):
    def __init__(self, item: StatusItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.item = item
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def say(self, item: StatusItem) -> None:
        self.item = item
        words, tip = in_words(item.text), in_words(item.tip)
        self.setText(words)
        self.setAccessibleName(words or tip)
        self.setAccessibleDescription(tip)
        self.setToolTip(tip or words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = in_words(self.item.text)
        width = theme().px(_SIGN) + 2 * S
        if words:
            width += XS + QFontMetrics(theme().font(HINT)).horizontalAdvance(words)
        return QSize(width + L // 2, theme().px(HEIGHT) - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), theme().colour("hover"))
        side = theme().px(_SIGN)
        sign = pixmap(self.item.icon, self.item.tone, _SIGN, self.devicePixelRatioF())
        painter.drawPixmap(S, (self.height() - side) // 2, sign)
        plain = self.item.tone == "ink_soft"
        painter.setPen(theme().colour("ink_soft" if plain else self.item.tone))
        painter.setFont(theme().font(HINT))
        rest = self.rect().adjusted(S + side + XS, 0, -S, 0)
        words = painter.fontMetrics().elidedText(
            in_words(self.item.text), Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), words)
        if self.hasFocus():
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
