"""Amounts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.money_label import MoneyLabel


def test_amounts_follow_the_language(look: None, qtbot: QtBot) -> None:
    label = MoneyLabel(1_250_000)
    qtbot.addWidget(label)
    assert label.text() == "1.250.000 đ"
    language().set("en")
    assert label.text() == "1,250,000 VND"
    label.show_amount(0)
    assert label.text() == "0 VND"
