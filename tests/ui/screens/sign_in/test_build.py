"""Signing in at a real desk, with and without the right password; locking keeps the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screens.sign_in.build import build_sign_in
from desk_app.ui.screens.sign_in.lock import Lock
from desk_app.ui.screens.sign_in.source import SignInSource
from desk_app.ui.screens.sign_in.view import SignInView
from desk_app.wording import message
from tests.builders.stores import AN, BINH, COUNTER, PASSWORD, a_clock, a_store


@dataclass
class Door:
    window: MainWindow
    view: SignInView
    background: Background
    source: SignInSource
    inside: list[OfficerAtDesk]

    def until_idle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not self.background.busy, timeout=10_000)


@contextmanager
def a_door(folder: Path, qtbot: QtBot) -> Iterator[Door]:
    from desk_app.event_bus import EventBus
    from desk_app.services.desk import Desk

    store = a_store(folder)
    desk = Desk(store, a_clock(), EventBus())
    background = Background(desk.clock)
    window = MainWindow(training=True)
    inside: list[OfficerAtDesk] = []
    window.register_screen(
        "sign_in",
        lambda: build_sign_in(desk, background, inside.append),
        title=message("sign_in_screen.title"),
        icon="log-in",
        in_rail=False,
    )
    view = window.open_screen("sign_in")
    assert isinstance(view, SignInView)
    door = Door(window, view, background, SignInSource(desk), inside)
    try:
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        door.until_idle(qtbot)
        yield door
    finally:
        window.close()
        background.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        store.close()


@pytest.fixture
def door(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[Door]:
    with a_door(tmp_path, qtbot) as made:
        yield made


def test_the_right_password_lets_in_and_is_offered_next_time(door: Door, qtbot: QtBot) -> None:
    assert [card.login for card in door.source.state().officers] == ["an", "binh"]
    assert door.view.counter.words == COUNTER
    door.view.sign_in_pressed.emit("binh", PASSWORD)
    door.until_idle(qtbot)
    assert door.inside == [BINH]
    assert door.source.state().last == "binh"
    assert door.view.password.text() == ""


def test_a_wrong_one_gets_a_sentence_and_may_be_typed_again(door: Door, qtbot: QtBot) -> None:
    door.view.password.set_text("sai")
    door.view.sign_in_pressed.emit("an", "sai")
    door.until_idle(qtbot)
    assert door.inside == []
    assert "chưa đúng" in door.view.bar.title.words
    assert door.view.password.text() == "sai"
    assert door.view.enter.isEnabled()


def test_locked_the_desk_shows_nothing_and_opens_as_it_was(door: Door, qtbot: QtBot) -> None:
    Lock(door.window, door.source, door.background, lambda: AN)
    door.window.lock_pressed.emit()
    sheet = door.window.lock_sheet
    assert sheet.isVisible()
    sheet.unlock_pressed.emit("sai")
    door.until_idle(qtbot)
    assert sheet.isVisible()
    assert sheet.password.error is not None
    sheet.unlock_pressed.emit(PASSWORD)
    door.until_idle(qtbot)
    assert not sheet.isVisible()


def test_before_anyone_signed_in_there_is_nothing_to_lock(door: Door) -> None:
    Lock(door.window, door.source, door.background, lambda: None)
    door.window.lock_pressed.emit()
    assert not door.window.lock_sheet.isVisible()
