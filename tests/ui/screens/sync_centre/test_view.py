"""The queue as it is, and what can be done about an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.services.files_sent import FilesSent
from desk_app.services.outbox_desk import Queue, QueueEntry
from desk_app.ui.desk_status import ALONE, Line
from desk_app.ui.language import language
from desk_app.ui.screens.sync_centre.state import DayNumbers, SyncState
from desk_app.ui.screens.sync_centre.view import SyncCentreView
from desk_app.ui.theme import theme
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.wording import message
from tests.ui.screenshots import shoot

AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
CODE = "H99.21.01-261120-0001"
WAITING = QueueEntry(
    "e-1",
    "d-1",
    CODE,
    "Trần Văn B",
    "dossier.received",
    message("outbox.kind.dossier.received"),
    1,
    "waiting",
    message("outbox.state.waiting"),
    AT,
    240,
    0,
    None,
    None,
    None,
    message("outbox.next.waiting"),
    ("send_now", "set_aside"),
)
REFUSED = replace(
    WAITING,
    id="e-2",
    state="refused",
    state_words=message("outbox.state.refused"),
    last_error=message("outbox.reason.payload-hash"),
    what_next=message("outbox.next.refused"),
    actions=("try_again", "set_aside"),
)
JUST_NOW = replace(WAITING, age_seconds=12)
STATE = SyncState(
    queue=Queue(1, 1, 0, 0, 0, 240, 7, "needs_you", (WAITING, REFUSED)),
    sent=(replace(WAITING, id="e-0", state="accepted", actions=()),),
    numbers=(DayNumbers(date(2026, 11, 20), 3),),
    line=Line("online", AT, last_sync=AT),
)


def _shown(qtbot: QtBot, state: SyncState) -> SyncCentreView:
    view = SyncCentreView()
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    view.show_state(state)
    return view


def test_before_the_queue_is_read_nothing_is_claimed(look: None, qtbot: QtBot) -> None:
    view = SyncCentreView()
    qtbot.addWidget(view)
    view.show()
    assert view.title.words == "Đang xem còn gì chờ gửi"
    assert "Không còn hồ sơ nào chờ gửi" not in _empty(view)
    view.show_state(SyncState(line=Line("online", AT, last_sync=AT)))
    assert view.title.words == "Trực tuyến – đã gửi hết"
    assert "Không còn hồ sơ nào chờ gửi" in _empty(view)


def _empty(view: SyncCentreView) -> set[str]:
    return {e.title.words for e in view.findChildren(EmptyState) if e.isVisible()}


def test_the_queue_in_words(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, STATE)
    row = [view.model.index(1, column).data() for column in range(6)]
    assert row[:5] == ["Bị trả lại", CODE, "Tiếp nhận hồ sơ", "–", "4 phút"]
    assert row[5].endswith("bấm Gửi lại")
    assert view.title.words == "Có mục cần xử lý"
    assert view.numbers_bar.isVisible()
    language().set("en")
    assert view.title.words == "Something needs attention"


def test_each_entry_offers_what_can_be_done(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, STATE)
    view.table.go_to(0)
    assert not view.again.isVisible()
    view.table.go_to(1)
    assert view.again.isVisible()
    with qtbot.waitSignal(view.try_pressed) as tried:
        view.again.click()
    assert tried.args == ["e-2"]
    with qtbot.waitSignal(view.set_aside_pressed):
        view.aside.click()
    with qtbot.waitSignal(view.open_screen) as opened:
        view.open.click()
    assert opened.args == ["search", CODE]
    view.copy.click()
    assert QGuiApplication.clipboard().text() == CODE


def test_why_the_desk_is_let_in_no_more_is_not_small(look: None, qtbot: QtBot) -> None:
    view = SyncCentreView()
    qtbot.addWidget(view)
    view.show_state(replace(STATE, line=Line("attention", AT, "sync.not_welcome.desk_copied")))
    assert not view.reason.isHidden()
    assert "Báo IT ngay" in view.reason.words
    view.show_state(STATE)
    assert view.reason.isHidden()


def test_the_lists(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, STATE)
    counts = {}
    for name in ("unsent", "attention", "sent"):
        view.show_list(name)
        counts[name] = view.model.rowCount()
    assert counts == {"unsent": 2, "attention": 1, "sent": 1}


def test_the_cursor_stays_on_its_entry(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, STATE)
    view.table.go_to(1)
    view.show_state(STATE)
    assert view.table.current() == REFUSED


def test_what_has_the_focus_can_be_seen(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, STATE)
    view.table.go_to(1)
    shoot(view, (1100, 460))  # all lies where it stays
    assert view.aside.visibleRegion().boundingRect().height() < view.aside.height()
    for button in (view.aside, view.again):
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert view.focusWidget() is button
        QApplication.processEvents()
        assert (
            view._area.viewport()
            .rect()
            .contains(QRect(button.mapTo(view._area.viewport(), QPoint()), button.size()))
        )


def test_an_empty_queue_says_what_will_come(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, SyncState(line=Line(ALONE)))
    assert not view.table.isVisible()
    assert not view.send.isEnabled()
    with qtbot.waitSignal(view.send_pressed):
        view.actions_here()["refresh"]()


def test_what_is_not_listed_is_told(qtbot: QtBot, look: None) -> None:
    queue = replace(STATE.queue, waiting=1501)
    view = _shown(qtbot, replace(STATE, queue=queue))
    assert view.more.words == "và 1500 mục nữa"
    assert view.more.isVisible()
    view.show_list("attention")
    assert not view.more.isVisible()
    view.show_list("sent")
    assert view.more.words == "và 6 mục nữa"
    language().set("en")
    assert view.more.words == "and 6 more"


FILES = FilesSent(5, 3, 10_000_000, 6_200_000, "uploads.unreadable")


def test_files_of_a_dossier_stand_beside_it_with_how_far_they_are(look: None, qtbot: QtBot) -> None:
    entry = replace(WAITING, files=FILES)
    queue = replace(STATE.queue, entries=(entry,), files_waiting=2, pages_waiting=7)
    view = _shown(qtbot, replace(STATE, queue=replace(queue, bytes_waiting=3_800_000)))
    assert view.model.index(0, 3).data() == "3/5"
    assert view.files.words == "Tệp quét chờ gửi: 2 tệp, 7 trang, 4 MB"
    assert view.files.isVisible()
    view.show_state(STATE)
    assert not view.files.isVisible()


def test_it_leads_to_more_numbers(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, STATE)
    with qtbot.waitSignal(view.open_screen) as asked:
        view.more_numbers.click()
    assert asked.args == ["numbers", None]  # the page that helps


@pytest.mark.parametrize("name", ["vi", "en"])
def test_the_largest_text_cuts_nothing_and_scrolls(look: None, qtbot: QtBot, name: str) -> None:
    language().set(name)
    theme().set_percent(200)
    view = _shown(qtbot, STATE)
    view.show_stick()
    view.show_list("attention")
    shoot(view, (1366 - 292, 660))
    with qtbot.waitActive(view):
        view.activateWindow()
    for part in (view.send, view.lists, view.table, view.details, view.again, view.more_numbers):
        assert part.width() >= part.minimumSizeHint().width()
        assert part.mapTo(view, part.rect().topRight()).x() < view.width()
    assert view.table.height() >= 3 * theme().px(34)  # its head and two entries
    assert view._area.verticalScrollBar().maximum() == 0  # one bar scrolls everything
    for part in (view.more_numbers, view.again, view.send):
        part.setFocus()
        assert part.visibleRegion().boundingRect() == part.rect()


@pytest.mark.parametrize("percent", [100, 125, 150])
@pytest.mark.parametrize("width", [1366, 1536, 1920])
def test_nobody_has_to_scroll_sideways(look: None, qtbot: QtBot, percent: int, width: int) -> None:
    theme().set_percent(percent)
    view = _shown(qtbot, STATE)
    shoot(view, (width - 236, 690))
    assert view.table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("name", ["vi", "en"])
def test_no_state_and_no_age_is_cut(look: None, qtbot: QtBot, name: str) -> None:
    language().set(name)
    view = _shown(qtbot, replace(STATE, queue=replace(STATE.queue, entries=(JUST_NOW, REFUSED))))
    shoot(view, (1920 - 218, 1000))
    for column in (0, 1, 2, 4):
        assert not view.table.isColumnHidden(column)
        wanted = view.table.sizeHintForColumn(column)
        assert view.table.columnWidth(column) >= wanted, column


def test_what_was_accepted_waits_no_more(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot, STATE)
    assert "Chờ từ" in _said(view)
    view.show_list("sent")
    assert "Ghi lúc" in _said(view)
    assert "Chờ từ" not in _said(view)


def _said(view: SyncCentreView) -> list[str]:
    QApplication.processEvents()
    labels = view.details.findChildren(QLabel)
    return [label.accessibleName() for label in labels if label.isVisible()]
