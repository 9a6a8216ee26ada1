"""Giving numbers to a neighbouring counter, and showing the document that carries them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.services.hand_overs import Handed
from desk_app.ui.field_walk import FieldWalk, go_to
from desk_app.ui.language import Spoken, Text, day, hour
from desk_app.ui.screens.numbers.parts import at_right, range_of
from desk_app.ui.screens.numbers.state import NumbersState
from desk_app.ui.screens.settings.code_picture import CodePicture
from desk_app.ui.theme import L, M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.ui.widgets.table import Column, Table, WindowModel
from desk_app.wording import message

PICTURE = 360
TABLE = 140
USUAL_COUNT = 10
MOST = 199  # of the largest block all but one


class GivePage(QWidget, Spoken):
    """To whom and how many at the left, the document large at the right."""

    give_pressed = Signal(str, int, str)
    """Desk id of the neighbour, how many, and the name of its counter; nothing is given yet."""
    save_pressed = Signal(object)
    again_pressed = Signal(object)
    """A document is to be shown once more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = NumbersState()
        self._proposed = 0
        self._handed: Handed | None = None
        self.neighbour = Select()
        self.neighbour_labelled = Labelled(message("numbers_screen.to"), self.neighbour)
        self.count = Stepper(message("numbers_screen.count"), low=1, high=MOST)
        self.count_labelled = Labelled(message("numbers_screen.count"), self.count)
        self.count.changed.connect(lambda _count: self.count_labelled.set_error(None))
        self.count.refused.connect(self._out_of_bounds)
        self.give = Button(
            message("numbers_screen.give"), "primary", icon="send", action="save_and_print"
        )
        self.give.clicked.connect(self._give)
        self.count.edit.returnPressed.connect(self._give)
        self.no_neighbours = Label("", "soft", wrap=True)
        self.picture = CodePicture(message("numbers_screen.picture"), PICTURE)
        self.about = Label("", "strong", wrap=True)
        self.how = Label(message("numbers_screen.how"), "soft", wrap=True)
        self.save = Button(message("numbers_screen.save"), "secondary", icon="save")
        self.save.clicked.connect(lambda: self._handed and self.save_pressed.emit(self._handed))
        self.model = WindowModel(_COLUMNS)
        self.table = Table(self.model, message("numbers_screen.past"))
        self.table.setMinimumHeight(TABLE)
        self.table.opened.connect(self.again_pressed)
        self._shown = QStackedWidget()
        self._lay_out()
        self.walk = FieldWalk(
            lambda: [self.neighbour, self.count.edit], lambda at: at is self.count.edit, self
        )
        self.speak()

    def _lay_out(self) -> None:
        form = Card(message("numbers_screen.page.give"))
        for part in (self.no_neighbours, self.neighbour_labelled, self.count_labelled):
            form.body.addWidget(part)
        form.body.addLayout(at_right(self.give))
        past = Card(message("numbers_screen.past"))
        past.body.addWidget(self.table, 1)
        document = QWidget()
        column = QVBoxLayout(document)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.about)
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        foot = QHBoxLayout()
        foot.setSpacing(M)
        foot.addWidget(self.how, 1)
        foot.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(foot)
        column.addStretch(1)
        self._shown.addWidget(
            EmptyState(
                "qr-code", message("numbers_screen.nothing"), message("numbers_screen.nothing_hint")
            )
        )
        self._shown.addWidget(document)
        shown = Card()
        shown.body.addWidget(self._shown, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(L)
        grid.addWidget(form, 0, 0)
        grid.addWidget(past, 1, 0)
        grid.addWidget(shown, 0, 1, 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)

    def show_state(self, state: NumbersState) -> None:
        """How it stands; what was typed stays as long as that many can be given."""
        self._state = state
        self.model.show_all(state.past)
        self.neighbour.set_options([(one.desk_id, one.counter) for one in state.neighbours])
        if self.count.value() > state.most or self.count.value() == self._proposed:
            self._propose()
        self.give.setEnabled(self.can_give)
        for part in (self.neighbour_labelled, self.count_labelled):
            part.setVisible(self.can_give)
        self.no_neighbours.setVisible(not self.can_give)
        self.retranslate()

    def _propose(self) -> None:
        self._proposed = min(max(1, self._state.most), USUAL_COUNT)
        self.count.set_value(self._proposed)

    @property
    def can_give(self) -> bool:
        """Whether there is a neighbour and something to give."""
        return bool(self._state.neighbours) and self._state.most > 0

    def show_handed(self, handed: Handed, modules: tuple[tuple[bool, ...], ...]) -> None:
        """Shows a document large, to be read from the screen."""
        self._handed = handed
        self.picture.show_modules(modules)
        self._shown.setCurrentIndex(1)
        self._propose()
        self.retranslate()
        if self.isVisible():
            self.save.setFocus()

    def show_error(self, error: DeskError) -> None:
        """The focus goes to the input that is wrong."""
        if "count" in error.fields:
            self.count_labelled.set_error(error.fields["count"])
        if not self.isVisible():
            return
        if error.key == "numbers.no_neighbour":
            self.neighbour.setFocus()
        elif self.can_give:
            go_to(self.count.edit)

    def first_focus(self) -> QWidget | None:
        """To whom; where there is one neighbour only, how many."""
        if not self.can_give:
            return None
        return self.neighbour if len(self._state.neighbours) > 1 else self.count.edit

    def retranslate(self) -> None:
        """Words that are put together here."""
        why = "nothing_to_give" if self._state.neighbours else "alone"
        self.no_neighbours.say(message(f"numbers_screen.{why}"))
        handed = self._handed
        if handed is not None:
            self.about.say(
                message(
                    "numbers_screen.given" if handed.direction == "out" else "numbers_screen.came",
                    count=handed.count,
                    numbers=range_of(handed),
                    counter=handed.counter,
                    day=day(handed.day),
                )
            )
            self.how.setVisible(handed.direction == "out")
            self.save.setVisible(handed.direction == "out")

    def press_give(self) -> None:
        """As a click on the button; what is half typed counts."""
        if self.count.edit.hasAcceptableInput():
            self.count.take_typed()
            self._give()
        else:
            self._out_of_bounds()

    def _out_of_bounds(self) -> None:
        most = self._state.most
        self.count_labelled.set_error(message("numbers_screen.count_between", most=most))
        go_to(self.count.edit)

    def _give(self) -> None:
        self.count_labelled.set_error(None)
        if self.give.isEnabled():
            to = str(self.neighbour.value())
            counters = {one.desk_id: one.counter for one in self._state.neighbours}
            self.give_pressed.emit(to, self.count.value(), counters.get(to, to))


def _direction(handed: Handed) -> Text:
    return message(f"numbers_screen.direction.{handed.direction}")


_COLUMNS = (
    Column(message("numbers_screen.column.at"), lambda handed: hour(handed.at), 80),
    Column(message("numbers_screen.column.direction"), _direction, 90),
    Column(message("numbers_screen.column.counter"), lambda handed: handed.counter),
    Column(message("numbers_screen.column.numbers"), range_of, 120),
)
