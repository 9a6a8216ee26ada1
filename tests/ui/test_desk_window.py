"""One desk with its window: sign in, walk the screens, scan from anywhere, end cleanly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.services.intake_json import read_form
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.desk_window import DeskWindow
from desk_app.ui.screens.home.view import HomeView
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.ui.screens.search.view import SearchView
from desk_app.ui.screens.settings.view import SettingsView
from desk_app.ui.screens.sync_centre.view import SyncCentreView
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.training_ribbon import TrainingRibbon
from tests.builders.counter import CARD, OTHER_CARD
from tests.builders.counters import PaperTray
from tests.builders.desks import a_dossier_said, a_training_desk

SCREENS = ("home", "intake", "search", "sync_centre", "day", "settings", "help")


@pytest.fixture
def counter(look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[DeskWindow]:
    with a_training_desk(tmp_path) as desk:
        made = DeskWindow(desk, printers=PaperTray(), ask_path=lambda name, kind: None)
        made.begin()
        yield made
        qtbot.waitUntil(lambda: not made.background.busy)
        made.end()
        made.window.deleteLater()


def _sign_in(counter: DeskWindow, qtbot: QtBot, role: str = "officer") -> None:
    cards = counter.desk.sign_in.officers()
    login = next(card.login for card in cards if card.role == role)
    counter.sign_in(counter.desk.officer(login))
    qtbot.waitUntil(lambda: counter.window.shown == "home")


def _toast(counter: DeskWindow) -> str:
    return " ".join(label.text() for label in counter.window.toast.findChildren(QLabel))


def _receive(counter: DeskWindow) -> str:
    desk = counter.desk
    return desk.intake.receive(read_form(a_dossier_said()), desk.officer()).code


def test_nothing_is_shown_before_sign_in(counter: DeskWindow) -> None:
    window = counter.window
    assert window.shown == "sign_in"
    for name in SCREENS[:-1]:
        window.open_screen(name)
        assert window.shown == "sign_in"
    assert not window.rail.isVisible()
    window.take_scan("H99.21.01-261120-0001")
    assert window.shown == "sign_in"


def test_every_screen_opens_by_its_key(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot, "supervisor")
    for name in SCREENS:
        counter.window.open_screen(name)
        assert counter.window.shown == name
        qtbot.waitUntil(lambda: not counter.background.busy)
        assert not counter.window.error_bar.isVisible(), name
    counter.window.act("search")
    assert counter.window.shown == "search"
    counter.window.act("back")
    assert counter.window.shown == "help"


def test_only_who_may_see_the_day_finds_it_in_the_rail(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    assert not counter.window.rail._items["day"].isVisible()
    counter.sign_out()
    qtbot.waitUntil(lambda: counter.window.shown == "sign_in")
    _sign_in(counter, qtbot, "supervisor")
    qtbot.waitUntil(lambda: counter.window.rail._items["day"].isVisible())


def test_a_receipt_scanned_anywhere_opens_its_dossier(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    code = _receive(counter)
    counter.window.open_screen("settings")
    counter.window.take_scan(code.lower())
    assert counter.window.shown == "search"
    search = counter.window.built("search")
    assert isinstance(search, SearchView)
    qtbot.waitUntil(lambda: search.pane.shown is not None)
    assert search.pane.shown is not None
    assert search.pane.shown.code == code
    counter.window.open_screen("home")
    counter.window.take_scan("8934563138165")
    assert counter.window.shown == "home"
    assert counter.window.toast.isVisible()


def test_quick_typing_at_the_counter_is_no_scan(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    counter.window.open_screen("intake")
    intake = counter.window.built("intake")
    assert isinstance(intake, IntakeView)
    name = intake.people.applicant.full_name.edit
    name.setFocus()
    handle = counter.window.windowHandle()
    for character in "NGUYEN van a":
        QTest.keyClick(handle, character)
    QTest.keyClick(handle, Qt.Key.Key_Return)
    assert name.text() == "NGUYEN van a"
    assert not intake.bar.isVisible()
    assert counter.window.shown == "intake"


def test_only_the_try_of_a_reader_takes_what_is_no_code(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    assert counter._is_code("H99.21.01-261120-0001")
    assert not counter._is_code("dan bo sung")
    counter.window.open_screen("settings")
    settings = counter.window.built("settings")
    assert isinstance(settings, SettingsView)
    assert not counter._is_code("THUDDAAWWSF")
    settings.show_section("reader")
    assert counter._is_code("THUDDAAWWSF")


def test_f9_at_the_counter_prints_what_was_not_printed(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    _receive(counter)
    home = counter.window.built("home")
    assert isinstance(home, HomeView)
    qtbot.waitUntil(home.bars.unprinted.isVisible)
    counter.window.act("save_and_print")
    qtbot.waitUntil(lambda: counter.desk.receipts.not_printed() == [])
    qtbot.waitUntil(lambda: not home.bars.unprinted.isVisible())


def test_the_next_officer_finds_nothing_of_the_one_before(
    counter: DeskWindow, qtbot: QtBot
) -> None:
    _sign_in(counter, qtbot)
    search = counter.window.open_screen("search")
    assert isinstance(search, SearchView)
    search.edit.setText("tran")
    counter.sign_out()
    qtbot.waitUntil(lambda: counter.window.shown == "sign_in")
    _sign_in(counter, qtbot, "supervisor")
    again = counter.window.open_screen("search")
    assert isinstance(again, SearchView)
    assert again is not search
    assert again.edit.text() == ""


def test_the_status_bar_leads_to_its_screens(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    counter.window.status.pressed.emit("line")
    assert counter.window.shown == "sync_centre"
    counter.window.status.pressed.emit("printer")
    assert counter.window.shown == "settings"
    counter.window.status.pressed.emit("officer")
    qtbot.waitUntil(lambda: counter.window.shown == "sign_in")


def test_lock_and_reader_are_as_set(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    counter.desk.settings.set("lock_after_minutes", 0)
    counter.read_settings()
    assert not counter.idle.watching
    counter.window.act("lock")
    assert counter.window.lock_sheet.isVisible()
    counter.window.take_scan("H99.21.01-261120-0001")
    assert counter.window.shown == "home"
    counter.window.lock_sheet.open_up()


def test_a_fault_nobody_caught_is_told_in_the_window(
    counter: DeskWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    del qapp
    counter.background.read(lambda: 1 / 0)
    qtbot.waitUntil(counter.window.error_bar.isVisible)
    assert counter.window.testAttribute(Qt.WidgetAttribute.WA_WState_Created)


def test_another_officer_takes_the_locked_desk(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    counter.window.act("lock")
    sheet = counter.window.lock_sheet
    assert [ribbon.isVisible() for ribbon in sheet.findChildren(TrainingRibbon)] == [True]
    sheet.change.click()
    qtbot.waitUntil(lambda: not sheet.isVisible())
    assert counter.session.officer is None
    assert counter.window.shown == "sign_in"


def _login(counter: DeskWindow, role: str) -> OfficerAtDesk:
    cards = counter.desk.sign_in.officers()
    return counter.desk.officer(next(card.login for card in cards if card.role == role))


def _intake(counter: DeskWindow) -> IntakeView:
    screen = counter.window.open_screen("intake")
    assert isinstance(screen, IntakeView)
    return screen


def _change_officer(counter: DeskWindow, qtbot: QtBot) -> None:
    counter.window.act("lock")
    counter.window.lock_sheet.change.click()
    qtbot.waitUntil(lambda: counter.window.shown == "sign_in")
    qtbot.waitUntil(lambda: not counter.background.busy)


def test_the_last_letters_typed_before_a_change_of_officer_stay_hers(
    counter: DeskWindow, qtbot: QtBot
) -> None:
    hers, his = _login(counter, "officer"), _login(counter, "supervisor")
    _sign_in(counter, qtbot)
    view = _intake(counter)
    qtbot.waitUntil(lambda: not counter.background.busy)
    QTest.keyClicks(view.people.applicant.full_name.edit, "Nguyen Thi Uyen")
    _change_officer(counter, qtbot)

    _sign_in(counter, qtbot, "supervisor")
    view = _intake(counter)
    qtbot.waitUntil(lambda: not counter.background.busy)
    assert view.form().applicant.full_name == ""
    assert not view.bar.isVisible()
    assert counter.desk.drafts.list(his) == []
    _change_officer(counter, qtbot)

    [draft] = counter.desk.drafts.list(hers)
    assert draft.applicant == "Nguyen Thi Uyen"
    _sign_in(counter, qtbot)
    view = _intake(counter)
    qtbot.waitUntil(view.bar.isVisible)  # offers to go on
    view.draft_pressed.emit(draft.id)
    qtbot.waitUntil(lambda: view.form().applicant.full_name == "Nguyen Thi Uyen")


def _amending(counter: DeskWindow, qtbot: QtBot, code: str, phone: str) -> SearchView:
    """The officer types a phone number into the sheet of corrections, this very moment."""
    view = counter.window.open_screen("search", code)
    assert isinstance(view, SearchView)
    qtbot.waitUntil(lambda: view.pane.shown is not None and not counter.background.busy)
    view.pane.press_amend()
    row = next(one for one in view.sheet.rows if one.field.name == "applicant.phone")
    assert isinstance(row.labelled, LabelledInput)
    row.labelled.edit.clear()
    QTest.keyClicks(row.labelled.edit, phone)
    return view


def _goes_on_amending(counter: DeskWindow, qtbot: QtBot, code: str, phone: str) -> None:
    """The home screen tells of it, and leads to the sheet with what was typed."""
    home = counter.window.built("home")
    assert isinstance(home, HomeView)
    qtbot.waitUntil(home.bars.begun.isVisible)
    home.bars.begun.findChildren(Button)[-1].click()
    view = counter.window.built("search")
    assert isinstance(view, SearchView)
    qtbot.waitUntil(view.sheet.isVisible)
    assert view.sheet.code == code
    assert _typed_phone(view) == phone


def _typed_phone(view: SearchView) -> str | None:
    row = next(one for one in view.sheet.rows if one.field.name == "applicant.phone")
    return row.answer().get("applicant.phone")


@pytest.mark.parametrize("way", ["signs out", "changes"])
def test_a_begun_correction_waits_for_its_officer(
    counter: DeskWindow, qtbot: QtBot, way: str
) -> None:
    _sign_in(counter, qtbot)
    code = _receive(counter)
    _amending(counter, qtbot, code, "0987")
    if way == "signs out":
        counter.window.status.pressed.emit("officer")
        qtbot.waitUntil(lambda: counter.window.shown == "sign_in")
    else:
        _change_officer(counter, qtbot)
    _sign_in(counter, qtbot, "supervisor")
    qtbot.waitUntil(lambda: not counter.background.busy)
    home = counter.window.built("home")
    assert isinstance(home, HomeView)
    assert not home.bars.begun.isVisible()
    view = counter.window.open_screen("search", code)
    assert isinstance(view, SearchView)
    qtbot.waitUntil(lambda: view.pane.shown is not None and not counter.background.busy)
    view.pane.press_amend()
    assert not view.sheet.has_typed
    _change_officer(counter, qtbot)
    _sign_in(counter, qtbot)
    _goes_on_amending(counter, qtbot, code, "0987")


def test_a_begun_correction_outlives_the_window(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        code = ""
        for time in range(2):
            made = DeskWindow(desk, printers=PaperTray(), ask_path=lambda name, kind: None)
            made.begin()
            _sign_in(made, qtbot)
            if time == 0:
                code = _receive(made)
                _amending(made, qtbot, code, "0987")
                assert made.window.close()
            else:
                _goes_on_amending(made, qtbot, code, "0987")
            made.end()
            made.window.deleteLater()


def test_unlocking_gives_back_what_was_being_typed(counter: DeskWindow, qtbot: QtBot) -> None:
    _sign_in(counter, qtbot)
    edit = _intake(counter).people.applicant.full_name.edit
    edit.setFocus()
    QTest.keyClicks(edit, "Uyen")
    counter.window.act("lock")
    counter.window.lock_sheet.open_up()
    assert edit.text() == "Uyen"
    qtbot.waitUntil(edit.hasFocus)


def test_another_officer_cannot_take_back_what_was_cleared(
    counter: DeskWindow, qtbot: QtBot
) -> None:
    _sign_in(counter, qtbot)
    view = _intake(counter)
    QTest.keyClicks(view.people.applicant.full_name.edit, "Uyen")
    view.clear_pressed.emit()
    assert counter.window.toast.can_undo
    _change_officer(counter, qtbot)
    _sign_in(counter, qtbot, "supervisor")
    assert not counter.window.toast.can_undo
    counter.window.act("undo")
    assert _intake(counter).form().applicant.full_name == ""


def test_it_tells_when_an_officer_sits_before_the_first_screen(
    counter: DeskWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(counter.seated, timeout=30_000):
        _sign_in(counter, qtbot)
    assert counter.window.shown == "home"


def test_printers_are_asked_for_once_somebody_can_do_something_about_them(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    with a_training_desk(tmp_path) as desk:
        made = DeskWindow(desk)
        made.begin()
        try:
            qtbot.waitUntil(lambda: not made.background.busy, timeout=30_000)
            assert made._now().printers is None
            _sign_in(made, qtbot)
            qtbot.waitUntil(lambda: not made.background.busy, timeout=30_000)
            assert made._now().printers is not None
            assert made.window.status.item("printer").text
        finally:
            made.end()
            made.window.deleteLater()


def test_a_window_with_a_scan_under_way_closes_when_asked_twice(
    counter: DeskWindow, qtbot: QtBot
) -> None:
    _sign_in(counter, qtbot)
    go_on = Event()
    counter.background.write(lambda progress: go_on.wait(20), advanced=lambda _: None)
    assert not counter.window.close()
    assert "Đóng lần nữa" in _toast(counter)
    go_on.set()
    qtbot.waitUntil(lambda: not counter.background.busy)
    go_on.clear()
    counter.background.write(lambda progress: go_on.wait(20), advanced=lambda _: None)
    assert not counter.window.close()  # another scan: it is asked anew
    assert counter.window.close()
    go_on.set()


def test_the_next_person_gets_nothing_of_the_one_before(counter: DeskWindow, qtbot: QtBot) -> None:
    """The way an outsider went: card, procedure, phone, home screen, F2, the next card."""
    _sign_in(counter, qtbot)
    window, intake = counter.window, counter.window.built("intake")
    assert isinstance(intake, IntakeView)
    qtbot.waitUntil(lambda: not counter.background.busy)
    window.act("new_intake")
    window.take_scan(CARD)
    intake.procedure._chosen("1.001193")
    qtbot.waitUntil(lambda: intake.judged.card is not None and not counter.background.busy)
    intake.papers.tick_all()
    intake.people.applicant.phone.set_text("0955555555")
    window.act("home")
    qtbot.waitUntil(lambda: not counter.background.busy)
    window.act("new_intake")
    assert window.shown == "intake"
    assert _toast(counter).startswith("Đã cất vào nháp")
    assert intake.people.applicant.full_name.text() == ""
    window.take_scan(OTHER_CARD)
    qtbot.waitUntil(lambda: not counter.background.busy)
    form = intake.form()
    assert (form.applicant.full_name, form.applicant.phone) == ("Trần Văn Bình", "")
    assert (form.procedure, form.papers) == ("", ())
    home = window.open_screen("home")
    assert isinstance(home, HomeView)
    qtbot.waitUntil(lambda: len(home._state.drafts) == 2)
    assert {draft.applicant for draft in home._state.drafts} == {
        "Trần Văn Bình",
        "Nguyễn Thị Phương Uyên",
    }
    uyen = next(draft for draft in home._state.drafts if draft.applicant != "Trần Văn Bình")
    home.draft_pressed.emit(uyen.draft_id)
    qtbot.waitUntil(lambda: len(intake.form().papers) > 0)
    assert intake.form().applicant.phone == "0955555555"


class _NoStick:
    """A desk that may not write one."""

    def proposed_name(self) -> str:
        raise Refusal("sync.not_enrolled")

    def export(self, path: Path, **_said: object) -> Any:
        raise AssertionError(path)

    take = export  # neither is reached


def test_the_palette_finds_the_way_without_a_network(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    with a_training_desk(tmp_path) as desk:
        made = DeskWindow(
            desk, printers=PaperTray(), ask_path=lambda name, kind: None, stick=_NoStick()
        )
        made.begin()
        palette = made.window.palette_sheet
        for typed in ("usb", "USB", "chep", "chép ra"):
            palette.open_over()
            palette.edit.setText(typed)
            assert palette.found[0].name == "stick.choose_where", typed
        QTest.keyClick(palette.edit, Qt.Key.Key_Return)
        assert made.window.shown == "sign_in", "nobody is signed in"
        _sign_in(made, qtbot)
        screen = made.window.built("sync_centre")
        assert isinstance(screen, SyncCentreView)
        screen.stick.show_enabled(True)
        palette.open_over()
        palette.edit.setText("usb")
        QTest.keyClick(palette.edit, Qt.Key.Key_Return)
        assert made.window.shown == "sync_centre"
        qtbot.waitUntil(screen.stick.bar.isVisible)
        qtbot.waitUntil(lambda: not made.background.busy)
        made.end()
        made.window.deleteLater()
