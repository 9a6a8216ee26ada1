"""What the hand-drawn rows of lists have in common: their ground, a line of words, a surface."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QFrame, QStyle, QStyleOptionViewItem, QVBoxLayout, QWidget

from desk_app.ui.theme import M, S, theme

BAR = 3


def draw_ground(painter: QPainter, option: QStyleOptionViewItem) -> bool:
    """Draws the ground of a row, the line under it, and the bar of the one under the cursor;
    True if it is that one."""
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    painter.fillRect(option.rect, theme().colour("accent_soft" if chosen else "surface"))
    painter.setPen(QPen(theme().colour("line"), 1))
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
    if chosen:
        bar = QRect(option.rect.left(), option.rect.top(), BAR, option.rect.height())
        painter.fillRect(bar, theme().colour("accent"))
    return chosen


def draw_line(painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor) -> None:
    """Draws one line of words, which ends with … where it is too long."""
    painter.setFont(font)
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


def surface(content: QWidget, *, air: int = M) -> QWidget:
    """``content`` on a card; ``air`` is the room at its sides."""
    frame = QFrame()
    frame.setProperty("role", "card")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(air, S, air, S)
    inside.addWidget(content)
    return frame
