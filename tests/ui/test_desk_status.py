"""The light follows what is unsent, not the network; it is never green while anything waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM, TickingClock
from desk_app.event_bus import EventBus
from desk_app.events import ConnectionChanged, SendRequested, SyncFinished
from desk_app.services.outbox_desk import Queue
from desk_app.sync import connection
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.desk_status import (
    ALONE,
    Line,
    SyncWatch,
    age_words,
    light,
    line_detail,
    status_items,
)
from desk_app.wording import Message, message

AT = datetime(2026, 11, 20, 9, 55, tzinfo=VIETNAM)
STATES = connection.State.__args__  # type: ignore[attr-defined]
CONDITIONS = {
    "clear": Queue(0, 0, 0, 0, 0, None, 3, "clear", ()),
    "waiting": Queue(2, 0, 0, 0, 0, 40, 3, "waiting", ()),
    "slow": Queue(2, 0, 0, 0, 0, 1000, 3, "slow", ()),
    "jammed": Queue(2, 0, 0, 0, 0, 9000, 3, "jammed", ()),
    "needs_you": Queue(0, 1, 1, 0, 0, 40, 3, "needs_you", ()),
    "files": Queue(0, 0, 0, 4, 900, None, 3, "clear", (), files_waiting=2),
}


@pytest.mark.parametrize(("state", "condition"), list(product((*STATES, ALONE), CONDITIONS)))
def test_every_state_has_words_and_green_means_all_is_sent(state: str, condition: str) -> None:
    shown = light(Line(state, AT), CONDITIONS[condition])
    for code in ("vi", "en"):
        assert shown.text.in_words(code)
        assert shown.meaning.in_words(code)
    if shown.tone == "good":
        assert condition == "clear"
        assert state not in ("offline", "unknown", "not_enrolled", ALONE)


def test_offline_says_since_when() -> None:
    shown = light(Line("offline", AT), CONDITIONS["waiting"])
    assert shown.text.in_words("vi") == "Ngoại tuyến từ 09:55 – làm việc bình thường"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "dưới 1 phút"), (240, "4 phút"), (7300, "2 giờ"), (200_000, "2 ngày")],
)
def test_ages_in_words(seconds: int, words: str) -> None:
    assert age_words(seconds).in_words("vi") == words


def test_only_what_is_to_be_said_stands_in_the_bar() -> None:
    empty = status_items(Line("online"), CONDITIONS["clear"], 0)
    assert [name for name, item in empty.items() if item] == ["line"]
    full = status_items(Line("online", last_sync=AT), CONDITIONS["needs_you"], 2)
    assert all(full.values())
    assert full["attention"] is not None
    assert full["attention"].text.in_words("vi") == "2 cần xử lý"  # type: ignore[union-attr]


def test_the_reason_of_the_line_is_said_if_it_has_words() -> None:
    assert line_detail(Line("offline", AT, "no.such.key")) is None
    assert line_detail(Line("not_enrolled", AT, "desk.not_enrolled")) is not None


def test_the_watch_remembers_line_and_last_sync(qtbot: QtBot, qapp: QApplication) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    watch = SyncWatch(TickingClock(AT), bridge)
    with qtbot.waitSignal(watch.changed):
        bus.publish(ConnectionChanged("offline", AT.isoformat(), "sync.timeout"))
    assert watch.line == Line("offline", AT, "sync.timeout")
    with qtbot.waitSignal(watch.changed):
        bus.publish(SyncFinished(False, 0, 0, 0, 2))
    assert watch.line.last_sync is None
    with qtbot.waitSignal(watch.changed):
        bus.publish(SyncFinished(True, 2, 0, 0, 0))
    assert watch.line.last_sync == AT
    bridge.close()


def test_a_moment_of_another_day_is_said_with_its_day() -> None:
    line = Line("offline", AT, last_sync=AT, as_of=AT + timedelta(days=1))
    item = status_items(line, CONDITIONS["waiting"], 0)["last_sync"]
    assert item is not None
    for words in (item.text, light(line, CONDITIONS["waiting"]).text):
        assert isinstance(words, Message)
        assert f"{AT:%H:%M %d/%m/%Y}" in words.in_words("vi")


def test_who_asks_for_a_pass_sees_at_once_that_it_is_under_way(
    qtbot: QtBot, qapp: QApplication
) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    watch = SyncWatch(TickingClock(AT), bridge, Line("offline", AT, last_sync=AT))
    with qtbot.waitSignal(watch.changed):
        bus.publish(SendRequested())
    item = status_items(watch.line, CONDITIONS["waiting"], 0)["last_sync"]
    assert item is not None
    assert item.text == message("sync_screen.status.asking")
    with qtbot.waitSignal(watch.changed):
        bus.publish(SyncFinished(False, 0, 0, 0, 2))
    assert not watch.line.asking
    bridge.close()


def test_a_desk_that_stands_alone_is_not_called_unenrolled(
    qtbot: QtBot, qapp: QApplication
) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    watch = SyncWatch(TickingClock(AT), bridge, Line(ALONE))
    bus.publish(ConnectionChanged("not_enrolled", ""))
    with qtbot.waitSignal(watch.changed):
        bus.publish(SyncFinished(False, 0, 0, 0, 0))
    assert watch.line.state == ALONE
    bridge.close()


def test_dossiers_that_are_sent_and_files_that_are_not() -> None:
    shown = light(Line("online", AT), CONDITIONS["files"])
    assert shown.text.in_words("vi") == "Hồ sơ đã gửi, còn 2 tệp"
    assert shown.tone == "accent"


@pytest.mark.parametrize("condition", ["clear", "waiting", "needs_you"])
def test_a_desk_that_is_not_let_in_is_told_so_and_not_of_entries(condition: str) -> None:
    unknown = light(Line("attention", AT, "sync.not_welcome.desk_unknown"), CONDITIONS[condition])
    assert unknown.text.in_words("vi") == "Hệ thống tỉnh chưa nhận máy này"
    revoked = light(Line("attention", AT, "sync.not_welcome.desk_revoked"), CONDITIONS[condition])
    assert "Ngừng tiếp nhận" in revoked.meaning.in_words("vi")


def test_entries_that_were_refused_are_spoken_of_where_the_desk_is_let_in() -> None:
    refused = light(Line("attention", AT), CONDITIONS["needs_you"])
    assert refused.text.in_words("vi") == "Có mục cần xử lý"
