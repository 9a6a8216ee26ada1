"""Widgets that only show: states, amounts, errors, pages, bars, waiting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_app.errors import Bug, Refusal
from desk_app.ui.background import Advance
from desk_app.ui.language import language
from desk_app.ui.shortcuts import KeyMap, set_key_map
from desk_app.ui.widgets.bar_chart import BarChart
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.money_label import MoneyLabel
from desk_app.ui.widgets.page_preview import PagePreview
from desk_app.ui.widgets.pill import STATES, Pill
from desk_app.ui.widgets.status_bar import StatusBar, StatusItem
from desk_app.ui.widgets.toast import Toast
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import message
from tests.ui.screenshots import shoot


def test_the_five_states_differ_in_word_and_sign(look: None, qtbot: QtBot) -> None:
    pill = Pill()
    qtbot.addWidget(pill)
    said = set()
    for state in STATES:
        pill.show_state(state)
        said.add((pill.accessibleName(), STATES[state][0]))
    assert len({word for word, _ in said}) == len({sign for _, sign in said}) == 5


def test_a_label_never_reads_data_as_markup(look: None, qtbot: QtBot) -> None:
    for wrap in (False, True):
        label = Label("<b>Nguyễn & Trần</b>", wrap=wrap)
        qtbot.addWidget(label)
        assert label.words == "<b>Nguyễn & Trần</b>"
        assert ("&lt;b&gt;" in label.text()) == wrap


def test_a_button_prints_the_key_in_force(look: None, qtbot: QtBot) -> None:
    set_key_map(KeyMap({"save_and_print": ["Ctrl+J"]}))
    button = Button(message("ui.keys.save_and_print"), "primary", action="save_and_print")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Lưu và in biên nhận (Ctrl+J)"
    bare = Button(message("ui.keys.save_and_print"), "primary")
    qtbot.addWidget(bare)
    assert button.sizeHint().width() > bare.sizeHint().width()


def test_amounts_follow_the_language(look: None, qtbot: QtBot) -> None:
    label = MoneyLabel(1_250_000)
    qtbot.addWidget(label)
    assert label.text() == "1.250.000 đ"
    language().set("en")
    assert label.text() == "1,250,000 VND"
    label.show_amount(0)
    assert label.text() == "0 VND"


def test_an_error_is_a_sentence_with_a_code_to_copy(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    bar.show_error(Bug("7F3A-91C2"))
    assert bar.title.words == "Chương trình gặp lỗi"
    assert "7F3A-91C2" in bar.next_step.words
    bar._copy.click()
    assert QGuiApplication.clipboard().text() == "7F3A-91C2"
    language().set("en")
    assert bar.title.words != "Chương trình gặp lỗi"
    with qtbot.waitSignal(bar.closed):
        bar.dismiss()
    assert not bar.isVisible()


def test_an_info_bar_forgets_its_old_actions(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    done: list[bool] = []
    bar.say("Một", tone="care")
    bar.add_action("Thử lại", lambda: done.append(True)).click()
    assert done == [True]
    bar.say("Hai", tone="good")
    assert bar._actions.count() == 0
    with pytest.raises(KeyError):
        bar.show_error(Refusal("no.such.words"))


def test_a_toast_is_read_aloud_and_undone_once(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 400)
    ground.show()
    toast = Toast(ground)
    undone: list[int] = []
    toast.say("Đã xoá", lambda: undone.append(1))
    assert toast.can_undo
    toast.undo()
    toast.undo()
    assert undone == [1]
    toast.say("Đã lưu")
    assert not toast.can_undo
    toast.forget()


def test_values_replace_each_other(look: None, qtbot: QtBot) -> None:
    values = KeyValues()
    qtbot.addWidget(values)
    values.show_rows([("Hẹn trả", "07/12/2026"), ("Gửi", message("ui.state.waiting"), "care")])
    values.show_rows([("Gửi", message("ui.state.sent"))])
    shown = [label.words for label in values._labels]
    assert shown == ["Gửi", "Đã gửi"]


def test_the_status_bar_keeps_places_and_tells_presses(look: None, qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_item(StatusItem("line", "wifi", "Trực tuyến", "good"))
    bar.show_item(StatusItem("queue", "arrow-up", "3 chờ gửi", "accent"))
    bar.show_item(StatusItem("line", "wifi-off", "Ngoại tuyến", "care"))
    assert bar.item("line").icon == "wifi-off"
    assert list(bar._buttons) == ["line", "queue"]
    with qtbot.waitSignal(bar.pressed) as told:
        bar._buttons["queue"].click()
    assert told.args == ["queue"]


def test_pages_come_as_images_or_bytes(look: None, qtbot: QtBot) -> None:
    page = QImage(210, 297, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    page.save(buffer, "PNG")
    preview = PagePreview()
    qtbot.addWidget(preview)
    assert preview.accessibleName() == "Chưa có trang nào để xem"
    preview.show_pages([page, bytes(buffer.data().data())])
    assert preview.page_count == 2
    picture = shoot(preview, (400, 600)).toImage()
    assert picture.pixelColor(200, 200).name() == "#ffffff"
    QTest.keyClick(preview, Qt.Key.Key_Plus)
    preview.show_pages([])
    assert preview.page_count == 0


def test_bars_have_their_figures_behind_them(look: None, qtbot: QtBot) -> None:
    chart = BarChart("Theo giờ", ("Giờ", "Số hồ sơ"))
    qtbot.addWidget(chart)
    chart.show_bars([("7", 3), ("8", 0), ("9", 12)])
    shoot(chart, (400, 200))
    assert "9 12" in chart._bars.accessibleDescription()
    chart.toggle_table()
    assert chart.shows_table
    model = chart.table.model()
    assert [model.index(row, 1).data() for row in range(3)] == ["3", "0", "12"]


def test_waiting_shows_only_when_it_takes_long(look: None, qtbot: QtBot) -> None:
    waiting = Waiting()
    qtbot.addWidget(waiting)
    waiting.begin("Đang đọc")
    assert not waiting.isVisible()
    qtbot.waitUntil(waiting.isVisible)
    waiting.advance(Advance(5, 10))
    assert waiting._bar.value() == 5
    waiting.end()
    assert not waiting.isVisible()


def test_an_empty_list_says_what_will_come(look: None, qtbot: QtBot) -> None:
    empty = EmptyState("inbox", message("ui.home.latest_none"), message("ui.home.latest_hint"))
    qtbot.addWidget(empty)
    words = " ".join(label.accessibleName() for label in empty.findChildren(QLabel))
    assert "F2" in words
