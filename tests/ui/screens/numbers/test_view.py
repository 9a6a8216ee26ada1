"""The screen of numbers: what it shows and what it says."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.paper.barcode_image import qr_modules
from desk_app.services.hand_overs import Handed, Neighbour
from desk_app.services.numbers import BlockLine
from desk_app.ui.language import language
from desk_app.ui.screens.numbers.state import NumbersState
from desk_app.ui.screens.numbers.view import NumbersView
from desk_app.ui.widgets.button import Button
from desk_app.wording import LANGUAGES
from tests.ui.screenshots import SIZES, shoot

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, 15, tzinfo=VIETNAM)
HANDED = Handed("DAHO1.x.y", "out", "Quầy 02", "H15.50.05.13", DAY, 81, 100, AT)
SEALED = BlockLine("H15.50.05.13", DAY, 9001, 9020, 9001, 20, "emergency", sealed=True)
STATE = NumbersState(3, SEALED, (Neighbour("d-2", "Quầy 02", "k", 1, False),), 35, (HANDED,))


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
            whole = view.picture.rect()
            assert view.picture.visibleRegion().boundingRect() == whole  # nothing to scroll to


def test_opening_says_who_and_why(view: NumbersView, qtbot: QtBot) -> None:
    view.login.set_text("binh")
    view.password.set_text("mật khẩu")
    view.reason.set_text("mất mạng")
    with qtbot.waitSignal(view.open_pressed) as pressed:
        view.open.click()
    assert pressed.args == ["binh", "mật khẩu", "mất mạng"]
    view.show_error(Refusal("numbers.not_supervisor"))
    assert view.password.text() == ""
    assert view.login.text() == "binh"
    view.show_opened()
    assert view.login.text() == view.reason.text() == ""
    view.show_state(NumbersState())
    assert not view.open.isEnabled()


def test_nothing_of_the_supervisor_stays_when_the_screen_is_left(view: NumbersView) -> None:
    fields = (view.login, view.password, view.reason)
    for field in fields:
        field.set_text("binh")
    view.left.emit()
    assert [field.text() for field in fields] == ["", "", ""]


def test_enter_in_the_password_goes_on_to_the_reason_then_opens(
    view: NumbersView, qtbot: QtBot
) -> None:
    view.show_page("open")
    pressed: list[object] = []
    view.open_pressed.connect(lambda *said: pressed.append(said))
    with qtbot.waitExposed(view, timeout=60_000):
        view.show()
    view.login.set_text("binh")
    view.password.set_text("mật khẩu")
    qtbot.keyClick(view.password.edit, Qt.Key.Key_Return)
    assert pressed == []
    assert view.focusWidget() is view.reason.edit
    view.reason.set_text("mất mạng")
    qtbot.keyClick(view.password.edit, Qt.Key.Key_Return)
    assert pressed == [("binh", "mật khẩu", "mất mạng")]
    view.show_error(Refusal("sign_in.wrong", officer="binh"))
    assert view.focusWidget() is view.password.edit


def button(view: NumbersView, words: str) -> Button:
    [found] = [b for b in view.bar.findChildren(Button) if words in b.text() and not b.isHidden()]
    return found


def test_numbers_are_given_only_after_a_question(view: NumbersView, qtbot: QtBot) -> None:
    given: list[object] = []
    view.give_pressed.connect(lambda *said: given.append(said))
    with qtbot.waitExposed(view, timeout=60_000):
        view.show()
    view.show_page("give")
    view.count.set_value(7)
    assert "back" not in view.actions_here()
    view.give.click()
    assert "7" in view.bar.title.words
    assert "Quầy 02" in view.bar.title.words
    assert "không lấy lại được" in view.bar.meaning.words
    assert view.focusWidget() is button(view, "Giao số")
    view.actions_here()["back"]()
    assert not view.bar.isVisible()
    assert view.focusWidget() is view.give
    assert "back" not in view.actions_here()
    assert given == []
    view.give.click()
    view.count.set_value(9)  # what was asked is what is given
    button(view, "Giao số").click()
    assert given == [("d-2", 7)]
    assert not view.bar.isVisible()


def test_giving_names_the_neighbour_and_how_many(view: NumbersView, qtbot: QtBot) -> None:
    view.show_page("give")
    view.count.set_value(7)
    view.give.click()
    with qtbot.waitSignal(view.give_pressed) as pressed:
        button(view, "Giao số").click()
    assert pressed.args == ["d-2", 7]
    view.show_handed(HANDED, ((True, False), (False, True)))
    assert "0081–0100" in view.about.words
    assert "Quầy 02" in view.about.words
    with qtbot.waitSignal(view.save_pressed) as saved:
        view.save.click()
    assert saved.args == [HANDED]
    with qtbot.waitSignal(view.again_pressed):
        view.table.opened.emit(HANDED)
    view.show_state(NumbersState(neighbours=STATE.neighbours))
    assert not view.give.isEnabled()


def test_a_reader_takes_on_any_page(view: NumbersView, qtbot: QtBot) -> None:
    view.show_page("open")
    with qtbot.waitSignal(view.take_pressed) as pressed:
        assert view.scanned("DAHO1.abc.def")
    assert pressed.args == ["DAHO1.abc.def"]
    assert view.pages.value() == "take"
    assert not view.scanned("H15.50.05.13-261120-0001")
    assert view.first_focus() is view.scan.edit
