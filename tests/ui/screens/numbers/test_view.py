"""The screen of numbers: what it shows and what it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.paper.barcode_image import qr_modules
from desk_app.ui.language import language
from desk_app.ui.screens.numbers.view import NumbersView
from desk_app.ui.theme import theme
from desk_app.ui.widgets.button import Button
from desk_app.wording import LANGUAGES
from tests.builders.number_screens import HANDED, STATE, shown_numbers
from tests.ui.screenshots import SIZES, shoot


@pytest.fixture
def view(look: None, qtbot: QtBot) -> NumbersView:
    made = NumbersView()
    qtbot.addWidget(made)
    made.show_state(STATE)
    return made


def test_it_fits_both_screens_in_both_languages(view: NumbersView) -> None:
    for name in LANGUAGES:
        language().set(name)
        for size in SIZES:
            for page in ("open", "take", "give"):
                view.show_page(page)
                shoot(view, size)
                assert view.minimumSizeHint().height() <= size.height() - 90
                assert view.minimumSizeHint().width() <= size.width() - 200
            view.show_handed(HANDED, qr_modules("DAHO1." + "x" * 300))
            shoot(view, (size.width() - 208, size.height() - 90))
            whole = view.give_page.picture.rect()
            assert (
                view.give_page.picture.visibleRegion().boundingRect() == whole
            )  # nothing to scroll to


@pytest.mark.parametrize("percent", [100, 200])
def test_what_is_left_is_said_in_one_line_level_with_the_pages(
    view: NumbersView, percent: int
) -> None:
    theme().set_percent(percent)
    view.show_state(STATE)
    shoot(view, (1366 - max(218, 146 * percent // 100), 690))
    said = view.remaining.geometry()
    assert said.width() >= view.remaining.sizeHint().width()
    assert abs(said.center().y() - view.pages.geometry().center().y()) <= 1
    assert view.rect().contains(view.send.geometry())


def test_nothing_of_the_supervisor_stays_when_the_screen_is_left(view: NumbersView) -> None:
    page = view.open_page
    for field in page.fields:
        field.set_text("binh")
    view.bar.say("đã mở", tone="good")
    view.left.emit()
    assert [field.text() for field in page.fields] == ["", "", ""]
    assert view.bar.isHidden()


@pytest.fixture
def shown(look: None, qtbot: QtBot) -> NumbersView:
    return shown_numbers(qtbot)


def test_once_there_are_numbers_enter_leads_back_to_the_dossier(
    shown: NumbersView, qtbot: QtBot
) -> None:
    for happened in (lambda: shown.show_opened(20), lambda: shown.show_taken(HANDED)):
        happened()
        with qtbot.waitSignal(shown.open_screen) as asked:
            qtbot.keyClick(shown.focusWidget(), Qt.Key.Key_Return)
        assert asked.args == ["intake", None]


def button(view: NumbersView, words: str) -> Button:
    [found] = [b for b in view.bar.findChildren(Button) if words in b.text() and not b.isHidden()]
    return found


def test_numbers_are_given_only_after_a_question(shown: NumbersView, qtbot: QtBot) -> None:
    given: list[object] = []
    shown.give_pressed.connect(lambda *said: given.append(said))
    shown.show_page("give")
    page = shown.give_page
    assert shown.focusWidget() is page.count.edit  # there is one neighbour only
    page.count.set_value(7)
    assert "back" not in shown.actions_here()
    qtbot.keyClick(page.count.edit, Qt.Key.Key_Return)
    assert "7" in shown.bar.title.words
    assert "Quầy 02" in shown.bar.title.words
    assert "không dùng lại được" in shown.bar.meaning.words
    assert shown.focusWidget() is button(shown, "Giao số")
    shown.actions_here()["back"]()
    assert not shown.bar.isVisible()
    assert shown.focusWidget() is page.give
    assert "back" not in shown.actions_here()
    assert given == []
    page.give.click()
    page.count.set_value(9)  # what was asked is what is given
    button(shown, "Giao số").click()
    assert given == [("d-2", 7)]
    assert not shown.bar.isVisible()


def test_f9_does_what_the_page_is_for(shown: NumbersView) -> None:
    done: list[object] = []
    shown.open_pressed.connect(lambda *said: done.append(said))
    shown.give_pressed.connect(lambda *said: done.append(said))
    for field in shown.open_page.fields:
        field.set_text("x")
    shown.actions_here()["save_and_print"]()
    assert done == [("x", "x", "x")]
    shown.show_page("give")
    shown.give_page.count.set_value(7)
    shown.actions_here()["save_and_print"]()
    assert shown.bar.isVisible()
    shown.actions_here()["save_and_print"]()
    assert done[1:] == [("d-2", 7)]
    shown.show_page("take")
    assert "save_and_print" not in shown.actions_here()


def test_a_reader_takes_on_any_page(view: NumbersView, qtbot: QtBot) -> None:
    view.show_page("open")
    with qtbot.waitSignal(view.take_pressed) as pressed:
        assert view.scanned("DAHO1.abc.def")
    assert pressed.args == ["DAHO1.abc.def"]
    assert view.pages.value() == "take"
    assert not view.scanned("H15.50.05.13-261120-0001")
    assert view.first_focus() is view.take_page.scan.edit


def test_alt_and_a_figure_turns_the_page(shown: NumbersView) -> None:
    for number, name in enumerate(("open", "give", "take"), 1):
        shown.actions_here()[f"section_{number}"]()
        assert shown.pages.value() == name
        assert shown.focusWidget() is shown.first_focus()
