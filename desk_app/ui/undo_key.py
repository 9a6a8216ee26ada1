"""Ctrl+Z in a line: what was typed there comes first, then what was done on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class LeavesUndo(QObject):
    """An event filter for a line: Ctrl+Z with nothing to undo in it is left to the screen."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: before a line claims a key for itself."""
        return isinstance(event, QKeyEvent) and leaves_undo(watched, event)


def leaves_undo(watched: QObject, event: QKeyEvent) -> bool:
    """Whether ``event`` was kept from a line that has no use for it."""
    undo = event.type() == QEvent.Type.ShortcutOverride and event.matches(
        QKeySequence.StandardKey.Undo
    )
    if undo and isinstance(watched, QLineEdit) and not watched.isUndoAvailable():
        event.ignore()
        return True
    return False
