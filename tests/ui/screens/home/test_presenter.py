"""The home screen is up to date whenever something happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desk_app.errors import EnvironmentFault
from desk_app.event_bus import EventBus
from desk_app.events import DossierReceived
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.screens.home.presenter import HomePresenter
from desk_app.ui.screens.home.state import HomeState, PrintRun
from desk_app.ui.screens.home.view import HomeView
from desk_app.ui.screens.intake.state import ForProcedure
from desk_app.wording import message


class _Source:
    def __init__(self) -> None:
        self.received = 0
        self.broken = False
        self.run = PrintRun(0, 0)
        self.sent = 0

    def send_now(self) -> None:
        self.sent += 1

    def print_unprinted(self, progress: Callable[[int, int | None], None]) -> PrintRun:
        progress(1, 3)
        return self.run

    def home(self) -> HomeState:
        if self.broken:
            raise EnvironmentFault("errors.bug", report_id="7F3A-91C2")
        return HomeState(received=self.received)


class _Home:
    def __init__(self, qtbot: QtBot) -> None:
        self.view = HomeView()
        qtbot.addWidget(self.view)
        self.source = _Source()
        self.bus = EventBus()
        self.bridge = BusBridge(self.bus)
        self.background = Background()
        self.presenter = HomePresenter(self.view, self.source, self.background, self.bridge)
        self.view.show()

    def shows(self, words: str) -> bool:
        return self.view.figures["received"].words == words


@pytest.fixture
def home(qtbot: QtBot, look: None) -> Iterator[_Home]:
    made = _Home(qtbot)
    yield made
    made.bridge.close()
    made.background.close()


def test_it_reads_when_entered_and_when_something_happened(home: _Home, qtbot: QtBot) -> None:
    home.source.received = 5
    home.view.entered.emit(None)
    qtbot.waitUntil(lambda: home.shows("5"))
    home.source.received = 6
    home.bus.publish(DossierReceived("d-1", "H25.12.34-261123-0001"))
    qtbot.waitUntil(lambda: home.shows("6"))


def test_a_fault_is_told_in_place_and_f5_tries_again(home: _Home, qtbot: QtBot) -> None:
    home.source.broken = True
    home.view.entered.emit(None)
    qtbot.waitUntil(home.view.bar.isVisible)
    home.source.broken = False
    home.source.received = 7
    home.view.actions_here()["refresh"]()
    qtbot.waitUntil(lambda: home.shows("7") and home.source.sent == 1)
    assert not home.view.bar.isVisible()


def test_what_waits_is_one_key_away(home: _Home, qtbot: QtBot) -> None:
    asked: list[object] = []
    home.view.open_screen.connect(lambda *what: asked.append(what))
    home.view.favourite_pressed.emit("2.000815")
    assert asked == [("intake", ForProcedure("2.000815"))]  # once: twice leaves an empty draft
    with qtbot.waitSignal(home.view.open_screen) as opened:
        home.view.draft_pressed.emit("draft-1")
    assert opened.args == ["intake", "draft-1"]
    with qtbot.waitSignal(home.view.open_screen) as opened:
        home.view.dossier_pressed.emit("H25.12.34-261123-0001")
    assert opened.args == ["dossier", "H25.12.34-261123-0001"]


def test_a_print_that_stopped_says_why(home: _Home, qtbot: QtBot) -> None:
    home.source.run = PrintRun(1, 3, message("home.no_printer"))
    home.view.print_pressed.emit()
    qtbot.waitUntil(home.view.bars.trouble.isVisible)
    assert home.view.bars.trouble.title.words.startswith("Mới in được 1/3")
    home.source.run = PrintRun(3, 3)
    with qtbot.waitSignal(home.view.said):
        home.view.print_pressed.emit()
