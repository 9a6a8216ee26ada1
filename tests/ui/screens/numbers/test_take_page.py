"""Taking numbers by code."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.ui.screens.numbers.view import NumbersView
from tests.builders.number_screens import shown_numbers


@pytest.fixture
def shown(look: None, qtbot: QtBot) -> NumbersView:
    return shown_numbers(qtbot)


def test_a_code_that_is_wrong_stays_marked_and_no_code_is_no_question(
    shown: NumbersView, qtbot: QtBot
) -> None:
    shown.show_page("take")
    scan = shown.take_page.scan
    asked: list[str] = []
    shown.take_pressed.connect(asked.append)
    qtbot.keyClick(scan.edit, Qt.Key.Key_Return)
    assert asked == []
    assert scan.error is not None
    scan.set_text("DAHO1.x")
    qtbot.keyClick(scan.edit, Qt.Key.Key_Return)
    assert asked == ["DAHO1.x"]
    shown.take_page.file.setFocus()
    shown.show_error(Refusal("numbers.document_damaged"))
    assert shown.focusWidget() is scan.edit
    assert scan.edit.selectedText() == "DAHO1.x"
