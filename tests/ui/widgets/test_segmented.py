"""A choice among few."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.segmented import Segmented
from desk_app.wording import message

OPTIONS = [("vi", message("ui.keys.home")), ("en", message("ui.keys.lock"))]


def test_segments_move_by_arrows(look: None, qtbot: QtBot) -> None:
    segments = Segmented(OPTIONS)
    qtbot.addWidget(segments)
    told: list[str] = []
    segments.chosen.connect(told.append)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    assert told == ["en"]
    assert segments.accessibleDescription() == "Khoá máy"
    segments.set_value("vi")
    assert told == ["en"]


def test_what_cannot_be_chosen_now_looks_like_it(look: None, qtbot: QtBot) -> None:
    segments = Segmented(OPTIONS)
    qtbot.addWidget(segments)
    usable = segments.grab().toImage()
    segments.setEnabled(False)
    assert segments.grab().toImage() != usable
