"""Signing in: who, password, Enter."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.services.sign_in import OfficerCard
from desk_app.ui.language import language, tr
from desk_app.ui.screens.sign_in.state import SignInState
from desk_app.ui.screens.sign_in.view import SignInView
from desk_app.ui.widgets.button import Button

AN = OfficerCard("an", "Nguyễn Thị An", "officer")
BINH = OfficerCard("binh", "Trần Văn Bình", "supervisor")
REAL = SignInState((AN, BINH), "binh", "Trung tâm phường Mẫu", "Quầy 01")


@pytest.fixture
def view(qtbot: QtBot, look: None) -> SignInView:
    made = SignInView()
    qtbot.addWidget(made)
    made.show_state(REAL)
    made.show()
    return made


def test_the_officer_of_last_time_only_types_the_password(view: SignInView, qtbot: QtBot) -> None:
    assert view.officer.value() == "binh"
    assert view.first_focus() is view.password
    QTest.keyClicks(view.password.edit, "mat khau")
    with qtbot.waitSignal(view.sign_in_pressed) as told:
        QTest.keyClick(view.password.edit, Qt.Key.Key_Return)
    assert told.args == ["binh", "mat khau"]


def test_enter_on_the_officer_goes_on(view: SignInView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    view.officer.setFocus()
    QTest.keyClick(view.officer, Qt.Key.Key_Return)
    assert view.password.edit.hasFocus()


def test_unit_and_counter_are_shown(view: SignInView) -> None:
    assert view.unit.words == "Trung tâm phường Mẫu"
    assert view.counter.words == "Quầy 01"


def test_a_real_desk_gives_no_hint_and_a_training_desk_the_public_password(
    view: SignInView,
) -> None:
    assert not view.hint.isVisible()
    view.show_state(SignInState((AN,), "", "U", "Q", training=True, password_hint="tap-huan"))
    assert "«tap-huan»" in view.hint.words
    assert view.hint.isVisible()


def test_a_lock_out_names_the_hour(view: SignInView) -> None:
    view.show_checking(True)
    assert not view.enter.isEnabled()
    until = datetime(2026, 11, 20, 9, 15, tzinfo=VIETNAM)
    view.refuse(Refusal("sign_in.locked", until=until))
    assert "09:15" in view.bar.title.words
    assert view.enter.isEnabled()


def test_no_password_is_said_at_its_field(view: SignInView) -> None:
    view.enter.click()
    assert view.password.error is not None


def test_the_password_does_not_stay(view: SignInView) -> None:
    view.password.set_text("geheim")
    view.welcome()
    assert view.password.text() == ""


def test_nobody_yet(view: SignInView) -> None:
    view.show_state(SignInState())
    assert view.bar.isVisible()
    view.show_state(REAL)
    assert not view.bar.isVisible()


def test_roles_follow_the_language(view: SignInView) -> None:
    language().set("en")
    assert view.officer.itemText(0) == "Nguyễn Thị An – officer"
    assert view.officer.accessibleName() == "Officer"


def test_a_fresh_desk_offers_the_first_receiving_officer_and_asks_the_password(
    view: SignInView, qtbot: QtBot
) -> None:
    fresh = SignInView()
    qtbot.addWidget(fresh)
    chief = OfficerCard("chief", "Trần Văn Bình", "supervisor")
    fresh.show_state(SignInState((chief, AN), "", "U", "Q"))
    assert fresh.officer.value() == "an"
    assert fresh.first_focus() is fresh.password


def test_up_goes_to_the_officers_and_arrows_stay_there(view: SignInView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    view.password.setFocus()
    QTest.keyClick(view.password.edit, Qt.Key.Key_Up)
    assert view.officer.hasFocus()
    QTest.keyClick(view.officer, Qt.Key.Key_Up)
    assert view.officer.value() == "an"
    assert view.officer.hasFocus()


def test_a_wrong_password_has_no_code_to_copy(view: SignInView) -> None:
    view.refuse(Refusal("sign_in.wrong"))
    shown = [button.words for button in view.bar.findChildren(Button) if button.isVisible()]
    assert tr("ui.error.copy_code") not in shown


def _typed_early(qtbot: QtBot) -> tuple[SignInView, list[tuple[str, str]]]:
    early = SignInView()
    qtbot.addWidget(early)
    pressed: list[tuple[str, str]] = []
    early.sign_in_pressed.connect(lambda login, password: pressed.append((login, password)))
    early.show_opening("Trung tâm phường Mẫu", "Quầy 01")
    early.show()
    QTest.keyClicks(early.password.edit, "mat khau")
    return early, pressed


def test_what_is_typed_before_the_desk_is_open_is_kept(look: None, qtbot: QtBot) -> None:
    early, pressed = _typed_early(qtbot)
    assert early.unit.words == "Trung tâm phường Mẫu"
    assert early.officer.placeholderText() == tr("sign_in_screen.opening")
    assert not early.bar.isVisible()
    early.show_state(REAL)
    assert early.password.text() == "mat khau"
    assert early.officer.value() == "binh"
    assert pressed == []


def test_enter_before_the_desk_is_open_waits_for_it(look: None, qtbot: QtBot) -> None:
    early, pressed = _typed_early(qtbot)
    QTest.keyClick(early.password.edit, Qt.Key.Key_Return)
    QTest.keyClick(early.password.edit, Qt.Key.Key_Return)
    assert not early.enter.isEnabled()
    qtbot.waitUntil(early.waiting.isVisible)
    early.show_state(REAL)
    assert pressed == [("binh", "mat khau")]
    early.show_state(REAL)
    assert len(pressed) == 1


def test_an_early_enter_without_a_password_is_said_at_once(look: None, qtbot: QtBot) -> None:
    early, pressed = _typed_early(qtbot)
    early.password.set_text("")
    QTest.keyClick(early.password.edit, Qt.Key.Key_Return)
    assert early.password.error is not None
    early.show_state(REAL)
    assert pressed == []


def test_an_early_enter_never_counts_against_an_officer_nobody_chose(
    look: None, qtbot: QtBot
) -> None:
    early, pressed = _typed_early(qtbot)
    with qtbot.waitActive(early):
        early.activateWindow()
    QTest.keyClick(early.password.edit, Qt.Key.Key_Return)
    early.show_state(SignInState((AN, BINH), "", "U", "Q"))
    assert pressed == []
    assert early.password.text() == "mat khau"
    assert early.officer.hasFocus()
    assert early.enter.isEnabled()


def test_a_single_officer_is_meant(look: None, qtbot: QtBot) -> None:
    early, pressed = _typed_early(qtbot)
    QTest.keyClick(early.password.edit, Qt.Key.Key_Return)
    early.show_state(SignInState((AN,), "", "U", "Q"))
    assert pressed == [("an", "mat khau")]


def test_where_nobody_is_chosen_enter_says_so(look: None, qtbot: QtBot) -> None:
    chiefs = tuple(
        OfficerCard(login, name, "supervisor")
        for login, name in (("binh", "Trần Văn Bình"), ("chi", "Lê Thị Chi"))
    )
    view = SignInView()
    qtbot.addWidget(view)
    view.show_state(SignInState(chiefs, "", "U", "Q"))
    view.officer.setCurrentIndex(-1)
    view.show()
    pressed: list[str] = []
    view.sign_in_pressed.connect(lambda login, _password: pressed.append(login))
    view.password.set_text("mat khau")
    view.enter.click()
    assert pressed == []
    assert view.bar.isVisible()
    assert view.bar.title.words == "Chưa chọn cán bộ"
    view.officer.set_value("chi")
    view.officer.chosen.emit("chi")
    assert not view.bar.isVisible()
    view.enter.click()
    assert pressed == ["chi"]
