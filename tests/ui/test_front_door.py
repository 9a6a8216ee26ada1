"""The window before its desk: it stands, takes keys, tells what kept the desk from opening."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.errors import EnvironmentFault
from desk_app.ui.front_door import FrontDoor
from desk_app.ui.widgets.button import Button

SAY = """
import sys
import desk_app.__main__
import desk_app.app_window
from desk_app.cli.grammar import parser
parser()
heavy = ("sqlalchemy", "sqlcipher3", "pydantic", "keyring", "argon2", "httpx", "phonenumbers")
print([name for name in heavy if name in sys.modules])
"""


@pytest.fixture
def door(look: None, qtbot: QtBot) -> Iterator[FrontDoor]:
    made = FrontDoor("Trung tâm phường Mẫu", "Quầy 01", training=True)
    yield made
    made.end()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_it_stands_before_anything_of_the_desk_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAY], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.splitlines() == ["[]"]


def test_the_desk_is_opened_once_and_only_after_the_first_painting(
    door: FrontDoor, qtbot: QtBot
) -> None:
    begun: list[bool] = []
    door.begin(lambda: begun.append(door.view.isVisible()))
    assert begun == []
    qtbot.waitUntil(lambda: begun == [True])
    door.window.repaint()
    QCoreApplication.processEvents()
    assert begun == [True]
    assert door.window.shown == "sign_in"
    assert door.view.unit.words == "Trung tâm phường Mẫu"
    assert door.window.ribbon.isVisible()
    assert not door.window.rail.isVisible()


def test_no_wish_leads_past_the_door(door: FrontDoor) -> None:
    door.begin(lambda: None)
    door.window.open_screen("home")
    door.window.act("home")
    assert door.window.shown == "sign_in"


def test_a_desk_that_does_not_open_is_told_in_the_window(door: FrontDoor, qtbot: QtBot) -> None:
    door.begin(lambda: None)
    QTest.keyClicks(door.view.password.edit, "mat khau")
    door.refuse(EnvironmentFault("profile.in_use", folder="x"))
    assert door.view.bar.isVisible()
    assert door.view.bar.title.words == EnvironmentFault("profile.in_use").title("vi")
    assert door.view.password.text() == ""
    assert not door.view.password.isEnabled()
    assert not door.view.enter.isEnabled()
    close = [b for b in door.view.bar.findChildren(Button) if b.words == "Đóng chương trình"]
    close[0].click()
    assert not door.window.isVisible()


def test_a_fault_nobody_caught_is_told_in_the_window(door: FrontDoor, qtbot: QtBot) -> None:
    door.begin(lambda: None)
    door.background.read(lambda: 1 / 0)
    qtbot.waitUntil(door.window.error_bar.isVisible)
