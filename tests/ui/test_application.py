"""The one QApplication."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_app.errors import EnvironmentFault
from desk_app.ui.application import ENDINGS, leave, make_application, run, tell_fault
from desk_app.ui.language import language
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.ui.widgets.button import Button


def test_there_is_one_with_the_language_asked_for(look: None, qapp: QApplication) -> None:
    assert make_application("en") is qapp
    assert language().code == "en"


def test_it_works_until_it_is_ended(look: None, qapp: QApplication) -> None:
    QTimer.singleShot(20, leave)
    assert run(qapp) == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_machine_that_shuts_down_closes_the_windows(
    look: None, qapp: QApplication, qtbot: QtBot, ending: signal.Signals
) -> None:
    before = signal.getsignal(ending)
    window = IntakeView()
    qtbot.addWidget(window)
    saved: list[str] = []
    window.save_wanted.connect(lambda: saved.append(window.people.applicant.id_number.edit.text()))
    window.show()

    def type_and_end() -> None:
        QTest.keyClicks(window.people.applicant.id_number.edit, "0791")
        os.kill(os.getpid(), ending)

    QTimer.singleShot(0, type_and_end)
    assert run(qapp) == 0
    assert not window.isVisible()
    assert saved[-1] == "0791"
    assert signal.getsignal(ending) is before


def test_a_fault_is_told_in_words_with_its_exit_code(
    look: None, qapp: QApplication, qtbot: QtBot
) -> None:
    seen: set[str] = set()

    def look_and_close() -> None:
        for window in qapp.topLevelWidgets():
            if window.isVisible():
                seen.update(label.text() for label in window.findChildren(QLabel))
                buttons = window.findChildren(Button)
                next(one for one in buttons if one.words == "Đóng chương trình").click()

    QTimer.singleShot(50, look_and_close)
    assert tell_fault(EnvironmentFault("vault.no_key", folder="/x"), qapp) == 4
    assert any("khoá" in words for words in seen)
