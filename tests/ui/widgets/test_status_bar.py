"""The truth at the bottom."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.panes import focus_inside
from desk_app.ui.widgets.status_bar import StatusBar, StatusItem
from desk_app.wording import message
from tests.ui.screenshots import shoot


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


def test_a_change_of_language_brings_back_nothing_that_was_taken_away(
    look: None, qtbot: QtBot
) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.show_item(StatusItem("line", "wifi", message("ui.keys.home"), "good"))
    bar.show_item(StatusItem("queue", "circle"))
    bar.hide_item("queue")
    language().set("en")
    assert not bar._buttons["queue"].isVisible()
    assert bar._buttons["line"].text() == message("ui.keys.home").in_words("en")


def test_the_focus_comes_to_the_leftmost_first(look: None, qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    with qtbot.waitActive(bar):
        bar.show()
        bar.activateWindow()
    bar.show_item(StatusItem("language", "languages", "VI", right=True))
    bar.show_item(StatusItem("line", "wifi", "Trực tuyến"))
    bar.show_item(StatusItem("queue", "arrow-up", "3 chờ gửi"))
    focus_inside(bar)
    assert bar._buttons["line"].hasFocus()
    order = [bar._buttons["line"]]
    while len(order) < 3:
        order.append(order[-1].nextInFocusChain())
    assert order == [bar._buttons[name] for name in ("line", "queue", "language")]


def test_words_that_have_no_room_end_before_the_next_item(look: None, qtbot: QtBot) -> None:
    ground = QWidget()  # the window is no wider for it
    qtbot.addWidget(ground)
    bar = StatusBar(ground)
    bar.show_item(StatusItem("line", "circle-off", "Máy tập dượt, không nối hệ thống tỉnh"))
    bar.resize(160, bar.height())
    shoot(ground, (160, bar.height()))
    button = bar._buttons["line"]
    assert button.width() < button.sizeHint().width()
    button.clearFocus()  # no ring
    image = button.grab().toImage()
    edge = {
        image.pixel(x, y)
        for x in range(image.width() - 4, image.width())
        for y in range(image.height())
    }
    assert len(edge) == 1  # nothing is written there
