"""The shell: screens, keys, panes, help, lock, both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.errors import Bug
from desk_app.ui.language import language
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screen import Screen
from desk_app.ui.screens.home.view import HomeView
from desk_app.ui.screens.intake.state import NewIntake
from desk_app.ui.theme import M, theme
from desk_app.ui.widgets.status_bar import StatusItem
from desk_app.wording import message, translations
from tests.ui.screenshots import shoot


class _Screen(Screen):
    """A screen with two fields that writes down what happens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.happened: list[Any] = []
        self.wants_all = False
        self.one, self.two = QLineEdit(), QLineEdit()
        self.side = QLabel("side")
        column = QVBoxLayout(self)
        column.addWidget(self.one)
        column.addWidget(self.two)
        self.entered.connect(lambda argument: self.happened.append(("entered", argument)))
        self.left.connect(lambda: self.happened.append("left"))

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        return {"save_and_print": lambda: self.happened.append("F9")}

    def first_focus(self) -> QWidget:
        return self.two

    def context(self) -> QWidget:
        return self.side

    def scanned(self, text: str) -> bool:
        self.happened.append(text)
        return text.startswith("mine")

    def takes_every_code(self) -> bool:
        return self.wants_all


@pytest.fixture
def window(qtbot: QtBot, look: None) -> Iterator[MainWindow]:
    made = MainWindow(training=True)
    qtbot.addWidget(made)
    made.register_screen(
        "home", HomeView, title=message("ui.home.title"), icon="house", action="home"
    )
    made.register_screen(
        "intake", _Screen, title=message("ui.keys.new_intake"), icon="file-plus-2",
        action="new_intake",
    )  # fmt: skip
    made.open_screen("home")
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.toast.forget()


