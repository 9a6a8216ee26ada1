"""The home screen shows what it is told and asks for what is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.errors import Bug
from desk_app.services.number_ways import NumberWays
from desk_app.ui.background import Advance
from desk_app.ui.language import language
from desk_app.ui.screens.home.state import HomeState, LatestDossier, OpenDraft
from desk_app.ui.screens.home.view import HomeView
from desk_app.ui.screens.intake.state import NewIntake
from desk_app.ui.screens.search.state import AmendOf
from desk_app.ui.theme import theme
from desk_app.ui.widgets.button import Button
from desk_app.wording import message
from tests.ui.screenshots import SIZES, shoot

MOMENT = datetime(2026, 11, 23, 8, 12, tzinfo=VIETNAM)
STATE = HomeState(
    received=2,
    fees=1_250_000,
    waiting=1,
    attention=1,
    drafts=(OpenDraft("draft-1", "Đăng ký khai sinh", MOMENT),),
    latest=(
        LatestDossier("d-1", "H25.12.34-261123-0001", MOMENT, "Khai sinh", MOMENT, "waiting"),
        LatestDossier("d-2", "H25.12.34-261123-0002", MOMENT, "Chứng thực", None, "sent", "Lê Mai"),
    ),
)


def _texts(view: HomeView) -> set[str]:
    return {label.accessibleName() for label in view.findChildren(QLabel) if label.isVisible()}


def test_an_empty_day_says_how_to_begin(look: None, qtbot: QtBot) -> None:
    view = HomeView()
    qtbot.addWidget(view)
    view.show()
    assert "Hôm nay chưa tiếp nhận hồ sơ nào" not in _texts(view), "nothing was read yet"
    assert not {"0", "0 đ", "Không có nháp nào đang dở"} & _texts(view)
    view.show_state(HomeState())
    assert "Hôm nay chưa tiếp nhận hồ sơ nào" in _texts(view)
    qtbot.waitUntil(lambda: {"0", "0 đ", "Không có nháp nào đang dở"} <= _texts(view))
    with qtbot.waitSignal(view.open_screen) as asked:
        view.start.click()
    assert [asked.args[0], type(asked.args[1])] == ["intake", NewIntake]
    assert isinstance(view.leads_to("intake"), NewIntake)  # F2 and the rail, too
    assert view.leads_to("search") is None


def test_figures_dossiers_and_drafts(look: None, qtbot: QtBot) -> None:
    view = HomeView()
    qtbot.addWidget(view)
    view.show()
    view.show_state(STATE)
    words = {"2", "1.250.000 đ", "1", "Đăng ký khai sinh", "lưu lúc 08:12"}
    qtbot.waitUntil(lambda: words <= _texts(view))
    row = [view.model.index(1, column).data() for column in range(6)]
    assert row == ["08:12", "H25.12.34-261123-0002", "Lê Mai", "Chứng thực", "–", "Đã gửi"]
    with qtbot.waitSignal(view.dossier_pressed) as opened:
        view.table.opened.emit(STATE.latest[0])
    assert opened.args == ["H25.12.34-261123-0001"]
    go_on = next(b for b in view.findChildren(Button) if b.words == "Tiếp tục")
    with qtbot.waitSignal(view.draft_pressed) as continued:
        go_on.click()
    assert continued.args == ["draft-1"]
    language().set("en")
    assert "1,250,000 VND" in _texts(view)


def test_an_error_leaves_the_figures(look: None, qtbot: QtBot) -> None:
    view = HomeView()
    qtbot.addWidget(view)
    view.show()
    view.show_state(STATE)
    view.show_error(Bug("7F3A-91C2"))
    assert "1.250.000 đ" in _texts(view)
    with qtbot.waitSignal(view.refresh_pressed):
        view.actions_here()["refresh"]()
    view.show_state(STATE)
    assert not view.bar.isVisible()


def test_it_fits_every_size(look: None, qtbot: QtBot) -> None:
    view = HomeView()
    qtbot.addWidget(view)
    view.show_state(STATE)
    for percent in (100, 150):
        theme().set_percent(percent)
        for size in SIZES:
            shoot(view, size)
            assert view.size() == size


def test_dossiers_in_conflict_are_named_and_opened(look: None, qtbot: QtBot) -> None:
    view = HomeView()
    qtbot.addWidget(view)
    view.show_state(HomeState(conflicts=("H25.12.34-261123-0007",)))
    view.show()
    opened: list[str] = []
    view.dossier_pressed.connect(opened.append)
    assert view.bars.conflicts.isVisible()
    view.bars.conflicts.findChildren(Button)[-1].click()
    view.show_state(HomeState())
    assert opened == ["H25.12.34-261123-0007"]
    assert not view.bars.conflicts.isVisible()


def test_corrections_that_were_begun_are_named_and_gone_on_with(look: None, qtbot: QtBot) -> None:
    view = HomeView()
    qtbot.addWidget(view)
    code = "H25.12.34-261123-0007"
    view.show_state(HomeState(begun=(code, "H25.12.34-261123-0008")))
    view.show()
    assert view.bars.begun.isVisible()
    with qtbot.waitSignal(view.open_screen) as asked:
        view.bars.begun.findChildren(Button)[-1].click()
    assert asked.args == ["search", AmendOf(code)]
    view.show_state(HomeState())
    assert not view.bars.begun.isVisible()


@pytest.mark.parametrize("name", ["vi", "en"])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_many_bars_squeeze_nobody(look: None, qtbot: QtBot, name: str, percent: int) -> None:
    language().set(name)
    theme().set_percent(percent)
    view = HomeView()
    qtbot.addWidget(view)
    code = "H25.12.34-261123-0007"
    view.show_state(
        replace(STATE, conflicts=(code,), unprinted=(code,), cut_short=((code, 1),), unmatched=2)
    )
    shoot(view, (1366 - 236, 690))
    bars = view.bars
    for bar in (bars.conflicts, bars.unprinted, bars.cut_short, bars.unmatched):
        assert bar.height() >= bar.heightForWidth(bar.width())
    assert view.rect().contains(view.start.geometry())
    assert view.table.height() >= theme().px(100)


@pytest.mark.parametrize("name", ["vi", "en"])
def test_hour_code_promise_and_state_are_whole(look: None, qtbot: QtBot, name: str) -> None:
    language().set(name)
    view = HomeView()
    qtbot.addWidget(view)
    view.show_state(STATE)
    shoot(view, (1366 - 218, 690))
    assert view.table.horizontalScrollBar().maximum() == 0
    for column in (0, 1, 4, 5):
        assert view.table.columnWidth(column) >= view.table.sizeHintForColumn(column), column


LONG = "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền cấp " * 4


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("applicant", ["", "Đồng Thị Lùi", "x" * 400])
def test_a_draft_of_any_words_leaves_room_and_its_button(
    look: None, qtbot: QtBot, percent: int, applicant: str
) -> None:
    """A long procedure took 13 lines, and a long word pushed the button off the screen."""
    theme().set_percent(percent)
    view = HomeView()
    qtbot.addWidget(view)
    drafts = tuple(OpenDraft(f"draft-{n}", LONG, MOMENT, applicant) for n in range(3))
    view.show_state(replace(STATE, drafts=drafts))
    shoot(view, (1366 - 218, 690))
    for row in view._rows[view._drafts]:
        assert row.height() < theme().px(110)
        button = row.findChild(Button)
        right = button.mapTo(view._side, button.rect().bottomRight()).x()
        assert right < view._side.viewport().width()


def test_who_was_received_is_seen_on_the_narrow_screen(look: None, qtbot: QtBot) -> None:
    """After a crash the question is whether this person was saved."""
    view = HomeView()
    qtbot.addWidget(view)
    view.show_state(STATE)
    shoot(view, (1366 - 218, 690))
    seen = [n for n in range(6) if not view.table.isColumnHidden(n)]
    assert seen == [0, 1, 2, 4, 5]
    assert view.table.columnWidth(2) >= 130
    shoot(view, (1920 - 218, 1000))
    assert not view.table.isColumnHidden(3)


@pytest.mark.parametrize("percent", [100, 150])
def test_no_bar_is_cut_while_receipts_are_printed(look: None, qtbot: QtBot, percent: int) -> None:
    theme().set_percent(percent)
    view = HomeView()
    qtbot.addWidget(view)
    ways = NumberWays(0, "numbers.clock_back", centre=True)
    clock = message("intake.clock_behind", span=message("intake.span.days", count=1))
    view.show_state(replace(STATE, numbers=ways, unprinted=("1",) * 41, banners=(clock,)))
    shoot(view, (1366 - 218, 717))
    view.waiting.begin(message("home.printing"))
    view.waiting.advance(Advance(1, 41))
    shoot(view, (1366 - 218, 717))
    for bar in (view.bars.banner, view.bars.numbers, view.bars.unprinted):
        assert bar.height() >= bar.heightForWidth(bar.width())
    assert view.waiting.height() >= view.waiting.sizeHint().height()


def test_every_draft_can_be_gone_on_with(look: None, qtbot: QtBot) -> None:
    """Those behind the fifth were called "on the intake screen", which offers the latest only."""
    view = HomeView()
    qtbot.addWidget(view)
    drafts = tuple(OpenDraft(f"draft-{n}", "Khai sinh", MOMENT, f"Người {n}") for n in range(1, 41))
    view.show_state(replace(STATE, drafts=drafts))
    *rows, more = view._rows[view._drafts]
    assert "10" in more.accessibleName()
    buttons = [row.findChild(Button) for row in rows]
    assert [button.words for button in buttons] == ["Tiếp tục"] * 30
    with qtbot.waitSignal(view.draft_pressed) as continued:
        buttons[6].click()
    assert continued.args == ["draft-7"]
    keys = view.actions_here()
    assert "section_5" in keys
    assert "section_6" not in keys
