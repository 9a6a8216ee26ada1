"""Boxes and rings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.check_box import CheckBox, RadioButton
from desk_app.wording import message


def test_boxes_follow_the_language(look: None, qtbot: QtBot) -> None:
    for kind in (CheckBox, RadioButton):
        box = kind(message("ui.close"))
        qtbot.addWidget(box)
        assert box.accessibleName() == "Đóng"
        language().set("en")
        assert box.accessibleName() == "Close"
        language().set("vi")
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
        assert box.isChecked()
