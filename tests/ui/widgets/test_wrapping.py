"""Rows that break where they are full."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.wrapping import Wrapping
from tests.ui.screenshots import shoot


def test_what_does_not_fit_goes_on_in_the_next_line(look: None, qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    row = Wrapping(box)
    buttons = [Button(words) for words in ("Xoay", "Bỏ trang này", "Quét lại trang này")]
    for button in buttons:
        row.addWidget(button)
    shoot(box, (900, 100))
    assert len({button.y() for button in buttons}) == 1
    narrow = buttons[0].width() + buttons[1].width() + 20
    shoot(box, (narrow, 100))
    assert [button.y() == 0 for button in buttons] == [True, True, False]
    assert row.heightForWidth(narrow) == 2 * buttons[0].height() + 8
    assert row.heightForWidth(1) == 3 * buttons[0].height() + 16
    buttons[1].hide()
    assert row.heightForWidth(narrow) < 3 * buttons[0].height()
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_it_can_be_emptied(look: None, qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    row = Wrapping(box)
    row.addWidget(Button("Xoay"))
    assert row.count() == 1
    assert row.itemAt(5) is None
    taken = row.takeAt(0)
    assert taken is not None
    assert row.takeAt(0) is None
    assert row.sizeHint().isEmpty()
