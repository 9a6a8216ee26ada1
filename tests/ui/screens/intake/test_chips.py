"""Favourites as buttons: as many as fit."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.screens.intake.chips import Chips
from desk_app.ui.screens.intake.state import ProcedureLine

LINES = [
    ProcedureLine("1.001193", "Đăng ký khai sinh", "Birth registration", favourite=1),
    ProcedureLine("2.000815", "Chứng thực bản sao từ bản chính giấy tờ", favourite=2),
    ProcedureLine("1.004222", "Đăng ký thường trú", favourite=3),
]


def shown(chips: Chips) -> list[str]:
    return [button.words for button in chips.buttons if button.isVisible()]


def test_each_has_its_digit_and_long_names_are_cut(qtbot: QtBot, look: None) -> None:
    chips = Chips()
    qtbot.addWidget(chips)
    chips.resize(900, 40)
    chips.show_lines(LINES)
    assert shown(chips) == [
        "1 Đăng ký khai sinh",
        "2 Chứng thực bản sao từ…",
        "3 Đăng ký thường trú",
    ]
    with qtbot.waitSignal(chips.picked) as told:
        chips.buttons[1].click()
    assert told.args == ["2.000815"]
    language().set("en")
    assert shown(chips)[0] == "1 Birth registration"


def test_what_does_not_fit_stays_away(qtbot: QtBot, look: None) -> None:
    chips = Chips()
    qtbot.addWidget(chips)
    chips.show_lines(LINES)
    chips.resize(200, 40)
    assert len(shown(chips)) == 1
    assert chips.minimumSizeHint().width() == 0


def test_none_takes_no_room(qtbot: QtBot, look: None) -> None:
    chips = Chips()
    qtbot.addWidget(chips)
    chips.show_lines(LINES)
    chips.show_lines([])
    assert not chips.isVisible()
