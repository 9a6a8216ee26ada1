"""One paper in the middle of the scan screen."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.screens.digitise.paper_pane import PaperPane
from desk_app.ui.screens.digitise.state import DigitiseState
from desk_app.wording import message
from tests.builders.page_cards import a_checklist, a_page, a_paper
from tests.ui.screenshots import shoot

NAME = "Tờ khai đăng ký khai sinh theo mẫu, có đủ thông tin của cha và mẹ"


def a_pane(qtbot: QtBot, state: DigitiseState, *, cramped: bool = False) -> PaperPane:
    pane = PaperPane()
    qtbot.addWidget(pane)
    pane.show_pages(state, other=True)
    pane.say(state, cramped=cramped)
    pane.say_acts(state, busy=False)
    shoot(pane, (430, 560))
    return pane


def test_the_pages_of_the_paper_and_how_many_there_are(look: None, qtbot: QtBot) -> None:
    papers = a_checklist(a_paper(1, NAME, pages=2))
    pane = a_pane(qtbot, DigitiseState(papers, 1, (a_page(1), a_page(2))))
    assert pane.pages_here is pane.strip
    assert pane.counted.words == "2 trang"
    assert pane.acts.remove.isEnabled()
    assert not pane.whole.isVisible()


def test_where_there_is_little_room_nothing_stands_twice(look: None, qtbot: QtBot) -> None:
    state = DigitiseState(a_checklist(a_paper(1, NAME, pages=1)), 1, (a_page(1),))
    whole, less = a_pane(qtbot, state), a_pane(qtbot, state, cramped=True)
    assert whole.recipe.isVisible()
    assert not less.recipe.isVisible()
    assert len(less.name.words) < len(whole.name.words)


def test_in_the_place_of_the_pages_it_says_why_there_are_none(look: None, qtbot: QtBot) -> None:
    closed = a_paper(1, why_not=message("scanning.why_not.presented"))
    pane = a_pane(qtbot, DigitiseState(a_checklist(closed), 1))
    assert not pane.strip.isVisible()
    assert not pane.declared_pages.isVisible()
    state = DigitiseState(a_checklist(a_paper(1)), 1)
    pane.show_pages(state, other=True)
    pane.say(state, cramped=False)
    assert pane.declared_pages.isVisible()
