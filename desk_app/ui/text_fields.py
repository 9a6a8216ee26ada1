"""What a text field holds, and how it is put back as it was."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


def takes_text(widget: QWidget | None) -> bool:
    """Whether what is typed into ``widget`` stays there as text."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox):
        return not widget.isReadOnly()
    return isinstance(widget, QComboBox) and widget.isEditable()


@dataclass(frozen=True)
class FieldBefore:
    """What stood in a field before something was typed that is no text for it."""

    widget: QWidget
    text: str
    cursor: int
    anchor: int

    @staticmethod
    def now() -> FieldBefore | None:
        """The field in focus as it is; None where no text field is in focus."""
        widget = QApplication.focusWidget()
        if isinstance(widget, QLineEdit):
            cursor = widget.cursorPosition()
            start, end = widget.selectionStart(), widget.selectionEnd()
            anchor = cursor if start < 0 else (start if cursor == end else end)
            return FieldBefore(widget, widget.text(), cursor, anchor)
        if isinstance(widget, QPlainTextEdit | QTextEdit):
            place = widget.textCursor()
            return FieldBefore(widget, widget.toPlainText(), place.position(), place.anchor())
        return None

    def restore(self) -> None:
        """Puts text, cursor and selection back; those who listen for typing hear it."""
        widget = self.widget
        if isinstance(widget, QLineEdit) and widget.text() != self.text:
            widget.setText(self.text)
            widget.setCursorPosition(self.anchor)
            if self.anchor != self.cursor:
                widget.setSelection(self.anchor, self.cursor - self.anchor)
            widget.textEdited.emit(self.text)
        elif isinstance(widget, QPlainTextEdit | QTextEdit):
            if widget.toPlainText() != self.text:
                widget.setPlainText(self.text)
            place = widget.textCursor()
            place.setPosition(self.anchor)
            place.setPosition(self.cursor, QTextCursor.MoveMode.KeepAnchor)
            widget.setTextCursor(place)
