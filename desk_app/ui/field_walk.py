"""Enter from field to field: the way through a form by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desk_app.ui.undo_key import leaves_undo

ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FieldWalk(QObject):
    """Enter goes to the next field, Shift+Enter to the one before. Ctrl+Z in a field with nothing
    to undo is left to the screen.

    Args:
        chain: the fields in their order; those that are not shown are passed over.
        wants_enter: whether Enter means something in a field itself.
    """

    def __init__(
        self,
        chain: Callable[[], Sequence[QWidget]],
        wants_enter: Callable[[QWidget], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chain, self._wants_enter = chain, wants_enter
        self.enter_moves = True
        """Whether Enter goes on; if not, it only ends what is typed (as the officer likes)."""
        for widget in chain():
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees the keys of all fields first."""
        if not isinstance(event, QKeyEvent):
            return False
        if leaves_undo(watched, event):
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(watched, QWidget):
            return False
        chord = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() not in ENTERS or chord or not self.enter_moves or self._wants_enter(watched):
            return False
        back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.step(watched, -1 if back else 1)
        return True

    def step(self, here: QWidget, by: int) -> None:
        """From ``here`` to the field after (1) or before (-1)."""
        chain = list(self._chain())
        place = chain.index(here) if here in chain else -by
        ways = chain[place + 1 :] if by > 0 else chain[:place][::-1]
        for widget in ways:
            if widget.isVisible() and widget.isEnabled():
                go_to(widget)
                return


def go_to(widget: QWidget) -> None:
    """The focus goes there; what stands in a line is marked, so that typing replaces it."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    if isinstance(widget, QLineEdit):
        widget.selectAll()
