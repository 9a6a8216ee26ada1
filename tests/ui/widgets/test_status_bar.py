"""The truth at the bottom."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.status_bar import StatusBar, StatusItem


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
