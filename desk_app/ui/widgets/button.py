"""Buttons with their key printed on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from desk_app.ui.icons import SIZE, pixmap
from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.shortcuts import key_map
from desk_app.ui.theme import BASE, HINT, PRIMARY_HEIGHT, S, theme

KINDS = ("primary", "secondary", "quiet", "danger")


class Button(QPushButton, Spoken):
    """A verb, perhaps an icon before it, and the key that does the same behind it.

    The key itself is handled by the main window through ``Screen.actions``; here it is printed.

    Args:
        text: the verb.
        kind: primary (one per screen, bottom right), secondary, quiet or danger.
        icon: name of an icon.
        action: name in the key map; its key is printed.
    """

    def __init__(
        self,
        text: Text,
        kind: str = "secondary",
        *,
        icon: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said: Text = text
        self._icon = icon
        self._action = action
        self._less = False
        self._keeps_place = False
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        theme().changed.connect(self.updateGeometry)
        self.speak()

    def say(self, text: Text) -> None:
        """Another verb."""
        self._said = text
        self.retranslate()

    def set_kind(self, kind: str) -> None:
        """Another kind: what comes next is primary."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self.updateGeometry()
            self.update()

    def keep_place(self) -> None:
        """As wide as the primary one, whatever its kind: when what comes next changes, no button
        moves under the pointer."""
        self._keeps_place = True
        self.updateGeometry()

    def say_less(self, less: bool) -> None:
        """Whether only the verb stands on it: where text is large, icon and key have no room."""
        if less != self._less:
            self._less = less
            self.updateGeometry()
            self.update()

    @property
    def words(self) -> str:
        """The verb as it reads now."""
        return in_words(self._said)

    def retranslate(self) -> None:
        """Says the verb in the language in force."""
        self.setText(self.words.replace("&", "&&"))
        key = self._key()
        self.setAccessibleName(f"{self.words} ({key})" if key else self.words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for icon, verb and key."""
        self.ensurePolished()
        primary = self._primary()
        width = self._needs(primary=primary or self._keeps_place)
        return QSize(width, theme().px(PRIMARY_HEIGHT if primary else 34))

    def minimumSizeHint(self) -> QSize:
        """The words are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws ground, icon, verb and key cap."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        tone = self._tone()
        x = (self.width() - self._needs(primary=self._primary())) // 2 + _margin(self._primary())
        if self._drawn():
            side = theme().px(SIZE)
            picture = pixmap(self._icon, tone, SIZE, self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - side) // 2, picture)
            x += side + S
        painter.setPen(theme().colour(tone))
        width = QFontMetrics(self._font()).horizontalAdvance(self.words) + 2
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(x, 0, width, self.height()), flags, self.words)
        if self._printed():
            self._draw_cap(painter, x + width - 2 + S, tone)

    def _draw_cap(self, painter: QPainter, x: int, tone: str) -> None:
        height = theme().px(20)
        cap = QRectF(
            x + 0.5, (self.height() - height) // 2 + 0.5, self._cap_width() - 1, height - 1
        )
        edge = theme().colour(tone)
        edge.setAlphaF(0.55)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(theme().colour(tone))
        painter.setFont(theme().font(HINT))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self._key())

    def _needs(self, *, primary: bool) -> int:
        font = theme().font(BASE, strong=primary)
        width = QFontMetrics(font).horizontalAdvance(self.words) + 2 * _margin(primary)
        if self._drawn():
            width += theme().px(SIZE) + S
        if self._printed():
            width += self._cap_width() + S
        return width

    def _primary(self) -> bool:
        return bool(self.property("kind") == "primary")

    def _tone(self) -> str:
        if not self.isEnabled():
            return "ink_soft"
        kind = str(self.property("kind"))
        return {"primary": "on_accent", "quiet": "accent", "danger": "wrong"}.get(kind, "ink")

    def _font(self) -> QFont:
        return theme().font(BASE, strong=self._primary())

    def _printed(self) -> bool:
        return bool(self._key()) and not self._less

    def _drawn(self) -> bool:
        return bool(self._icon) and not self._less

    def _key(self) -> str:
        return key_map().printed(self._action) if self._action else ""

    def _cap_width(self) -> int:
        metrics = QFontMetrics(theme().font(HINT))
        return max(metrics.horizontalAdvance(self._key()) + 12, theme().px(24))


def saying_less(row: Sequence[Button], less: Collection[Button]) -> int:
    """Lets only ``less`` of a row say no more than their verbs; how wide the row is then."""
    for button in row:
        button.say_less(button in less)
    return sum(button.sizeHint().width() for button in row) + S * (len(row) - 1)


def _margin(primary: bool) -> int:
    return 18 if primary else 14
