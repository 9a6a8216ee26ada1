"""Numbers when the centre is out of reach: open the emergency block, give to a neighbour, take
from one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.hand_over import is_like_a_document
from desk_app.services.hand_overs import Handed
from desk_app.services.number_ways import USED_UP
from desk_app.ui.language import Text
from desk_app.ui.screen import Screen
from desk_app.ui.screens.numbers.give_page import GivePage
from desk_app.ui.screens.numbers.open_page import OpenPage
from desk_app.ui.screens.numbers.state import GIVE, OPEN, PAGES, TAKE, NumbersState
from desk_app.ui.screens.numbers.take_page import TakePage
from desk_app.ui.theme import XL, L
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import message


class NumbersView(Screen):
    """``show_state`` and ``show_handed`` in; open, give, take, save, send now out."""

    does_all = frozenset({"refresh"})
    open_pressed = Signal(str, str, str)
    """Login and password of the supervisor, and the reason."""
    give_pressed = Signal(str, int)
    """Desk id of the neighbour, and how many; the question was answered with yes."""
    take_pressed = Signal(str)
    """What a reader read."""
    file_pressed = Signal()
    save_pressed = Signal(object)
    again_pressed = Signal(object)
    """A document is to be shown once more."""
    send_pressed = Signal()
    """Ask the centre for numbers now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = NumbersState()
        self._to_give: tuple[str, int] | None = None
        self.bar = InfoBar()
        self.bar.closed.connect(self._ask_no_more)
        self.remaining = Label("", "section")
        self.send = Button(message("numbers_screen.way.send"), icon="send", action="refresh")
        self.send.clicked.connect(self.send_pressed)
        self.pages = Segmented([(name, message(f"numbers_screen.page.{name}")) for name in PAGES])
        self.pages.chosen.connect(self._page_chosen)
        self._turned = False
        self.open_page, self.give_page, self.take_page = OpenPage(), GivePage(), TakePage()
        self._stack = QStackedWidget()
        for page in (self.open_page, self.give_page, self.take_page):
            self._stack.addWidget(_scrolled(page))
        self._connect()
        self._lay_out()
        self.show_state(self._state)
        self._turn()
        self.speak()

    def _connect(self) -> None:
        self.left.connect(self._leave)
        self.open_page.open_pressed.connect(self.open_pressed)
        self.give_page.give_pressed.connect(self._ask_to_give)
        self.give_page.save_pressed.connect(self.save_pressed)
        self.give_page.again_pressed.connect(self.again_pressed)
        self.take_page.take_pressed.connect(self.take_pressed)
        self.take_page.file_pressed.connect(self.file_pressed)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(XL, L, XL, L)
        whole.setSpacing(L)
        head = Wrapping(spacing=XL)
        for part in (self.pages, self.remaining, self.send):
            head.addWidget(part)
        whole.addWidget(self.bar)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)

    # -- what is shown

    def show_state(self, state: NumbersState) -> None:
        """How it stands; what was typed stays."""
        self._state = state
        self.open_page.show_state(state)
        self.give_page.show_state(state)
        self.send.setVisible(state.centre)
        self.retranslate()

    def show_page(self, name: str) -> None:
        """Shows one of open, give, take; typing goes on there."""
        self.pages.set_value(name)
        self._turn()
        if self.isVisible():
            self.first_focus().setFocus()

    def begin_typing(self) -> None:
        """It is known now what can be done: from the pages on to where typing begins."""
        if self.pages.hasFocus() and not self._turned:
            self.first_focus().setFocus()

    def show_handed(self, handed: Handed, modules: tuple[tuple[bool, ...], ...]) -> None:
        """Shows a document large, to be read from the screen."""
        self._quiet()
        self.give_page.show_handed(handed, modules)

    def show_taken(self, handed: Handed) -> None:
        """Says what has come."""
        self.take_page.show_taken(handed)
        self._done(
            message("numbers_screen.taken", count=handed.count),
            message("numbers_screen.taken_means", counter=handed.counter),
        )

    def show_opened(self, count: int) -> None:
        """The block gives numbers now."""
        self.open_page.forget()
        self._done(
            message("numbers_screen.opened", count=count), message("numbers_screen.opened_means")
        )

    def show_saved(self, name: str) -> None:
        """The document is in a file."""
        self.said.emit(message("numbers_screen.saved", file=name), None)

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; typing goes on where it is put right."""
        self._to_give = None
        self.bar.show_error(error)
        self.open_page.password.set_text("")
        page = self.pages.value()
        if error.key == "numbers.emergency_open":
            self._offer_to_go_on()
        elif page == TAKE:
            self.take_page.show_error()
        elif page == GIVE:
            self.give_page.show_error(error)
        else:
            self.open_page.show_error(error)

    # -- the screen

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """F9 does what the page is for, F5 asks the centre, Alt and a figure turns the page, Esc
        ends the question whether to give."""
        actions: dict[str, Callable[[], Any]] = {
            f"section_{number}": partial(self.show_page, name)
            for number, name in enumerate(PAGES, 1)
        }
        page = self.pages.value()
        if page == OPEN:
            actions["save_and_print"] = self.open_page.press_open
        elif page == GIVE:
            actions["save_and_print"] = self.give_page.press_give
        if self._to_give is not None:
            actions |= {"back": self._ask_no_more, "save_and_print": self._give}
        return {**actions, "refresh": self.send_pressed.emit}

    def first_focus(self) -> QWidget:
        """Where typing begins on the page that is shown."""
        name = self.pages.value()
        if name == TAKE:
            return self.take_page.first_focus()
        page = self.open_page if name == OPEN else self.give_page
        return page.first_focus() or self.pages

    def scanned(self, text: str) -> bool:
        """A hand-over was read."""
        if not is_like_a_document(text):
            return False
        self.show_page(TAKE)
        self.take_pressed.emit(text)
        return True

    def retranslate(self) -> None:
        """Words that are put together here."""
        left = self._state.left
        none = "none_left" if self._state.why in USED_UP else "none_now"
        key = "left" if left else none
        self.remaining.say(message(f"numbers_screen.{key}", count=left))
        self.remaining.set_tone("" if left else "wrong")

    def _page_chosen(self, _name: str) -> None:
        self._turned = True  # with the arrows: the focus stays there
        self._turn()

    def _turn(self) -> None:
        self._stack.setCurrentIndex(PAGES.index(self.pages.value()))
        self._quiet()

    def _quiet(self) -> None:
        self._to_give = None
        self.bar.hide()

    def _done(self, title: Text, means: Text) -> None:
        """There are numbers: Enter leads back to what is being received."""
        self._to_give = None
        self.bar.say(title, means, tone="good")
        self._offer_to_go_on()

    def _offer_to_go_on(self) -> None:
        self._focus_on(
            self.bar.add_action(
                message("numbers_screen.go_on"),
                partial(self.open_screen.emit, "intake", None),
                "new_intake",
            )
        )

    def _ask_to_give(self, to: str, count: int, counter: str) -> None:
        self._to_give = to, count
        self.bar.say(
            message("numbers_screen.give_sure", count=count, counter=counter),
            message("numbers_screen.give_for_good"),
            tone="care",
        )
        sure = self.bar.add_action(message("numbers_screen.give"), self._give, "save_and_print")
        self.bar.add_action(message("numbers_screen.give_not"), self._ask_no_more, "back")
        self._focus_on(sure)

    def _focus_on(self, button: Button) -> None:
        if self.isVisible():
            button.setFocus()

    def _give(self) -> None:
        asked = self._to_give
        self._ask_no_more()
        if asked is not None:
            self.give_pressed.emit(*asked)

    def _leave(self) -> None:
        """Nothing of a supervisor, no question and no sentence stays behind."""
        self.open_page.forget()
        self._quiet()
        self._turned = False

    def _ask_no_more(self) -> None:
        if self._to_give is None:
            return
        self._quiet()
        self.give_page.give.setFocus()


def _scrolled(page: QWidget) -> QScrollArea:
    """Large text may need more room than the window has."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
