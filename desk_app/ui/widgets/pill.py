"""A state as icon, word and colour, all three."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.ui.icons import pixmap
from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import HINT, XS, S, theme
from desk_app.wording import message

STATES: dict[str, tuple[str, str]] = {
    "draft": ("pencil", "ink_soft"),
    "waiting": ("clock", "accent"),
    "sending": ("circle-arrow-up", "accent"),
    "sent": ("check", "ink"),
    "needs_attention": ("triangle-alert", "wrong"),
}
"""The five states of a dossier on its way; done is plain, without colour."""
TINTED = ("accent", "good", "care", "wrong", "training")
_SIGN = 14
_LEAST = 72


class Pill(QWidget, Spoken):
    """A small state. ``show_state("waiting")`` for a dossier's own states, :meth:`say` for any."""

    def __init__(
        self,
        text: Text = "",
        icon: str = "circle",
        tone: str = "ink_soft",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said: Text = text
        self._icon, self._tone = icon, tone
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.speak()

    def show_state(self, state: str) -> None:
        """Shows one of :data:`STATES`."""
        icon, tone = STATES[state]
        self.say(message(f"ui.state.{state}"), icon, tone)

    def say(self, text: Text, icon: str, tone: str) -> None:
        """Shows ``text`` with ``icon`` in the colour of token ``tone``."""
        self._said, self._icon, self._tone = text, icon, tone
        self.retranslate()

    @property
    def words(self) -> str:
        """What it says now."""
        return in_words(self._said)

    def retranslate(self) -> None:
        """Says it in the language in force."""
        self.setAccessibleName(self.words)
        self.setToolTip(self.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for sign and word."""
        width = QFontMetrics(self._font()).horizontalAdvance(self.words)
        return QSize(width + theme().px(_SIGN) + XS + 2 * S, theme().px(24))

    def minimumSizeHint(self) -> QSize:
        """Room for the sign; the words may end with … and stand in the tip."""
        return QSize(min(theme().px(_LEAST), self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws ground, sign and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = f"{self._tone}_soft" if self._tone in TINTED else "hover"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(ground))
        radius = self.height() / 2
        painter.drawRoundedRect(self.rect(), radius, radius)
        side = theme().px(_SIGN)
        sign = pixmap(self._icon, self._tone, _SIGN, self.devicePixelRatioF())
        painter.drawPixmap(S, (self.height() - side) // 2, sign)
        painter.setPen(theme().colour(self._tone))
        painter.setFont(self._font())
        # Half of the air at the right is spare, so that rounding cuts no word that has room.
        rest = self.rect().adjusted(S + side + XS, 0, -S // 2, 0)
        words = painter.fontMetrics().elidedText(
            self.words, Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _font(self) -> QFont:
        return theme().font(HINT, strong=True)
