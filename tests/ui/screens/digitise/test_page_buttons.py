"""Which buttons there are for which pages."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.services.page_views import PageCard
from desk_app.ui.screens.digitise.page_buttons import PageButtons
from desk_app.wording import message
from tests.builders.page_cards import a_page, a_paper


def shown(buttons: PageButtons) -> set[str]:
    names = ("turn_right", "remove", "rescan", "covers", "unhide", "merge", "note", "reuse")
    return {name for name in names if getattr(buttons, name).isVisible()}


def test_what_is_offered_follows_the_pages(look: None, qtbot: QtBot) -> None:
    buttons = PageButtons()
    qtbot.addWidget(buttons)
    buttons.show()
    always = {"turn_right", "remove", "rescan", "covers"}
    pages: list[PageCard] = [a_page(1), a_page(2, state="hidden")]
    paper = a_paper(1, pages=2)
    buttons.offer(pages[:1], paper, busy=False)
    assert shown(buttons) == always
    assert buttons.rescan.isEnabled()
    buttons.offer(pages, paper, busy=False)
    assert shown(buttons) == {*always, "unhide", "merge", "note"}
    assert not buttons.rescan.isEnabled()
    buttons.offer(pages[:1], paper, busy=True)
    assert buttons.remove.isEnabled()
    assert not buttons.rescan.isEnabled()


def test_an_earlier_copy_is_for_papers_without_pages(look: None, qtbot: QtBot) -> None:
    buttons = PageButtons()
    qtbot.addWidget(buttons)
    buttons.show()
    buttons.offer([], a_paper(1), busy=False)
    assert buttons.reuse.isVisible()
    assert not buttons.remove.isEnabled()
    shut = a_paper(1, why_not=message("scanning.why_not.presented"))
    for other in (a_paper(1, pages=1), a_paper(1, digitised="reused"), shut):
        buttons.offer([], other, busy=False)
        assert not buttons.reuse.isVisible()
    buttons.offer([], None, busy=False)
    assert not buttons.reuse.isVisible()
