"""The first screen of a new desk."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.ui.background import Advance
from desk_app.ui.language import Text
from desk_app.ui.screen import Screen
from desk_app.ui.screens.enrol.state import EnrolForm
from desk_app.ui.theme import M
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.centred import Centred
from desk_app.ui.widgets.check_box import CheckBox
from desk_app.ui.widgets.error_summary import ErrorSummary, Mistake
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import message

WIDTH = 560


class EnrolView(Screen):
    """``enrol_pressed`` carries an :class:`EnrolForm`; ``training_pressed``: no centre at all."""

    enrol_pressed = Signal(object)
    training_pressed = Signal()
    stop_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = ErrorSummary()
        self.bar = InfoBar()
        self.url = LabelledInput(
            message("enrol_screen.url"),
            hint=message("enrol_screen.url_hint"),
            placeholder="https://",
            required=True,
            max_length=500,
        )
        self.code = LabelledInput(
            message("enrol_screen.code"),
            hint=message("enrol_screen.code_hint"),
            required=True,
            max_length=200,
        )
        self.training = CheckBox(message("enrol_screen.training"))
        self.waiting = Waiting()
        self.enrol = Button(message("enrol_screen.enrol"), "primary", icon="log-in")
        self.alone = Button(message("enrol_screen.alone"), icon="graduation-cap")
        self._lay_out()
        self.enrol.clicked.connect(self._pressed)
        self.alone.clicked.connect(self.training_pressed)
        self.waiting.stopped.connect(self.stop_pressed)
        self.url.edit.returnPressed.connect(self.code.setFocus)
        self.code.edit.returnPressed.connect(self._pressed)
        self.speak()

    def _lay_out(self) -> None:
        join = Card(message("enrol_screen.join"))
        for part in (self.summary, self.bar, self.url, self.code, self.training, self.waiting):
            join.body.addWidget(part)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.enrol)
        join.body.addLayout(foot)
        try_it = Card(message("enrol_screen.try_it"))
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(Label(message("enrol_screen.try_it_hint"), "soft", wrap=True), 1)
        row.addWidget(self.alone, 0, Qt.AlignmentFlag.AlignVCenter)
        try_it.body.addLayout(row)
        block = Centred(WIDTH)
        block.body.addWidget(Label(message("enrol_screen.title"), "title"))
        block.body.addWidget(Label(message("enrol_screen.lead"), "soft", wrap=True))
        block.body.addWidget(join)
        block.body.addWidget(try_it)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(block)

    def show_working(self, text: Text | None) -> None:
        """What is being done; None: it is over."""
        for widget in (self.enrol, self.alone, self.url.edit, self.code.edit, self.training):
            widget.setEnabled(text is None)
        if text is None:
            self.waiting.end()
        else:
            self.bar.hide()
            self.waiting.begin(text)

    def advance(self, advance: Advance) -> None:
        """How far it is."""
        self.waiting.advance(advance)

    def refuse(self, error: DeskError) -> None:
        """Why not; what was typed stays."""
        self.show_working(None)
        places = {"url": self.url, "code": self.code}
        mistakes = []
        for path, text in error.fields.items():
            place = places.get(path)
            if place is not None:
                place.set_error(text)
                mistakes.append(Mistake(text, place))
        self.summary.show_mistakes(mistakes)
        if not mistakes:
            self.bar.show_error(error)
            self.code.setFocus()

    def first_focus(self) -> QWidget:
        """One begins with the address."""
        return self.url

    def _pressed(self) -> None:
        if not self.enrol.isEnabled():
            return
        mistakes = []
        for field, key in ((self.url, "url_missing"), (self.code, "code_missing")):
            missing = not field.text().strip()
            text = message(f"enrol_screen.{key}")
            field.set_error(text if missing else None)
            if missing:
                mistakes.append(Mistake(text, field))
        self.summary.show_mistakes(mistakes)
        if not mistakes:
            self.enrol_pressed.emit(
                EnrolForm(
                    self.url.text().strip(), self.code.text().strip(), self.training.isChecked()
                )
            )
