"""Joining and making a training desk, in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.ui.background import Background
from desk_app.ui.screens.enrol.build import build_enrol
from desk_app.ui.screens.enrol.state import EnrolForm
from desk_app.ui.screens.enrol.view import EnrolView

FORM = EnrolForm("https://mot-cua.tinh-mau.invalid", "ABCD-1234", False)


class Centre:
    """Remembers who asked; says no to one code."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bool]] = []
        self.finished: list[Any] = []

    def enrol(self, url: str, code: str, training: bool) -> str:
        self.asked.append((url, code, training))
        if code == "WRONG":
            raise Refusal("desk.has_dossiers")
        return "joined"

    def make_training(self, progress: Callable[..., None]) -> str:
        progress(1, 2)
        return "training"


@pytest.fixture
def centre() -> Centre:
    return Centre()


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, look: None, centre: Centre, background: Background) -> EnrolView:
    made = build_enrol(
        background,
        enrol=centre.enrol,
        make_training=centre.make_training,
        done=centre.finished.append,
    )
    qtbot.addWidget(made)
    made.show()
    return made


def test_joining(view: EnrolView, centre: Centre, qtbot: QtBot) -> None:
    view.enrol_pressed.emit(FORM)
    qtbot.waitUntil(lambda: centre.finished == ["joined"])
    assert centre.asked == [(FORM.url, FORM.code, False)]
    assert view.enrol.isEnabled()


def test_refused(view: EnrolView, centre: Centre, qtbot: QtBot) -> None:
    view.enrol_pressed.emit(EnrolForm(FORM.url, "WRONG", False))
    qtbot.waitUntil(view.bar.isVisible)
    assert centre.finished == []
    assert view.enrol.isEnabled()


def test_a_training_desk_of_ones_own(view: EnrolView, centre: Centre, qtbot: QtBot) -> None:
    view.alone.click()
    qtbot.waitUntil(lambda: centre.finished == ["training"])


def test_stopped_nothing_follows(
    view: EnrolView, centre: Centre, background: Background, qtbot: QtBot
) -> None:
    view.enrol_pressed.emit(FORM)
    view.stop_pressed.emit()
    qtbot.waitUntil(lambda: not background.busy)
    assert centre.finished == []
    assert view.enrol.isEnabled()
