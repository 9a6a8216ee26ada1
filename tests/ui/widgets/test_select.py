"""A drop-down."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.select import Select
from desk_app.wording import message

OPTIONS = [("vi", message("ui.keys.home")), ("en", message("ui.keys.lock"))]


def test_a_drop_down_keeps_its_value_through_a_change_of_language(look: None, qtbot: QtBot) -> None:
    select = Select(OPTIONS)
    qtbot.addWidget(select)
    told: list[str] = []
    select.chosen.connect(told.append)
    select.set_value("en")
    language().set("en")
    assert select.value() == "en"
    assert select.currentText() == "Lock"
    assert told == []
    QTest.keyClick(select, Qt.Key.Key_Up)
    assert select.value() == "vi"
    assert told == ["vi"]
    select.set_options([("fr", "Khác")])
    assert select.value() == "fr"
