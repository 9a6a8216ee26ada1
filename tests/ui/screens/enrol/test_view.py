"""The first screen of a new desk."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.ui.screens.enrol.state import EnrolForm
from desk_app.ui.screens.enrol.view import EnrolView
from desk_app.wording import message


@pytest.fixture
def view(qtbot: QtBot, look: None) -> EnrolView:
    made = EnrolView()
    qtbot.addWidget(made)
    made.show()
    return made


def test_address_code_and_training_are_sent(view: EnrolView, qtbot: QtBot) -> None:
    QTest.keyClicks(view.url.edit, " https://mot-cua.tinh-mau.invalid ")
    QTest.keyClicks(view.code.edit, "ABCD-1234")
    view.training.click()
    with qtbot.waitSignal(view.enrol_pressed) as told:
        QTest.keyClick(view.code.edit, Qt.Key.Key_Return)
    assert told.args == [EnrolForm("https://mot-cua.tinh-mau.invalid", "ABCD-1234", True)]


def test_what_is_missing_is_named(view: EnrolView) -> None:
    view.enrol.click()
    assert len(view.summary.sentences) == 2
    view.url.set_text("https://x.invalid")
    view.enrol.click()
    assert view.url.error is None
    assert view.code.error is not None


def test_while_it_works_nothing_can_be_pressed_twice(view: EnrolView) -> None:
    view.show_working(message("enrol_screen.joining"))
    assert not view.enrol.isEnabled()
    assert not view.alone.isEnabled()
    view.show_working(None)
    assert view.enrol.isEnabled()


def test_a_refusal_keeps_what_was_typed(view: EnrolView) -> None:
    view.url.set_text("https://x.invalid")
    view.code.set_text("ABCD")
    view.refuse(Refusal("desk.has_dossiers"))
    assert view.bar.isVisible()
    assert (view.url.text(), view.code.text()) == ("https://x.invalid", "ABCD")
    field = message("enrol_screen.code_missing")
    view.refuse(Refusal("desk.has_dossiers", fields={"code": field}))
    assert view.code.error == field
