"""Side by side where there is room, one below the other where there is not."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.screens.intake.columns import LEAST_CHECKLIST, Columns
from desk_app.ui.theme import theme
from desk_app.ui.widgets.label import Label


@pytest.mark.parametrize(
    ("width", "percent", "beside"), [(1150, 100, True), (1150, 150, False), (700, 100, False)]
)
def test_the_room_decides(qtbot: QtBot, look: None, width: int, percent: int, beside: bool) -> None:
    tall = QWidget()
    columns = Columns(tall)
    columns.right.addWidget(tall)
    qtbot.addWidget(columns)
    columns.resize(width, 500)
    columns.show()
    theme().set_percent(percent)
    layout = columns.widget().layout()
    assert isinstance(layout, QBoxLayout)
    assert (layout.direction() == QBoxLayout.Direction.LeftToRight) is beside
    assert tall.minimumHeight() == (0 if beside else theme().px(LEAST_CHECKLIST))


def test_what_has_the_focus_is_scrolled_into_view(qtbot: QtBot, look: None) -> None:
    columns = Columns(QWidget())
    fields = [QLineEdit() for _ in range(30)]
    for field in fields:
        columns.left.addWidget(field)
    qtbot.addWidget(columns)
    columns.resize(1100, 300)
    with qtbot.waitActive(columns):
        columns.show()
        columns.activateWindow()
    fields[-1].setFocus()
    port = columns.viewport()
    place = fields[-1].mapTo(port, fields[-1].rect().center())
    assert port.rect().contains(place)


def test_words_that_wrap_do_not_make_it_scroll_where_they_fit(qtbot: QtBot, look: None) -> None:
    columns = Columns(QWidget())
    words = Label("một câu khá dài để xuống dòng ở cột hẹp " * 6, wrap=True)
    columns.left.addWidget(words)
    columns.left.addStretch(1)
    qtbot.addWidget(columns)
    columns.resize(1366, 300)
    columns.show()
    qtbot.waitUntil(lambda: columns.verticalScrollBar().maximum() == 0)
    words.say("một câu khá dài để xuống dòng ở cột hẹp " * 60)
    qtbot.waitUntil(lambda: columns.verticalScrollBar().maximum() > 0)
    words.say("ngắn")
    qtbot.waitUntil(lambda: columns.verticalScrollBar().maximum() == 0)
