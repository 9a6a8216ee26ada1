"""The screens, down the left side: icon, word, key."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desk_app.ui.icons import SIZE, pixmap
from desk_app.ui.language import Spoken, Text, in_words, tr
from desk_app.ui.shortcuts import key_map
from desk_app.ui.theme import BASE, HINT, L, M, S, theme

WIDTH = 188
WIDTH_WITHOUT_KEYS = 144
KEYS_UP_TO = 125
"""Above this size of text the keys give their room to the words (tool tips have them)."""
_ROW = 40


class LeftRail(QWidget, Spoken):
    """``picked`` tells the name of the screen that was asked for."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._items: dict[str, _RailItem] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(S, L, S + 1, L)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        theme().changed.connect(self._dress)
        self._dress()
        self.speak()

    def add(
        self, name: str, text: Text, icon: str, action: str = "", *, at_end: bool = False
    ) -> None:
        """Adds a screen; ``at_end`` puts it at the bottom (settings, help)."""
        item = _RailItem(text, icon, action, self)
        item.clicked.connect(lambda: self.picked.emit(name))
        self._items[name] = item
        if at_end:
            self._column.addWidget(item)
        else:
            self._column.insertWidget(self._above_stretch(), item)
        self._dress()

    def show_current(self, name: str) -> None:
        """Marks the screen that is shown."""
        for other, item in self._items.items():
            item.setChecked(other == name)

    def set_visible(self, name: str, visible: bool) -> None:
        """Shows or hides one (what this officer may not open is not shown)."""
        self._items[name].setVisible(visible)

    def retranslate(self) -> None:
        """Says all words in the language in force."""
        self.setAccessibleName(tr("ui.rail.name"))
        for item in self._items.values():
            item.retranslate()
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go up and down."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _above_stretch(self) -> int:
        for place in range(self._column.count()):
            item = self._column.itemAt(place)
            if item is not None and item.spacerItem() is not None:
                return place
        return self._column.count()

    def _dress(self) -> None:
        widest = max((item.wanted_width() for item in self._items.values()), default=0)
        self.setFixedWidth(max(rail_width(), widest + 2 * S + 1))


def rail_width() -> int:
    """How wide the rail is at the present size of text, unless a word needs more."""
    return theme().px(WIDTH if theme().percent <= KEYS_UP_TO else WIDTH_WITHOUT_KEYS)


class _RailItem(QAbstractButton):
    def __init__(self, text: Text, icon: str, action: str, parent: LeftRail) -> None:
        super().__init__(parent)
        self._said, self._sign, self._action = text, icon, action
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        words = in_words(self._said)
        self.setText(words)
        self.setAccessibleName(f"{words} {self._key()}".strip())
        self.setToolTip(self._key())
        self.update()

    def wanted_width(self) -> int:
        """So that word and key stand apart, also while it is marked."""
        words = QFontMetrics(theme().font(BASE, strong=True)).horizontalAdvance(self.text())
        width = M + theme().px(SIZE) + M + words + S
        if theme().percent <= KEYS_UP_TO and self._key():
            width += M + QFontMetrics(theme().font(HINT)).horizontalAdvance(self._key())
        return width

    def sizeHint(self) -> QSize:
        return QSize(rail_width() - 2 * S, theme().px(_ROW))

    def nextCheckState(self) -> None:
        """Only the main window marks what is shown."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        if here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent_soft" if here else "hover"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if here:
            painter.setBrush(theme().colour("accent"))
            painter.drawRoundedRect(QRect(0, 10, 3, self.height() - 20), 1, 1)
        tone = "accent_strong" if here else "ink"
        side = theme().px(SIZE)
        sign = pixmap(self._sign, tone, SIZE, self.devicePixelRatioF())
        painter.drawPixmap(M, (self.height() - side) // 2, sign)
        painter.setFont(theme().font(BASE, strong=here))
        painter.setPen(theme().colour(tone))
        rest = self.rect().adjusted(M + side + M, 0, -S, 0)
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), in_words(self._said))
        if theme().percent <= KEYS_UP_TO:
            painter.setFont(theme().font(HINT))
            painter.setPen(theme().colour("ink_soft"))
            right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(rest, right, self._key())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    def _key(self) -> str:
        return key_map().printed(self._action) if self._action else ""
