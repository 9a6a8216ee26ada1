"""A choice among few."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.segmented import Segmented
from desk_app.wording import message
from tests.ui.screenshots import shoot

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


def test_options_go_on_in_the_next_line_where_one_has_no_room(look: None, qtbot: QtBot) -> None:
    segments = Segmented(OPTIONS, wraps=True)
    qtbot.addWidget(segments)
    ground = QWidget()
    qtbot.addWidget(ground)
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(segments)
    column.addStretch(1)
    shoot(ground, (600, 200))
    one = segments.size()
    assert one == segments.sizeHint()
    shoot(ground, (one.width() - 10, 200))
    assert segments.height() == 2 * one.height()
    QTest.mouseClick(segments, Qt.MouseButton.LeftButton, pos=QPoint(20, one.height() + 10))
    assert segments.value() == "en"
