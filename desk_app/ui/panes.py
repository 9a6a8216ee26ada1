"""F6: from pane to pane, to the first thing in it that takes the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def cycle(panes: Sequence[QWidget], step: int) -> None:
    """Puts the focus into the pane ``step`` further on; panes that take none are passed over."""
    focus = QApplication.focusWidget()
    here = next(
        (n for n, p in enumerate(panes) if focus is not None and p.isAncestorOf(focus)), -step
    )
    for distance in range(1, len(panes) + 1):
        if focus_inside(panes[(here + step * distance) % len(panes)]):
            return


def focus_inside(pane: QWidget) -> bool:
    """Puts the focus on the first thing in ``pane`` that takes it; whether there was one."""
    for widget in pane.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False
