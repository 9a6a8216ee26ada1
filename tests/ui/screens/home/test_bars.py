"""What waits for a hand: said while it is so, with the way to it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.services.number_ways import NumberWays
from desk_app.ui.desk_status import Line
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.home.bars import HomeBars
from desk_app.ui.screens.home.state import HomeState
from desk_app.ui.widgets.button import Button

NONE = NumberWays(0, "numbers.usual_used_up", sealed=20, neighbours=True, centre=True)


@pytest.fixture
def bars(look: None, qtbot: QtBot) -> HomeBars:
    made = HomeBars()
    qtbot.addWidget(made)
    return made


def _ways(bars: HomeBars) -> list[Button]:
    return [b for b in bars.numbers.findChildren(Button) if b.property("kind") == "secondary"]


def test_nothing_to_say_takes_no_room(bars: HomeBars) -> None:
    bars.show_state(HomeState(unmatched=2))
    assert not bars.isHidden()
    bars.show_state(HomeState())
    assert bars.isHidden()


@pytest.mark.parametrize("why", ["desk_copied", "desk_revoked", "credential_expired"])
def test_why_the_centre_lets_the_desk_in_no_more_stands_on_top(bars: HomeBars, why: str) -> None:
    bars.show_line(Line("attention", None, f"sync.not_welcome.{why}"))
    assert not bars.isHidden()
    assert "IT" in bars.stopped.next_step.words
    bars.show_state(HomeState())
    assert not bars.stopped.isHidden()
    bars.show_line(Line("online"))
    assert bars.isHidden()


def test_few_numbers_are_spoken_of_as_the_line_is(bars: HomeBars) -> None:
    some = NumberWays(18, centre=True)
    bars.show_line(Line("offline"))
    bars.show_state(HomeState(numbers=some))
    assert "Nối mạng" in bars.numbers.meaning.words
    bars.show_line(Line("online"))  # more come by themselves: there is nothing to do
    assert bars.numbers.isHidden()
    bars.show_state(HomeState(numbers=NumberWays(3, centre=True)))
    assert "Có mạng" in bars.numbers.meaning.words
    bars.show_line(Line("attention", None, "sync.not_welcome.desk_copied"))
    assert "IT" in bars.numbers.meaning.words
    assert "Nối mạng" not in bars.numbers.meaning.words
    bars.show_state(HomeState(numbers=NONE))
    assert "IT" in bars.numbers.meaning.words


def test_a_paper_cut_short_is_one_key_away(bars: HomeBars, qtbot: QtBot) -> None:
    first, then = ("H25.12.34-261123-0001", 3), ("H25.12.34-261123-0002", 1)
    bars.show_state(HomeState(cut_short=(first, then)))
    assert bars.cut_short.title.words == "2 giấy tờ đang đọc dở"
    assert first[0] in bars.cut_short.meaning.words
    (way,) = (b for b in bars.cut_short.findChildren(Button) if b.property("kind") == "secondary")
    with qtbot.waitSignal(bars.open_screen) as asked:
        way.click()
    assert asked.args == ["digitise", ScanOf(*first)]
    bars.show_state(HomeState())
    assert bars.cut_short.isHidden()


def test_without_numbers_every_way_to_some_is_one_key_away(bars: HomeBars, qtbot: QtBot) -> None:
    bars.show_state(HomeState(numbers=NONE))
    assert "không còn số" in bars.numbers.title.words
    names = [button.accessibleName() for button in _ways(bars)]
    assert names == ["Gửi ngay (F5)", "Mở kho số dự phòng (Ctrl+M)", "Nhận số từ quầy khác"]
    with qtbot.waitSignal(bars.send_pressed):
        _ways(bars)[0].click()
    for button, page in zip(_ways(bars)[1:], ("open", "take"), strict=True):
        with qtbot.waitSignal(bars.open_screen) as asked:
            button.click()
        assert asked.args == ["numbers", page]


def test_few_are_said_before_they_run_out_and_where_nothing_helps_another_counter(
    bars: HomeBars,
) -> None:
    bars.show_state(HomeState(numbers=NumberWays(7, centre=True)))
    assert "7" in bars.numbers.title.words
    bars.show_state(HomeState(numbers=NumberWays(0, "numbers.given_up", centre=True)))
    assert "bản sao" in bars.numbers.meaning.words
    bars.show_state(HomeState(numbers=NumberWays(0, "numbers.clock_back", centre=True)))
    assert "Đồng hồ" in bars.numbers.meaning.words
    bars.show_state(HomeState(numbers=NumberWays(0, "numbers.used_up", centre=True)))
    assert "ở quầy khác" in bars.numbers.meaning.words
    bars.show_state(HomeState())
    assert bars.numbers.isHidden()


def test_a_way_in_focus_stays_in_focus_when_all_is_read_anew(bars: HomeBars, qtbot: QtBot) -> None:
    with qtbot.waitExposed(bars, timeout=60_000):
        bars.show_state(HomeState(numbers=NONE))
        bars.show()
    _ways(bars)[1].setFocus(Qt.FocusReason.TabFocusReason)
    held = QApplication.focusWidget()
    bars.show_state(HomeState(received=1, numbers=NONE))
    assert held is not None
    assert QApplication.focusWidget() is held
