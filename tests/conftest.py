"""What every test of the screens needs: no display, no leftovers, the same start each time."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_IM_MODULE", "none")

from PySide6.QtCore import QCoreApplication, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import desk_app.ui  # noqa: F401 - keeps the interpreter's constants alive, see ui.lasting
from desk_app.ui.collecting import collect_what_is_due
from tests.compiled import share_compiled

PATIENCE_MS = 60_000
share_compiled()

# A busy machine is no fault of the program; what lands is judged by the same examples each time.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The program is one QApplication."""
    return QApplication


class PatientBot(QtBot):
    """A QtBot that waits as long as a busy machine may need: what is waited for comes, or the test
    is wrong; how soon is no question of these tests."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """As pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    """The program's own look and language at their starting values; put back afterwards."""
    from desk_app.ui.language import language
    from desk_app.ui.shortcuts import KeyMap, set_key_map
    from desk_app.ui.theme import theme

    theme().set_percent(100)
    theme().set_mode("light")
    if not qapp.styleSheet():
        theme().apply()
    language().set("vi")
    language().install_qt_words()
    yield
    theme().set_percent(100)
    theme().set_mode("light")
    language().set("vi")
    set_key_map(KeyMap())


@pytest.fixture(autouse=True)
def _nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that used Qt leaves no running thread and no running timer behind. Its garbage dies in
    this thread, as in the program."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    collect_what_is_due()
    gc.enable()
    if QCoreApplication.instance() is None:
        return
    QCoreApplication.processEvents()
    left = [
        thing
        for thing in gc.get_objects()
        if (type(thing) is QTimer and _is_alive(thing) and thing.isActive())
        or (isinstance(thing, QThread) and _is_alive(thing) and thing.isRunning())
    ]
    assert not left, f"still running: {left}"


def _is_alive(thing: object) -> bool:
    from shiboken6 import isValid

    return isValid(thing) and getattr(thing, "parent", lambda: None)() is None
