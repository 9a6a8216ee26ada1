"""Before there is a desk, it can only be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desk_app.ui.first_run import FirstRun, RecoveryView

PASSPHRASE = "a1b2-c3d4-e5f6-0718-293a-4b5c"


class _Made:
    def __init__(self) -> None:
        self.ended = 0
        self.answer: dict[str, Any] = {}
        self.noted = 0
        self.first = FirstRun(self._enrol, self._train, self._end, noted=self._note)
        self.first.begin()

    def _enrol(self, url: str, code: str, training: bool) -> Any:
        return self.answer

    def _train(self, progress: Callable[..., None]) -> Any:
        progress(1, 2)
        return {}

    def _note(self) -> None:
        self.noted += 1

    def _end(self) -> None:
        self.ended += 1


@pytest.fixture
def made(look: None, qtbot: QtBot) -> Iterator[_Made]:
    run = _Made()
    yield run
    run.first.end()
    run.first.window.deleteLater()


def test_only_the_enrolment_can_be_opened(made: _Made) -> None:
    made.first.window.open_screen("recovery", "x")
    assert made.first.window.shown == "enrol"
    assert not made.first.made


def test_the_passphrase_is_shown_once_before_the_counter_opens(made: _Made, qtbot: QtBot) -> None:
    made.first._done({"recovery_passphrase": PASSPHRASE})
    view = made.first.window.built("recovery")
    assert isinstance(view, RecoveryView)
    assert made.first.window.shown == "recovery"
    assert view.passphrase.text() == PASSPHRASE
    view.copy.click()
    assert QGuiApplication.clipboard().text() == PASSPHRASE
    assert made.ended == 0
    assert (made.ended, made.first.made) == (0, False)
    view.noted.click()
    qtbot.waitUntil(lambda: made.ended == 1)
    assert (made.noted, made.first.made) == (1, True)


def test_a_passphrase_that_was_not_put_away_is_shown_at_the_next_start(
    made: _Made, qtbot: QtBot
) -> None:
    made.first.begin(PASSPHRASE)
    view = made.first.window.built("recovery")
    assert isinstance(view, RecoveryView)
    assert (made.first.window.shown, view.passphrase.text()) == ("recovery", PASSPHRASE)


def test_a_training_desk_opens_at_once(made: _Made) -> None:
    made.first._done({})
    assert made.first.made
    assert made.ended == 1
