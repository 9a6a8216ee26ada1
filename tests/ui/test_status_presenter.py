"""The status bar follows what happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.events import ConnectionChanged
from desk_app.ui.desk_status import SyncWatch
from desk_app.ui.language import in_words
from desk_app.ui.session import Session
from desk_app.ui.status_presenter import DeskNow, StatusPresenter, printer_item
from desk_app.ui.widgets.status_bar import StatusBar
from tests.builders.counters import a_counter


def test_items_come_and_go(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        desk, bar, session = counter.desk, StatusBar(), Session()
        qtbot.addWidget(bar)
        bar.show()
        watch = SyncWatch(desk.clock, counter.bus)

        def now() -> DeskNow:
            return DeskNow(
                desk.outbox.queue(1), len(desk.receipts.not_printed()), "HP-1", ("HP-1",)
            )

        presenter = StatusPresenter(bar, now, watch, session, counter.background, counter.bus)
        presenter.start()
        session.begin(counter.officer())
        qtbot.waitUntil(lambda: not counter.background.busy)
        shown = {name for name, button in bar._buttons.items() if button.isVisible()}
        assert shown == {"line", "printer", "officer"}
        code = counter.receive()
        qtbot.waitUntil(lambda: bar._buttons["queue"].isVisible())
        assert in_words(bar.item("queue").text) == "1 chờ gửi · lâu nhất dưới 1 phút"
        assert in_words(bar.item("unprinted").text) == "1 giấy chưa in"
        desk.bus.publish(ConnectionChanged("offline", "2026-11-20T08:55:00+07:00"))
        qtbot.waitUntil(lambda: "08:55" in in_words(bar.item("line").text))
        job = desk.receipts.first_print(code)
        desk.receipts.record_print(job, "printed", "HP-1", counter.officer())
        qtbot.waitUntil(lambda: not bar._buttons["unprinted"].isVisible())
        session.end()
        assert not bar._buttons["officer"].isVisible()
        qtbot.waitUntil(lambda: not counter.background.busy)
        presenter.stop()


@pytest.mark.parametrize(
    ("chosen", "found", "words", "tone"),
    [
        ("", (), "Chưa có máy in", "care"),
        ("HP-1", (), "Chưa có máy in", "care"),
        ("HP-1", ("HP-2",), "HP-1 (hiện không thấy)", "care"),
        ("", ("HP-1",), "Máy in mặc định", "ink_soft"),
        ("HP-1", ("HP-1",), "HP-1", "ink_soft"),
    ],
)
def test_the_bar_names_a_printer_only_where_there_is_one(
    look: None, chosen: str, found: tuple[str, ...], words: str, tone: str
) -> None:
    item = printer_item(chosen, found)
    assert (in_words(item.text), item.tone) == (words, tone)


def test_the_bar_says_that_the_print_service_is_silent(look: None) -> None:
    item = printer_item("HP-1", ("HP-1",), silent=True)
    assert (in_words(item.text), item.tone) == ("Dịch vụ in không trả lời", "care")
