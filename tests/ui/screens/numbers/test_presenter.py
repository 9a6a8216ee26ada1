"""The screen of numbers on real desks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.events import SendRequested
from desk_app.services.desk import Desk
from desk_app.services.numbers import work_on
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.screens.numbers.build import build_numbers, file_dialog
from desk_app.ui.screens.numbers.state import TakeScanned
from desk_app.ui.screens.numbers.view import NumbersView
from tests.builders.number_desks import a_number_desk, blocks_of, give_block, introduce
from tests.builders.stores import AN, PASSWORD


class _Place:
    """Two desks and the screen of each."""

    def __init__(self, qtbot: QtBot, folder: Path, desks: list[Desk]) -> None:
        self.qtbot, self.desks = qtbot, desks
        self.path: Path | None = folder / "numbers.numbers"
        self.rooms = [(Background(desk.clock), BusBridge(desk.bus)) for desk in desks]
        self.views = [self._view(desk, *room) for desk, room in zip(desks, self.rooms, strict=True)]

    def _view(self, desk: Desk, background: Background, bus: BusBridge) -> NumbersView:
        view = build_numbers(
            desk,
            lambda: AN,
            background,
            bus,
            lambda _name, _kind: self.path,
            ask_file=lambda: self.path,
        )
        self.qtbot.addWidget(view)
        view.show()
        view.entered.emit(None)
        return view

    def quiet(self) -> None:
        for background, _ in self.rooms:
            self.qtbot.waitUntil(lambda: not background.busy, timeout=60_000)  # noqa: B023

    def until(self, true: object) -> None:
        self.qtbot.waitUntil(true, timeout=60_000)


@pytest.fixture
def place(look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[_Place]:
    with ExitStack() as closing:
        desks = [closing.enter_context(a_number_desk(tmp_path, n)) for n in (1, 2)]
        give_block(desks[0], 1, 100)
        give_block(desks[1], 9001, 9020, kind="emergency")
        introduce(*desks)
        made = _Place(qtbot, tmp_path, desks)
        made.quiet()
        yield made
        made.quiet()
        for background, bus in made.rooms:
            bus.close()
            background.close()


def test_a_supervisor_opens_the_block_at_the_desk(place: _Place) -> None:
    view = place.views[1]
    place.until(view.open_page.open.isEnabled)
    view.open_pressed.emit("an", PASSWORD, "mất mạng")
    place.until(view.bar.isVisible)
    view.open_pressed.emit("binh", PASSWORD, "mất mạng")
    place.until(lambda: not view.open_page.open.isEnabled())
    place.quiet()
    assert "20" in view.remaining.words


def test_numbers_go_by_code_once(place: _Place) -> None:
    giving, taking = place.views
    to = str(place.desks[1].this_desk().desk_id)
    place.until(giving.give_page.give.isEnabled)
    giving.give_pressed.emit(to, 20)
    place.until(lambda: "0081–0100" in giving.give_page.about.words)
    place.quiet()
    [handed] = place.desks[0].hand_overs.past()
    taking.entered.emit(TakeScanned(handed.document))
    place.until(lambda: ("taken_over", 81, 100, 81) in blocks_of(place.desks[1]))
    place.quiet()
    assert taking.bar.property("tone") == "good"
    taking.entered.emit(TakeScanned(handed.document))
    place.until(lambda: taking.bar.property("tone") != "good")
    place.quiet()


def test_numbers_go_by_file_and_are_shown_again(place: _Place) -> None:
    giving, taking = place.views
    giving.give_pressed.emit(str(place.desks[1].this_desk().desk_id), 5)
    place.until(lambda: giving.give_page.model.rowCount() == 1)
    place.quiet()
    giving.again_pressed.emit(place.desks[0].hand_overs.past()[0])
    place.quiet()
    with place.qtbot.waitSignal(giving.said, timeout=60_000):
        giving.give_page.save.click()
    taking.take_page.file.click()
    place.until(taking.bar.isVisible)
    place.quiet()
    assert taking.bar.property("tone") == "good"
    assert ("taken_over", 96, 100, 96) in blocks_of(place.desks[1])
    place.path = place.path.with_name("gone.numbers") if place.path else None
    taking.take_page.file.click()
    place.until(lambda: taking.bar.property("tone") != "good")
    place.quiet()


def test_the_dialog_asks_for_one_file(look: None, qtbot: QtBot) -> None:
    dialog = file_dialog()
    qtbot.addWidget(dialog)
    assert dialog.nameFilters()[0].endswith("(*.numbers)")


def test_back_to_a_hand_over_that_was_read_does_not_take_it_twice(place: _Place) -> None:
    giving, taking = place.views
    giving.give_pressed.emit(str(place.desks[1].this_desk().desk_id), 5)
    place.until(lambda: giving.give_page.model.rowCount() == 1)
    place.quiet()
    read = TakeScanned(place.desks[0].hand_overs.past()[0].document)
    for _ in range(2):  # the second time it is Esc that leads here
        taking.entered.emit(read)
        place.until(taking.bar.isVisible)
        place.quiet()
        assert taking.bar.property("tone") == "good"


def test_who_comes_without_a_wish_sees_the_page_that_helps(place: _Place) -> None:
    view = place.views[1]
    view.show_page("give")
    view.entered.emit(None)
    place.until(lambda: view.pages.value() == "open")
    place.quiet()
    opening = place.desks[1].emergency_numbers
    opening.open("binh", PASSWORD, "mất mạng")
    view.open_pressed.emit("binh", PASSWORD, "mất mạng")  # somebody was quicker
    place.until(lambda: "đã mở rồi" in view.bar.title.words)
    place.quiet()
    assert not view.open_page.login.isVisible()
    assert "binh" in view.open_page.sealed.words
    view.show_page("give")
    view.entered.emit(None)
    place.quiet()
    assert view.pages.value() == "give"  # there are 20


def test_f5_asks_the_centre(place: _Place) -> None:
    asked: list[SendRequested] = []
    place.desks[0].bus.subscribe(SendRequested, asked.append)
    place.views[0].actions_here()["refresh"]()
    place.until(lambda: len(asked) == 1)
    place.quiet()


def test_with_the_clock_put_back_the_sealed_block_is_not_offered(place: _Place) -> None:
    view, desk = place.views[1], place.desks[1]
    with desk.store.write() as work:
        work_on(work, desk.clock.now().date() + timedelta(days=1))
    view.entered.emit(None)
    place.until(lambda: "Đồng hồ" in view.open_page.sealed.words)
    place.quiet()
    assert not view.open_page.open.isEnabled()
