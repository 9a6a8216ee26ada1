"""Names and values."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.key_values import KeyValues
from desk_app.wording import message


def test_values_replace_each_other(look: None, qtbot: QtBot) -> None:
    values = KeyValues()
    qtbot.addWidget(values)
    values.show_rows([("Hẹn trả", "07/12/2026"), ("Gửi", message("ui.state.waiting"), "care")])
    values.show_rows([("Gửi", message("ui.state.sent"))])
    shown = [label.words for label in values._labels]
    assert shown == ["Gửi", "Đã gửi"]
