"""What waits for a hand, above the figures of the day."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.services.number_ways import ONLY_THE_CENTRE, NumberWays
from desk_app.ui.desk_status import Line, few_from, number_help, stopped_words
from desk_app.ui.number_ways import offer_ways, page_that_helps
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.home.state import HomeState
from desk_app.ui.screens.search.state import AmendOf
from desk_app.ui.theme import L
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import Message, message


class HomeBars(QWidget):
    """One bar a thing; what is in order is not shown."""

    open_screen = Signal(str, object)
    dossier_pressed = Signal(str)
    print_pressed = Signal()
    send_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_offline: Callable[[], bool] = lambda: False
        self.stopped, self.banner = InfoBar(), InfoBar()
        self.numbers, self.trouble = InfoBar(), InfoBar()
        self.conflicts, self.unprinted = InfoBar(), InfoBar()
        self.cut_short, self.unmatched, self.begun = InfoBar(), InfoBar(), InfoBar()
        self._every = (
            *(self.stopped, self.banner, self.numbers, self.trouble),
            *(self.conflicts, self.unprinted, self.begun, self.cut_short, self.unmatched),
        )
        self._ways: NumberWays | None = None
        self._shown: tuple[NumberWays, str] | None = None
        self._line = Line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(L)
        for bar in self._every:
            column.addWidget(bar)
        self.hide()

    def show_state(self, state: HomeState) -> None:
        """Shows what of ``state`` waits for a hand."""
        said = state.banners
        _show(self.banner, said[0] if said else None, said[1] if len(said) > 1 else "")
        self._show_numbers(state.numbers)
        conflicts, unprinted, cut_short = state.conflicts, state.unprinted, state.cut_short
        if _show(
            self.conflicts,
            message("home.conflicts", count=len(conflicts)) if conflicts else None,
            message("home.conflicts_mean", code=conflicts[0]) if conflicts else "",
        ):
            self.conflicts.add_action(
                message("home.open_conflict"), lambda: self.dossier_pressed.emit(conflicts[0])
            )
        if _show(
            self.unprinted,
            message("home.unprinted", count=len(unprinted)) if unprinted else None,
            message("home.unprinted_means"),
        ):
            self.unprinted.add_action(
                message("home.print_all"), self.print_pressed.emit, "save_and_print"
            )
        begun = state.begun
        if _show(
            self.begun,
            message("home.begun", count=len(begun)) if begun else None,
            message("home.begun_means", code=begun[0]) if begun else "",
        ):
            self.begun.add_action(
                message("home.go_on_amending"),
                lambda: self.open_screen.emit("search", AmendOf(begun[0])),
            )
        if _show(
            self.cut_short,
            message("home.cut_short", count=len(cut_short)) if cut_short else None,
            message("home.cut_short_means", code=cut_short[0][0]) if cut_short else "",
        ):
            self.cut_short.add_action(
                message("home.open_cut_short"),
                lambda: self.open_screen.emit("digitise", ScanOf(*cut_short[0])),
            )
        if _show(
            self.unmatched,
            message("home.unmatched", count=state.unmatched) if state.unmatched else None,
            message("home.unmatched_means"),
        ):
            self.unmatched.add_action(
                message("home.open_tray"),
                lambda: self.open_screen.emit("unmatched", None),
                "unmatched",
            )
        self._close_up()

    def show_line(self, line: Line) -> None:
        """Says why the centre lets this desk in no more, before an officer finds out."""
        words = stopped_words(line)
        if words is None:
            self.stopped.hide()
        else:
            self.stopped.say(*words, tone="wrong", closable=False)
        self._line = line
        self._show_numbers(self._ways)
        self._close_up()

    def show_trouble(self, words: Message) -> None:
        """A print that did not come out."""
        self.trouble.say(words, message("home.unprinted_means"), tone="care")
        self._close_up()

    def _show_numbers(self, ways: NumberWays | None) -> None:
        """Says it anew only where it changed: a button in focus stays there."""
        self._ways = ways
        help_of = number_help(self._line)
        if ways is None or (ways.left and ways.left >= few_from(self._line)):
            self.numbers.hide()
            self._shown = None
        elif (ways, help_of) != self._shown:
            self._shown = ways, help_of
            name = "few_numbers" if ways.left else "no_numbers"
            self.numbers.say(
                message(f"home.{name}", count=ways.left),
                _means(ways, help_of),
                tone="care" if ways.left else "wrong",
                closable=False,
            )
            offer_ways(
                self.numbers,
                ways,
                self.send_pressed.emit,
                lambda page: self.open_screen.emit("numbers", page),
                offline=self.is_offline(),
            )

    def _close_up(self) -> None:
        """No room is taken where there is nothing to say."""
        self.setVisible(any(not bar.isHidden() for bar in self._every))


def _means(ways: NumberWays, help_of: str) -> Message:
    if ways.left:
        return message(f"home.few_numbers_mean.{help_of}")
    if ways.why in ONLY_THE_CENTRE:
        return message(f"numbers_screen.not_now.{ways.why.partition('.')[2]}")
    if help_of == "stopped":
        return message("home.no_numbers_stopped")
    helped = page_that_helps(ways) is not None
    return message("home.no_numbers_mean" if helped else "home.no_numbers_alone")


def _show(bar: InfoBar, title: Message | None, meaning: Message | str) -> bool:
    if title is None:
        bar.hide()
        return False
    bar.say(title, meaning, tone="care", closable=False)
    return True
