"""Opening the emergency numbers: by keys alone, and never asked for twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.services.emergency_numbers import OpenedBlock
from desk_app.ui.screens.numbers.state import NumbersState
from desk_app.ui.screens.numbers.view import NumbersView
from desk_app.wording import message
from tests.builders.number_screens import AT, shown_numbers


@pytest.fixture
def shown(look: None, qtbot: QtBot) -> NumbersView:
    return shown_numbers(qtbot)


def test_opening_says_who_and_why(shown: NumbersView, qtbot: QtBot) -> None:
    page = shown.open_page
    page.login.set_text("binh")
    page.password.set_text("mật khẩu")
    page.reason.set_text("mất mạng")
    with qtbot.waitSignal(shown.open_pressed) as pressed:
        page.open.click()
    assert pressed.args == ["binh", "mật khẩu", "mất mạng"]
    shown.show_error(Refusal("numbers.not_supervisor"))
    assert page.password.text() == ""
    assert page.login.text() == "binh"
    shown.show_opened(20)
    assert page.login.text() == page.reason.text() == ""
    shown.show_state(NumbersState())
    assert not page.open.isEnabled()


def test_enter_goes_on_to_what_is_empty_then_opens(shown: NumbersView, qtbot: QtBot) -> None:
    page = shown.open_page
    shown.show_page("open")
    pressed: list[object] = []
    shown.open_pressed.connect(lambda *said: pressed.append(said))
    assert shown.focusWidget() is page.login.edit
    for field, words in zip(page.fields, ("binh", "mật khẩu", "mất mạng"), strict=True):
        assert pressed == []
        assert shown.focusWidget() is field.edit
        field.set_text(words)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert pressed == [("binh", "mật khẩu", "mất mạng")]


def test_enter_in_an_empty_field_says_what_belongs_there(shown: NumbersView, qtbot: QtBot) -> None:
    page = shown.open_page
    shown.show_page("open")
    pressed: list[object] = []
    shown.open_pressed.connect(lambda *said: pressed.append(said))
    for field in page.fields:
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        assert field.error is not None
        assert shown.focusWidget() is field.edit
        qtbot.keyClicks(field.edit, "x")
        assert field.error is None
    page.login.set_text("")
    page.reason.set_text("")
    shown.actions_here()["save_and_print"]()
    assert (page.login.error is None, page.password.error is None) == (False, True)
    assert page.reason.error == message("numbers.reason_missing.field")
    assert shown.focusWidget() is page.login.edit
    assert pressed == []


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (Refusal("numbers.supervisor_wrong"), "password"),
        (Refusal("sign_in.wait", seconds=4), "password"),
        (Refusal("numbers.not_supervisor"), "login"),
        (
            Refusal(
                "numbers.reason_missing",
                fields={"reason": message("numbers.reason_missing.field")},
            ),
            "reason",
        ),
    ],
    ids=lambda value: value.key if isinstance(value, Refusal) else value,
)
def test_after_a_mistake_typing_goes_on_where_it_is_put_right(
    shown: NumbersView, error: Refusal, field: str
) -> None:
    shown.show_page("open")
    for one in shown.open_page.fields:
        one.set_text("x")
    shown.open_page.open.setFocus()
    shown.show_error(error)
    assert shown.focusWidget() is getattr(shown.open_page, field).edit
    assert shown.open_page.password.text() == ""


def test_a_block_that_is_open_already_is_said_to_be_and_asks_for_nothing(
    shown: NumbersView,
) -> None:
    opened = OpenedBlock("binh", AT, 18)
    shown.show_state(NumbersState(18, None, opened=opened))
    shown.show_page("open")
    words = shown.open_page.sealed.words
    assert "đã mở lúc 09:15" in words
    assert "18" in words
    assert not shown.open_page.login.isVisible()
    assert not shown.open_page.open.isVisible()
    assert shown.focusWidget() is shown.pages
    shown.show_state(NumbersState(0, opened=OpenedBlock("binh", AT, 0), why="numbers.used_up"))
    assert shown.remaining.words == "Hôm nay hết số hồ sơ"


@pytest.mark.parametrize(("why", "words"), [("clock_back", "Đồng hồ"), ("given_up", "bản sao")])
def test_where_opening_would_not_help_it_is_not_offered(
    shown: NumbersView, why: str, words: str
) -> None:
    shown.show_state(NumbersState(0, why=f"numbers.{why}"))
    shown.show_page("open")
    assert words in shown.open_page.sealed.words
    assert not shown.open_page.login.isVisible()
    assert shown.remaining.words == "Hôm nay chưa cấp được số"
