"""Taking numbers that a neighbouring counter gave: by its QR code or its file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.services.hand_overs import Handed
from desk_app.ui.field_walk import go_to
from desk_app.ui.language import day
from desk_app.ui.screens.numbers.parts import at_right, range_of
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.wording import message


class TakePage(QWidget):
    """A reader fills the field; who has a file opens it."""

    take_pressed = Signal(str)
    """What a reader read."""
    file_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scan = LabelledInput(
            message("numbers_screen.scan"),
            hint=message("numbers_screen.scan_hint"),
            max_length=2000,
        )
        self.scan.edit.returnPressed.connect(self._take)
        self.scan.changed.connect(lambda _text: self.scan.set_error(None))
        self.file = Button(message("numbers_screen.file"), "secondary", icon="folder")
        self.file.clicked.connect(self.file_pressed)
        self.take = Button(message("numbers_screen.take"), "primary", icon="download")
        self.take.clicked.connect(self._take)
        self.taken = KeyValues()
        card = Card(message("numbers_screen.page.take"))
        card.body.addWidget(Label(message("numbers_screen.take_how"), "body", wrap=True))
        card.body.addWidget(self.scan)
        card.body.addLayout(at_right(self.file, self.take))
        card.body.addWidget(self.taken)
        column = QVBoxLayout()
        column.addWidget(card)
        column.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(column, 2)
        line.addStretch(1)

    def show_taken(self, handed: Handed) -> None:
        """What has come."""
        self.scan.set_text("")
        self.scan.set_error(None)
        self.taken.show_rows(
            [
                (message("numbers_screen.from"), handed.counter),
                (message("numbers_screen.numbers"), range_of(handed)),
                (message("numbers_screen.day"), day(handed.day)),
            ]
        )

    def show_error(self) -> None:
        """What was read stays, marked: the next code takes its place."""
        if self.isVisible():
            go_to(self.scan.edit)

    def first_focus(self) -> QWidget:
        """A reader fills it."""
        return self.scan.edit

    def _take(self) -> None:
        if self.scan.text().strip():
            self.take_pressed.emit(self.scan.text())
        else:
            self.scan.set_error(message("numbers_screen.scan_missing"))
            go_to(self.scan.edit)
