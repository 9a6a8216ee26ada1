"""A small number: typed, or one more and one less."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from desk_app.ui.icons import icon
from desk_app.ui.language import Spoken, Text, in_words, tr
from desk_app.ui.theme import INPUT_HEIGHT, XS, theme

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Stepper(QWidget, Spoken):
    """A whole number from ``low`` to ``high``; Up and Down count. ``name`` is read aloud."""

    changed = Signal(int)
    refused = Signal()
    """Enter on a number that is too small or too large; it stays to be put right."""

    def __init__(
        self, name: Text, low: int = 0, high: int = 999, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._low, self._high, self._value = name, low, high, low
        self.edit = _CountEdit(self)
        self.edit.setValidator(QIntValidator(low, high, self))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.edit.editingFinished.connect(self.take_typed)
        self._less, self._more = QToolButton(), QToolButton()
        for button, step in ((self._less, -1), (self._more, 1)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _on=False, by=step: self.step(by))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        for part in (self._less, self.edit, self._more):
            row.addWidget(part)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._dress)
        self._dress()
        self.speak()

    def value(self) -> int:
        """The number."""
        return self._value

    def set_value(self, value: int) -> None:
        """Shows ``value``, kept between low and high, without telling. The same value as before
        leaves alone what is half typed."""
        before, self._value = self._value, min(max(value, self._low), self._high)
        if not self.edit.isModified() or self._value != before:
            self.edit.setText(str(self._value))
        self._less.setEnabled(self._value > self._low)
        self._more.setEnabled(self._value < self._high)

    def begin_at(self, value: int) -> None:
        """Shows ``value`` of something else: what was half typed was not meant for it."""
        self.edit.setModified(False)
        self.set_value(value)

    def finish(self) -> None:
        """What is half typed counts now."""
        if self.edit.isModified():
            self.take_typed()

    def step(self, by: int) -> None:
        """Counts by ``by`` and tells."""
        before = self._value
        self.set_value(self._value + by)
        if self._value != before:
            self.changed.emit(self._value)

    def retranslate(self) -> None:
        """Says its names in the language in force."""
        name = in_words(self._name)
        self.edit.setAccessibleName(name)
        self._less.setAccessibleName(tr("ui.stepper.less", name=name))
        self._more.setAccessibleName(tr("ui.stepper.more", name=name))

    def take_typed(self) -> None:
        """What is typed becomes the number, kept between low and high."""
        text = self.edit.text().strip()
        self.edit.setModified(False)
        self.step((int(text) if text.isdigit() else self._value) - self._value)
        self.set_value(self._value)

    def _dress(self) -> None:
        self._less.setIcon(icon("minus", "ink_soft", 16))
        self._more.setIcon(icon("plus", "ink_soft", 16))
        for button in (self._less, self._more):
            button.setFixedSize(theme().px(28), theme().px(INPUT_HEIGHT))
            button.setStyleSheet("padding: 0;")
        self.edit.setFixedWidth(theme().px(52))
        self.set_value(self._value)


class _CountEdit(QLineEdit):
    def __init__(self, stepper: Stepper) -> None:
        super().__init__(stepper)
        self._stepper = stepper

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is out of bounds does not stay: it would look like the number that holds."""
        if not self.hasAcceptableInput():
            self._stepper.take_typed()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS:
            if not self.hasAcceptableInput():
                self._stepper.refused.emit()  # Qt would say nothing
                return
            self._stepper.take_typed()  # Qt tells of Enter before it tells that typing ended
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._stepper.step(step)
