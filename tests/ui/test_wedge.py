"""Readers are told from people; nothing of a code stays in a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.wedge import HOLD_FROM, SHORTEST, Burst, WedgeFilter, clean

CODE = "H25.12.34-261121-0001"


def _type(burst: Burst, text: str, gap: int, start: int = 1000) -> tuple[str | None, int]:
    at, leaked = start, 0
    for character in text:
        leaked += not burst.feed(character, at).hold
        at += gap
    return burst.finish(at), leaked


def test_a_reader_is_recognised() -> None:
    text, leaked = _type(Burst(), CODE, 5)
    assert text == CODE
    assert leaked == HOLD_FROM - 1


@given(st.text(alphabet="abcdefgh0123", min_size=1, max_size=60), st.integers(50, 900))
def test_a_person_is_never_taken_for_a_reader(text: str, gap: int) -> None:
    found, leaked = _type(Burst(), text, gap)
    assert found is None
    assert leaked == len(text)


@given(st.text(alphabet="0123456789.-BCGH", min_size=SHORTEST, max_size=400), st.integers(0, 49))
def test_whatever_a_reader_sends_arrives_whole(text: str, gap: int) -> None:
    assert _type(Burst(), text, gap)[0] == text


def test_short_bursts_are_people() -> None:
    assert _type(Burst(), "1234567", 5)[0] is None


def test_a_pause_before_enter_is_a_person() -> None:
    burst = Burst()
    for number, character in enumerate(CODE):
        burst.feed(character, 1000 + number * 5)
    assert burst.finish(5000) is None


def test_with_a_prefix_nothing_leaks() -> None:
    burst = Burst(prefix="~]", suffix="#")
    text, leaked = _type(burst, f"~]{CODE}#", 5)
    assert text == CODE
    assert leaked == 0
    assert _type(burst, CODE, 5)[0] is None


def test_a_pause_releases_what_was_kept() -> None:
    burst = Burst()
    for at, character in ((0, "a"), (10, "b"), (20, "c")):
        burst.feed(character, at)
    assert burst.holding
    step = burst.feed("d", 400)
    assert step.release
    assert not step.hold


def test_control_characters_go_and_letters_are_composed() -> None:
    assert clean("A\x1dB\x00Nguye\u0302\u0303n") == "ABNguyễn"


class _Desk:
    """A window with fields, a filter, and a watch that the test moves."""

    def __init__(self, qtbot: QtBot, burst: Burst | None = None) -> None:
        self.now = 1000
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        self.edit, self.text, self.secret = QLineEdit("Phường "), QPlainTextEdit("x"), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.edit, self.text, self.secret):
            column.addWidget(field)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.scans: list[str] = []
        self.filter = WedgeFilter(burst, moment=lambda _event: self.now)
        self.filter.scanned.connect(self.scans.append)
        self.filter.install()

    def focus(self, field: QWidget) -> None:
        field.setFocus()
        assert field.hasFocus()

    def type(self, text: str, gap: int, *, end: bool = True) -> None:
        window = self.window.windowHandle()
        for character in text:
            self.now += gap
            QTest.keyClick(window, character)
        if end:
            self.now += gap
            QTest.keyClick(window, Qt.Key.Key_Return)


@pytest.fixture
def desk(qtbot: QtBot, look: None) -> Iterator[Callable[..., _Desk]]:
    made: list[_Desk] = []

    def make(burst: Burst | None = None) -> _Desk:
        made.append(_Desk(qtbot, burst))
        return made[-1]

    yield make
    for one in made:
        one.filter.uninstall()


def test_a_scan_leaves_no_trace_in_the_field(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    here.edit.setCursorPosition(3)
    entered: list[bool] = []
    here.edit.returnPressed.connect(lambda: entered.append(True))
    here.type(CODE, 5)
    assert here.scans == [CODE]
    assert here.edit.text() == "Phường "
    assert here.edit.cursorPosition() == 3
    assert entered == []


def test_a_marked_text_comes_back_marked(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    here.edit.setSelection(0, 4)
    here.type(CODE, 5)
    assert here.edit.text() == "Phường "
    assert here.edit.selectedText() == "Phườ"


def test_listeners_hear_that_the_field_is_as_before(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    heard: list[str] = []
    here.edit.textEdited.connect(heard.append)
    here.type(CODE, 5)
    assert heard[-1] == "Phường "


def test_a_scan_leaves_no_trace_in_a_long_text(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.text)
    here.type(CODE, 5)
    assert here.scans == [CODE]
    assert here.text.toPlainText() == "x"


def test_people_type_what_they_type(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    here.edit.clear()
    here.type("nguyen thi phuong", 80)
    assert here.edit.text() == "nguyen thi phuong"
    assert here.scans == []


def test_a_fast_roll_of_fingers_is_handed_on(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    here.edit.clear()
    here.type("nguy", 20, end=False)
    assert here.edit.text() == "ng"
    here.now += 200
    here.type("en", 100, end=False)
    assert here.edit.text() == "nguyen"
    here.type("roll", 20)
    assert here.edit.text() == "nguyenroll"
    assert here.scans == []


def test_what_never_ends_is_handed_on_by_itself(desk: Callable[..., _Desk], qtbot: QtBot) -> None:
    here = desk()
    here.focus(here.edit)
    here.edit.clear()
    here.type(CODE, 5, end=False)
    qtbot.waitUntil(lambda: here.edit.text() == CODE)
    assert here.scans == []


def test_a_held_key_is_a_person(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    window = here.window.windowHandle()
    none = Qt.KeyboardModifier.NoModifier
    for _ in range(12):
        here.now += 30
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, none, "a", True)
        assert not here.filter.eventFilter(window, event)


def test_shift_between_characters_does_not_disturb(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    window = here.window.windowHandle()
    for character in CODE:
        here.now += 5
        QTest.keyPress(window, Qt.Key.Key_Shift)
        QTest.keyClick(window, character)
        QTest.keyRelease(window, Qt.Key.Key_Shift)
    here.now += 5
    QTest.keyClick(window, Qt.Key.Key_Enter)
    assert here.scans == [CODE]


def test_passwords_are_left_alone(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.secret)
    here.type("correct1horse", 5)
    assert here.secret.text() == "correct1horse"
    assert here.scans == []


def test_with_a_prefix_the_field_sees_nothing_at_all(desk: Callable[..., _Desk]) -> None:
    here = desk(Burst(prefix="~"))
    here.focus(here.edit)
    heard: list[str] = []
    here.edit.textEdited.connect(heard.append)
    here.type(f"~{CODE}", 5)
    assert here.scans == [CODE]
    assert heard == []


def test_two_scans_in_a_row(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    here.type(CODE, 5)
    here.now += 10
    here.type("079187001234", 5)
    assert here.scans == [CODE, "079187001234"]
    assert here.edit.text() == "Phường "


def test_characters_from_an_input_method_count_too(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    for character in CODE:
        here.now += 5
        event = QInputMethodEvent("", [])
        event.setCommitString(character)
        QCoreApplication.sendEvent(here.edit, event)
    here.now += 5
    QTest.keyClick(here.window.windowHandle(), Qt.Key.Key_Return)
    assert here.scans == [CODE]
    assert here.edit.text() == "Phường "


def test_an_unfinished_composition_belongs_to_the_code(desk: Callable[..., _Desk]) -> None:
    here = desk()
    here.focus(here.edit)
    here.type(CODE[:-2], 5, end=False)
    here.now += 5
    event = QInputMethodEvent(CODE[-2:], [])
    assert event.type() == QEvent.Type.InputMethod
    QCoreApplication.sendEvent(here.edit, event)
    here.now += 5
    QTest.keyClick(here.window.windowHandle(), Qt.Key.Key_Return)
    assert here.scans == [CODE]
    assert here.edit.text() == "Phường "
