"""The two buttons of the way without a network, beside «send now»."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.ui.theme import XS
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import message


class StickPanel(QWidget):
    """``waiting`` and ``bar`` are laid out by the screen; they tell how far it is, and what came
    of it."""

    export_pressed = Signal()
    take_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.export = Button(message("stick.export"), "secondary", icon="usb")
        self.export.clicked.connect(self.export_pressed)
        self.take = Button(message("stick.import"), "quiet", icon="download")
        self.take.clicked.connect(self.take_pressed)
        self.waiting = Waiting()
        self.bar = InfoBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        for button in (self.export, self.take):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)

    def press_export(self) -> None:
        """Copies the queue, if that is offered now."""
        if self.export.isVisible():
            self.export.click()

    def press_take(self) -> None:
        """Takes an answer, if that is offered now."""
        if self.take.isVisible():
            self.take.click()

    def show_enabled(self, enabled: bool) -> None:
        """A desk without a centre has nobody to send a stick to."""
        self.setVisible(enabled)

    def show_busy(self, busy: bool) -> None:
        """One stick at a time."""
        self.export.setEnabled(not busy)
        self.take.setEnabled(not busy)
        if not busy:
            self.waiting.end()
