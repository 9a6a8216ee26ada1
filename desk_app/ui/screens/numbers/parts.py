"""What the pages of the screen of numbers share."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from desk_app.services.hand_overs import Handed
from desk_app.ui.theme import M


def at_right(*widgets: QWidget) -> QLayout:
    """``widgets`` side by side at the right edge."""
    line = QHBoxLayout()
    line.setSpacing(M)
    line.addStretch(1)
    for widget in widgets:
        line.addWidget(widget)
    return line


def range_of(handed: Handed) -> str:
    """``0081–0100``."""
    return f"{handed.first:04}–{handed.last:04}"
