"""A drop-down."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.theme import ROW_HEIGHT, theme
from desk_app.ui.widgets.select import MOST_ROWS, Select
from desk_app.wording import message
from tests.ui.screenshots import shoot

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


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_open_list_shows_every_row_whole(look: None, qtbot: QtBot) -> None:
    for count in (1, 4, MOST_ROWS, MOST_ROWS + 5):
        select = Select([(n, f"Mục {n}") for n in range(count)])
        qtbot.addWidget(select)
        select.show()
        select.showPopup()
        view = select.view()
        first = view.visualRect(select.model().index(0, 0))
        assert first.height() == theme().px(ROW_HEIGHT)
        rows = min(count, MOST_ROWS)
        assert view.viewport().height() == rows * first.height()
        assert first.top() == 0
        select.hidePopup()


def test_words_too_long_for_the_field_stand_in_its_tip(look: None, qtbot: QtBot) -> None:
    select = Select([("a", "Một câu dài"), ("b", "Câu khác")])
    qtbot.addWidget(select)
    assert select.toolTip() == "Một câu dài"
    select.set_value("b")
    assert select.toolTip() == "Câu khác"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_only_the_open_list_picks(look: None, qtbot: QtBot) -> None:
    select = Select([("a", "Một"), ("b", "Hai")])
    qtbot.addWidget(select)
    picked: list[str] = []
    select.picked.connect(picked.append)
    QTest.keyClick(select, Qt.Key.Key_Down)
    assert (select.value(), picked) == ("b", [])
    select.show()
    select.showPopup()
    QTest.keyClick(select.view(), Qt.Key.Key_Up)
    QTest.keyClick(select.view(), Qt.Key.Key_Return)
    assert (select.value(), picked) == ("a", ["a"])


def test_long_words_end_with_dots_and_stay_whole_for_those_who_ask(
    look: None, qtbot: QtBot
) -> None:
    select = Select([(1, "")])
    qtbot.addWidget(select)
    shoot(select, (160, 34))

    def drawn(text: str) -> QImage:
        select.set_options([(1, text)])
        return shoot(select, (160, 34)).toImage()

    text = "Tờ khai đăng ký khai sinh theo mẫu"
    long = drawn(text)
    ends = [f"{text[:letters]}…" for letters in range(3, len(text))]
    fitting = [end for end in ends if select.fontMetrics().horizontalAdvance(end) <= 160 - 42]
    assert any(long == drawn(end) for end in fitting)
    drawn(text)
    assert (select.currentText(), select.toolTip()) == (text, text)


@pytest.mark.parametrize("percent", [100, 150])
def test_at_its_own_size_no_choice_is_cut(look: None, qtbot: QtBot, percent: int) -> None:
    theme().set_percent(percent)
    for words in ("Files on this machine…", "Tệp trên máy này…", "fi-8170 (SANE) · khay nạp"):
        select = Select([(1, words)])
        qtbot.addWidget(select)
        select.resize(select.sizeHint())
        select.show()
        assert select.fontMetrics().horizontalAdvance(words) <= select.room_for_words(), words