def _press(window: MainWindow, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_screens_are_built_when_first_opened(window: MainWindow) -> None:
    assert window.stack.count() == 1
    window.open_screen("intake", "draft-1")
    assert window.stack.count() == 2
    intake = window.built("intake")
    assert isinstance(intake, _Screen)
    assert intake.happened == [("entered", "draft-1")]
    assert intake.two.hasFocus()
    assert intake.side.isVisible()


def test_keys_open_screens_and_esc_comes_back(window: MainWindow) -> None:
    _press(window, Qt.Key.Key_F2)
    assert window.shown == "intake"
    _press(window, Qt.Key.Key_Escape)
    assert window.shown == "home"
    intake = window.built("intake")
    assert isinstance(intake, _Screen)
    [(entered, wish), left] = intake.happened
    assert (entered, type(wish), left) == ("entered", NewIntake, "left")  # what home leads to


def test_rail_and_palette_lead_where_the_key_does(window: MainWindow) -> None:
    intake = window.built("intake")
    assert isinstance(intake, _Screen)
    window.rail.picked.emit("intake")
    window.open_screen("home")
    window._commands["screen.intake"].do()
    wishes = [happened[1] for happened in intake.happened if happened[0] == "entered"]
    assert [type(wish) for wish in wishes] == [NewIntake, NewIntake]
    assert wishes[0] is not wishes[1]


def test_what_is_typed_stays_when_one_comes_back(window: MainWindow) -> None:
    window.open_screen("intake")
    intake = window.built("intake")
    assert isinstance(intake, _Screen)
    intake.one.setText("Nguyễn")
    window.open_screen("home")
    window.go_back()
    assert intake.one.text() == "Nguyễn"


def test_the_screen_shown_has_the_keys(window: MainWindow) -> None:
    _press(window, Qt.Key.Key_F9)
    window.open_screen("intake")
    _press(window, Qt.Key.Key_F9)
    intake = window.built("intake")
    assert isinstance(intake, _Screen)
    assert intake.happened == [("entered", None), "F9"]


def test_a_key_that_does_something_everywhere_does_it_beside_the_screen(
    window: MainWindow,
) -> None:
    done: list[str] = []
    window.set_also("save_and_print", lambda: done.append("also"))
    screen = window.open_screen("intake")
    assert isinstance(screen, _Screen)
    window.act("save_and_print")
    assert (done, screen.happened[-1]) == (["also"], "F9")
    window.open_screen("home")
    window.act("save_and_print")
    assert done == ["also", "also"]
    window.set_also("refresh", lambda: done.append("asked"))
    window.act("refresh")  # this screen asks the centre by itself: once is enough
    window.open_screen("intake")
    window.act("refresh")
    assert done[2:] == ["asked"]


def test_text_size_by_keys(window: MainWindow) -> None:
    _press(window, Qt.Key.Key_Plus, CTRL)
    assert theme().aimed == 110
    _press(window, Qt.Key.Key_Minus, CTRL)
    _press(window, Qt.Key.Key_Minus, CTRL)
    assert theme().aimed == 90
    assert "90 %" in " ".join(label.text() for label in window.toast.findChildren(QLabel))
    _press(window, Qt.Key.Key_0, CTRL)
    theme().settle()
    assert theme().percent == 100


def test_the_palette_does_what_is_typed(window: MainWindow) -> None:
    _press(window, Qt.Key.Key_K, CTRL)
    assert window.palette_sheet.isVisible()
    window.palette_sheet.edit.setText("tiep nhan")
    assert window.palette_sheet.found[0].name == "screen.intake"
    _press(window, Qt.Key.Key_Return)
    assert not window.palette_sheet.isVisible()
    assert window.shown == "intake"


def test_an_open_sheet_keeps_other_keys_away_and_esc_closes_it(window: MainWindow) -> None:
    focus = QApplication.focusWidget()
    _press(window, Qt.Key.Key_F1, SHIFT)
    assert window.key_sheet.isVisible()
    _press(window, Qt.Key.Key_F2)
    assert window.shown == "home"
    _press(window, Qt.Key.Key_Escape)
    assert not window.key_sheet.isVisible()
    assert QApplication.focusWidget() is focus


def test_help_is_about_where_one_is(window: MainWindow) -> None:
    _press(window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    assert window.help.topic == "home"
    assert "F2" in window.help.text.toPlainText()
    _press(window, Qt.Key.Key_Escape)
    assert not window.help.isVisible()
    window.open_screen("intake")
    intake = window.built("intake")
    assert isinstance(intake, _Screen)
    intake.two.setProperty("help_topic", "intake.fee")
    _press(window, Qt.Key.Key_F1)
    assert window.help.topic == "intake.fee"
    window.hide_help()
    assert intake.side.isVisible()


def test_a_locked_desk_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.lock_pressed):
        window.act("lock")
    window.lock_sheet.lock("Trần Văn B")
    _press(window, Qt.Key.Key_F2)
    assert window.shown == "home"
    unclaimed: list[str] = []
    window.scan_unclaimed.connect(unclaimed.append)
    window.take_scan("H25.12.34-261121-0001")
    assert unclaimed == []
    for _ in range(3):
        _press(window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert window.lock_sheet.isAncestorOf(focus)
    window.lock_sheet.password.setFocus()
    QTest.keyClicks(window.lock_sheet.password.edit, "secret")
    with qtbot.waitSignal(window.lock_sheet.unlock_pressed) as pressed:
        _press(window, Qt.Key.Key_Return)
    assert pressed.args == ["secret"]
    window.lock_sheet.open_up()
    _press(window, Qt.Key.Key_F2)
    assert window.shown == "intake"


def test_f6_goes_round_the_panes(window: MainWindow) -> None:
    window.show_status(StatusItem("line", "wifi", "Trực tuyến"))
    window.open_screen("intake")
    seen = []
    for _ in range(3):
        _press(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen += [n for n, pane in enumerate(window.panes()) if pane.isAncestorOf(focus)]
    assert len(set(seen)) == 3


def test_a_scan_goes_first_to_the_screen_shown(window: MainWindow) -> None:
    unclaimed: list[str] = []
    window.scan_unclaimed.connect(unclaimed.append)
    window.open_screen("intake")
    window.take_scan("mine-1")
    window.take_scan("other-2")
    assert unclaimed == ["other-2"]


def test_the_screen_shown_may_want_every_code(window: MainWindow) -> None:
    intake = window.open_screen("intake")
    assert isinstance(intake, _Screen)
    assert not window.takes_every_code()
    intake.wants_all = True
    assert window.takes_every_code()
    window.open_screen("home")
    assert not window.takes_every_code()


def test_a_toast_offers_the_way_back(window: MainWindow) -> None:
    undone: list[bool] = []
    window.say(message("ui.done.copied"), lambda: undone.append(True))
    window.stack.setFocus()
    _press(window, Qt.Key.Key_Z, CTRL)
    assert undone == [True]
    assert not window.toast.isVisible()


def test_a_toast_covers_nothing_but_the_bar_at_the_bottom(window: MainWindow) -> None:
    window.show_status(StatusItem("line", "wifi", "Trực tuyến"))
    window.show_status(StatusItem("officer", "user", "Lê Thị Hải Uyên", right=True))
    window.resize(1366, 768)
    QApplication.processEvents()
    window.say("Đã bỏ trang 5", lambda: None)
    spot = window.toast.geometry()
    assert spot.top() >= window.status.y() - M, "the air that screens leave below"
    free = window.status.free_room().translated(window.status.pos())
    assert free.left() < spot.left()
    assert spot.right() < free.right()


def test_what_is_said_behind_the_lock_is_not_seen(window: MainWindow) -> None:
    window.lock_sheet.lock("Lê Thị Hải Uyên")
    window.say("Đã bỏ trang 5", lambda: None)
    spot = window.toast.geometry().center()
    over = window.toast.parentWidget().childAt(spot)
    assert window.lock_sheet in (over, over.parentWidget())


def test_errors_are_shown_in_place(window: MainWindow) -> None:
    window.show_error(Bug("7F3A-91C2"))
    assert window.error_bar.isVisible()
    assert "7F3A-91C2" in window.error_bar.next_step.words


def test_it_fits_a_small_screen(window: MainWindow) -> None:
    theme().set_percent(150)
    assert shoot(window, (1366, 768)).width() == window.width() * window.devicePixelRatioF()
    assert (window.width(), window.height()) == (1366, 768)


def _all_words(root: QWidget) -> set[str]:
    found = {root.windowTitle()}
    for widget in root.findChildren(QWidget):
        found |= {widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()}
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.add(widget.text())
        if isinstance(widget, QLineEdit):
            found.add(widget.placeholderText())
    return {words for words in found if words}


def test_nothing_is_left_in_the_other_language(window: MainWindow) -> None:
    window.key_sheet.open_over()
    window.key_sheet.dismiss()
    window.palette_sheet.open_over()
    window.palette_sheet.dismiss()
    only_vietnamese = _words_of("vi") - _words_of("en")
    assert _all_words(window) & only_vietnamese
    language().set("en")
    window.key_sheet.open_over()
    window.key_sheet.dismiss()
    window.palette_sheet.open_over()
    window.palette_sheet.dismiss()
    QApplication.processEvents()
    left = {w for w in _all_words(window) if w.split(" (")[0] in only_vietnamese}
    assert left == set()


def _words_of(code: str) -> set[str]:
    return {words for key, words in translations(code).items() if key.startswith("ui.")}


def test_a_toast_stays_behind_with_its_screen(window: MainWindow) -> None:
    window.open_screen("home")
    window.say(message("ui.done.copied"))
    assert window.toast.isVisible()
    window.open_screen("home")  # the same one again
    assert window.toast.isVisible()
    window.open_screen("intake")
    assert not window.toast.isVisible()
