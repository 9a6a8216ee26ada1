"""Numbers when the centre is out of reach: open the emergency block, give to a neighbour, take
from one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.hand_over import is_like_a_document
from desk_app.services.emergency_numbers import LONGEST_REASON
from desk_app.services.hand_overs import Handed
from desk_app.ui.language import Text, day, hour
from desk_app.ui.screen import Screen
from desk_app.ui.screens.numbers.state import GIVE, OPEN, PAGES, TAKE, NumbersState
from desk_app.ui.screens.settings.code_picture import CodePicture
from desk_app.ui.theme import XL, L, M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.ui.widgets.table import Column, Table, WindowModel
from desk_app.wording import message

PICTURE = 360
TABLE = 140
USUAL_COUNT = 10
MOST = 199  # of the largest block all but one


class NumbersView(Screen):
    """``show_state`` and ``show_handed`` in; open, give, take, save out."""

    open_pressed = Signal(str, str, str)
    """Login and password of the supervisor, and the reason."""
    give_pressed = Signal(str, int)
    """Desk id of the neighbour, and how many."""
    take_pressed = Signal(str)
    """What a reader read."""
    file_pressed = Signal()
    save_pressed = Signal(object)
    again_pressed = Signal(object)
    """A document is to be shown once more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = NumbersState()
        self._handed: Handed | None = None
        self.bar = InfoBar()
        self._to_give: tuple[str, int] | None = None
        self.bar.closed.connect(self._ask_no_more)
        self.remaining = Label("", "section", wrap=True)
        self.pages = Segmented([(name, message(f"numbers_screen.page.{name}")) for name in PAGES])
        self.pages.chosen.connect(lambda _name: self._turn())
        self.left.connect(self._forget_supervisor)
        self.left.connect(self._ask_no_more)
        self._stack = QStackedWidget()
        self._make_open()
        self._make_give()
        self._make_take()
        self._stack.addWidget(self._open_page())
        self._stack.addWidget(self._give_page())
        self._stack.addWidget(self._take_page())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(XL, L, XL, L)
        whole.setSpacing(L)
        head = QHBoxLayout()
        head.setSpacing(XL)
        head.addWidget(self.pages)
        head.addWidget(self.remaining, 1)
        whole.addWidget(self.bar)
        whole.addLayout(head)
        # Large text may need more room than the window has.
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._stack)
        whole.addWidget(area, 1)
        self.show_state(self._state)
        self.speak()

    # -- the parts

    def _make_open(self) -> None:
        self.sealed = Label("", "body", wrap=True)
        self.login = LabelledInput(
            message("numbers_screen.supervisor"), required=True, max_length=100
        )
        hidden = QLineEdit()
        hidden.setEchoMode(QLineEdit.EchoMode.Password)
        self.password = LabelledInput(
            message("sign_in_screen.password"), required=True, edit=hidden
        )
        self.reason = LabelledInput(
            message("numbers_screen.reason"), required=True, max_length=LONGEST_REASON
        )
        hidden.returnPressed.connect(self._password_typed)
        self.reason.edit.returnPressed.connect(self._open)
        self.open = Button(message("numbers_screen.open"), "primary", icon="package-check")
        self.open.clicked.connect(self._open)

    def _make_give(self) -> None:
        self.neighbour = Select()
        self.neighbour_labelled = Labelled(message("numbers_screen.to"), self.neighbour)
        self.count = Stepper(message("numbers_screen.count"), low=1, high=MOST)
        self.count_labelled = Labelled(message("numbers_screen.count"), self.count)
        self.give = Button(message("numbers_screen.give"), "primary", icon="send")
        self.give.clicked.connect(self._ask_to_give)
        self.no_neighbours = Label("", "soft", wrap=True)
        self.picture = CodePicture(message("numbers_screen.picture"), PICTURE)
        self.about = Label("", "strong", wrap=True)
        self.how = Label(message("numbers_screen.how"), "soft", wrap=True)
        self.save = Button(message("numbers_screen.save"), "secondary", icon="save")
        self.save.clicked.connect(self._save)
        self.model = WindowModel(_COLUMNS)
        self.table = Table(self.model, message("numbers_screen.past"))
        self.table.setMinimumHeight(TABLE)
        self.table.opened.connect(self._show_again)
        self._shown = QStackedWidget()

    def _make_take(self) -> None:
        self.scan = LabelledInput(
            message("numbers_screen.scan"),
            hint=message("numbers_screen.scan_hint"),
            max_length=2000,
        )
        self.scan.edit.returnPressed.connect(self._take)
        self.file = Button(message("numbers_screen.file"), "secondary", icon="folder")
        self.file.clicked.connect(self.file_pressed)
        self.take = Button(message("numbers_screen.take"), "primary", icon="download")
        self.take.clicked.connect(self._take)
        self.taken = KeyValues()

    def _open_page(self) -> QWidget:
        card = Card(message("numbers_screen.page.open"))
        for part in (self.sealed, self.login, self.password, self.reason):
            card.body.addWidget(part)
        card.body.addLayout(_at_right(self.open))
        return _one_column(card)

    def _give_page(self) -> QWidget:
        form = Card(message("numbers_screen.page.give"))
        for part in (self.no_neighbours, self.neighbour_labelled, self.count_labelled):
            form.body.addWidget(part)
        form.body.addLayout(_at_right(self.give))
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
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(L)
        grid.addWidget(form, 0, 0)
        grid.addWidget(past, 1, 0)
        grid.addWidget(shown, 0, 1, 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        return page

    def _take_page(self) -> QWidget:
        card = Card(message("numbers_screen.page.take"))
        card.body.addWidget(Label(message("numbers_screen.take_how"), "body", wrap=True))
        card.body.addWidget(self.scan)
        card.body.addLayout(_at_right(self.file, self.take))
        card.body.addWidget(self.taken)
        return _one_column(card)

    # -- what is shown

    def show_state(self, state: NumbersState) -> None:
        """How it stands; what was typed stays."""
        self._state = state
        self.model.show_all(state.past)
        self.neighbour.set_options([(one.desk_id, one.counter) for one in state.neighbours])
        self.count.set_value(min(max(1, state.most), USUAL_COUNT))
        can_give = bool(state.neighbours) and state.most > 0
        self.give.setEnabled(can_give)
        self.no_neighbours.setVisible(not can_give)
        self.open.setEnabled(state.sealed is not None)
        self.retranslate()

    def show_page(self, name: str) -> None:
        """Shows one of open, give, take."""
        self.pages.set_value(name)
        self._turn()

    def show_handed(self, handed: Handed, modules: tuple[tuple[bool, ...], ...]) -> None:
        """Shows a document large, to be read from the screen."""
        self._handed = handed
        self._to_give = None
        self.bar.hide()
        self.picture.show_modules(modules)
        self._shown.setCurrentIndex(1)
        self.retranslate()

    def show_taken(self, handed: Handed) -> None:
        """Says what has come."""
        self._to_give = None
        self.bar.hide()
        self.scan.set_text("")
        self.taken.show_rows(
            [
                (message("numbers_screen.from"), handed.counter),
                (message("numbers_screen.numbers"), _range(handed)),
                (message("numbers_screen.day"), day(handed.day)),
            ]
        )
        self.said.emit(message("numbers_screen.taken", count=handed.count), None)

    def show_opened(self) -> None:
        """The block gives numbers now."""
        self._to_give = None
        self.bar.hide()
        self._forget_supervisor()
        self.said.emit(message("numbers_screen.opened"), None)

    def show_saved(self, name: str) -> None:
        """The document is in a file."""
        self.said.emit(message("numbers_screen.saved", file=name), None)

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong. A password never stays in its field."""
        self.password.set_text("")
        self._to_give = None
        self.bar.show_error(error)
        if error.key.startswith("sign_in.") and self.password.isVisible():
            self.password.setFocus()

    # -- the screen

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """Esc ends the question whether to give."""
        return {} if self._to_give is None else {"back": self._ask_no_more}

    def first_focus(self) -> QWidget:
        """Where typing begins on the page that is shown."""
        return {
            OPEN: self.login.edit,
            GIVE: self.neighbour,
            TAKE: self.scan.edit,
        }[self.pages.value()]

    def scanned(self, text: str) -> bool:
        """A hand-over was read."""
        if not is_like_a_document(text):
            return False
        self.show_page(TAKE)
        self.take_pressed.emit(text)
        return True

    def retranslate(self) -> None:
        """Words that are put together here."""
        state = self._state
        self.remaining.say(message("numbers_screen.left", count=state.left))
        self.remaining.set_tone("wrong" if state.left == 0 else "")
        sealed = state.sealed
        if sealed is None:
            self.sealed.say(message("numbers_screen.no_sealed"))
        else:
            self.sealed.say(message("numbers_screen.sealed", count=sealed.left))
        self.no_neighbours.say(
            message(
                "numbers_screen.nothing_to_give" if state.neighbours else "numbers_screen.alone"
            )
        )
        if self._handed is not None:
            handed = self._handed
            self.about.say(
                message(
                    "numbers_screen.given" if handed.direction == "out" else "numbers_screen.came",
                    count=handed.count,
                    numbers=_range(handed),
                    counter=handed.counter,
                    day=day(handed.day),
                )
            )

    def _turn(self) -> None:
        self._stack.setCurrentIndex(PAGES.index(self.pages.value()))
        self._to_give = None
        self.bar.hide()

    def _open(self) -> None:
        if self.open.isEnabled():
            self.open_pressed.emit(self.login.text(), self.password.text(), self.reason.text())

    def _password_typed(self) -> None:
        if self.reason.text().strip():
            self._open()
        else:
            self.reason.setFocus()

    def _forget_supervisor(self) -> None:
        for field in (self.login, self.password, self.reason):
            field.set_text("")

    def _ask_to_give(self) -> None:
        asked = str(self.neighbour.value()), self.count.value()
        counters = {one.desk_id: one.counter for one in self._state.neighbours}
        self._to_give = asked
        self.bar.say(
            message(
                "numbers_screen.give_sure", count=asked[1], counter=counters.get(asked[0], asked[0])
            ),
            message("numbers_screen.give_for_good"),
            tone="care",
        )
        sure = self.bar.add_action(message("numbers_screen.give"), self._give)
        self.bar.add_action(message("numbers_screen.give_not"), self._ask_no_more)
        sure.show()  # else only the next round of events does, and until then it takes no focus
        sure.setFocus()

    def _give(self) -> None:
        asked = self._to_give
        self._ask_no_more()
        if asked is not None:
            self.give_pressed.emit(*asked)

    def _ask_no_more(self) -> None:
        if self._to_give is None:
            return
        self._to_give = None
        self.bar.hide()
        self.give.setFocus()

    def _take(self) -> None:
        self.take_pressed.emit(self.scan.text())

    def _save(self) -> None:
        if self._handed is not None:
            self.save_pressed.emit(self._handed)

    def _show_again(self, handed: object) -> None:
        self.again_pressed.emit(handed)


def _at_right(*widgets: QWidget) -> QLayout:
    line = QHBoxLayout()
    line.setSpacing(M)
    line.addStretch(1)
    for widget in widgets:
        line.addWidget(widget)
    return line


def _one_column(card: Card) -> QWidget:
    page = QWidget()
    line = QHBoxLayout(page)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(card, 2, Qt.AlignmentFlag.AlignTop)
    line.addStretch(1)
    return page


def _range(handed: Handed) -> str:
    return f"{handed.first:04}–{handed.last:04}"


def _direction(handed: Handed) -> Text:
    return message(f"numbers_screen.direction.{handed.direction}")


_COLUMNS = (
    Column(message("numbers_screen.column.at"), lambda handed: hour(handed.at), 80),
    Column(message("numbers_screen.column.direction"), _direction, 90),
    Column(message("numbers_screen.column.counter"), lambda handed: handed.counter),
    Column(message("numbers_screen.column.numbers"), _range, 120),
)
