"""One line of a checklist: a box with three states, words, and room for more at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import ROW_HEIGHT, XS, S, theme
from desk_app.ui.widgets.check_box import BOX, draw_box, draw_ring
from desk_app.ui.widgets.label import Label
from desk_app.wording import message

NEXT = {
    Qt.CheckState.Unchecked: Qt.CheckState.Checked,
    Qt.CheckState.PartiallyChecked: Qt.CheckState.Checked,
    Qt.CheckState.Checked: Qt.CheckState.Unchecked,
}


class CheckRow(QWidget, Spoken):
    """Space or a click ticks it; half-ticked is set by the program (some copies are missing).

    ``detail`` stands below the words, widgets added with :meth:`add` at the right.
    """

    toggled = Signal(object)
    """The new ``Qt.CheckState``."""

    def __init__(self, text: Text, detail: Text = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._state = Qt.CheckState.Unchecked
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.text = Label(text, wrap=True)
        self.detail = Label(detail, "hint", wrap=True)
        self.detail.setVisible(bool(detail))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.text)
        words.addWidget(self.detail)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(S)
        self._row.addLayout(words, 1)
        theme().changed.connect(self._dress)
        self._dress()
        self.speak()

    def add(self, widget: QWidget) -> None:
        """Puts ``widget`` at the right end."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def state(self) -> Qt.CheckState:
        """Unchecked, partially checked or checked."""
        return self._state

    def set_state(self, state: Qt.CheckState) -> None:
        """Shows ``state`` without telling."""
        self._state = state
        self.retranslate()
        self.update()

    def set_detail(self, detail: Text) -> None:
        """Another second line."""
        self.detail.say(detail)
        self.detail.setVisible(bool(detail))

    def toggle(self) -> None:
        """Ticks or unticks, and tells."""
        self.set_state(NEXT[self._state])
        self.toggled.emit(self._state)

    def retranslate(self) -> None:
        """Says words and state to those who listen instead of look."""
        self.setAccessibleName(in_words(self._text))
        names = {
            Qt.CheckState.Unchecked: "ui.check.no",
            Qt.CheckState.PartiallyChecked: "ui.check.part",
            Qt.CheckState.Checked: "ui.check.yes",
        }
        self.setAccessibleDescription(in_words(message(names[self._state])))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; arrows go to the neighbours."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click ticks."""
        self.toggle()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the ring."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws box and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, S, self.height(), self._state, False)
        if self.hasFocus():
            draw_ring(painter, self.rect())

    def _dress(self) -> None:
        self._row.setContentsMargins(S + theme().px(BOX) + S, XS, S, XS)
        self.setMinimumHeight(theme().px(ROW_HEIGHT))
