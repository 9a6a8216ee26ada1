"""Readers are told from people; nothing of a code stays in a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QIntValidator, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk_app.ui.scan_routing import is_known
from desk_app.ui.wedge import GIVE_UP_MS, HOLD_FROM, SHORTEST, Burst, WedgeFilter, clean

CODE = "H25.12.34-261121-0001"
CARD = "079187001234||Nguyen Thi Phuong Uyen|05091987|Nu|25/7 Ben Xuan|01022022"
LINK = "https://tra-cuu.tinh-mau.invalid/h/abcdefghijklmnopqrstuvwxyz"
UNKNOWN = "8934563138165"
NEVER_MS = 3_600_000  # a busy machine must not end a burst; the test moves the watch
TYPED = ("NGUYEN van a", "31/02/1990", "dan bo sung", "C:/ho so/to khai.pdf")


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

    def __init__(
        self,
        qtbot: QtBot,
        burst: Burst | None = None,
        is_code: Callable[[str], bool] | None = None,
        give_up_ms: int = NEVER_MS,
    ) -> None:
        self.now = 1000
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        self.edit, self.text, self.secret = QLineEdit("Phường "), QPlainTextEdit("x"), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.button = QPushButton("Lưu")
        for field in (self.edit, self.text, self.secret, self.button):
            column.addWidget(field)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.scans: list[str] = []
        self.filter = WedgeFilter(
            burst,
            is_code=is_code,
            window=self.window,
            give_up_ms=give_up_ms,
            moment=lambda _event: self.now,
        )
        self.filter.scanned.connect(self.scans.append)
        self.filter.install()

    def focus(self, field: QWidget) -> None:
        field.setFocus()
        assert field.hasFocus()

    def type(self, text: str, gap: int, *, end: bool = True) -> None:
        for character in text:
            self.press(character, gap)
        if end:
            self.press(Qt.Key.Key_Return, gap)

    def press(self, key: str | Qt.Key, gap: int) -> None:
        self.now += gap
        QTest.keyClick(self.window.windowHandle(), key)

    def chord(self, key: Qt.Key, gap: int) -> None:
        self.now += gap
        QTest.keyClick(self.window.windowHandle(), key, Qt.KeyboardModifier.ControlModifier)

    def compose(self, text: str, gap: int, *, commit: bool = True) -> None:
        self.now += gap
        event = QInputMethodEvent("" if commit else text, [])
        if commit:
            event.setCommitString(text)
        field = self.window.focusWidget()
        assert field is not None
        QCoreApplication.sendEvent(field, event)


@pytest.fixture
def desk(qtbot: QtBot, look: None) -> Iterator[Callable[..., _Desk]]:
    made: list[_Desk] = []

    def make(
        burst: Burst | None = None,
        is_code: Callable[[str], bool] | None = None,
        give_up_ms: int = NEVER_MS,
    ) -> _Desk:
        made.append(_Desk(qtbot, burst, is_code, give_up_ms))
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
    here = desk(give_up_ms=GIVE_UP_MS)
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


@pytest.mark.parametrize("gap", [1, 10, 25, 45])
@pytest.mark.parametrize("typed", TYPED)
def test_quick_typing_and_enter_stays_in_the_field(
    desk: Callable[..., _Desk], typed: str, gap: int
) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    here.edit.selectAll()
    heard: list[str] = []
    entered: list[str] = []
    here.edit.textEdited.connect(heard.append)
    here.edit.returnPressed.connect(lambda: entered.append(here.edit.text()))
    here.type(typed, gap)
    assert entered == [typed]
    assert heard == [typed[:end] for end in range(1, len(typed) + 1)]
    assert here.scans == []


@pytest.mark.parametrize("typed", TYPED)
def test_quick_typing_stays_in_a_long_text(desk: Callable[..., _Desk], typed: str) -> None:
    here = desk(is_code=is_known)
    here.focus(here.text)
    here.text.selectAll()
    here.type(typed, 20)
    here.type("dong hai", 20)
    assert here.text.toPlainText() == f"{typed}\ndong hai\n"
    assert here.scans == []


def test_quick_typing_keeps_to_the_rules_of_the_field(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    here.edit.setMaxLength(10)
    here.edit.setSelection(0, 6)
    here.type("khong du cho", 20)
    assert here.edit.text() == "khong du  "
    here.edit.setMaxLength(30)
    here.edit.clear()
    here.edit.setValidator(QIntValidator())
    here.type("12ab34567cd", 20)
    assert here.edit.text() == "1234567"


def test_quick_typing_into_a_list_that_can_be_written_in(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    layout = here.window.layout()
    assert layout is not None
    layout.addWidget(box)
    box.show()
    here.focus(box)
    here.type("duong so 7", 20)
    assert box.currentText() == "duong so 7"
    assert here.scans == []


@pytest.mark.parametrize("gap", [1, 30])
def test_quick_words_of_an_input_method_stay_in_the_field(
    desk: Callable[..., _Desk], gap: int
) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    for word in ("Nguyễn ", "Thị ", "Phượng "):
        for end in range(1, len(word)):
            here.compose(word[:end], gap, commit=False)
        here.compose(word, gap)
    here.press("1", gap)
    here.press(Qt.Key.Key_Return, gap)
    assert here.edit.text() == "Phường Nguyễn Thị Phượng 1"
    assert here.scans == []


def test_letters_of_an_input_method_are_handed_on_at_once(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    for letter in "nguyễn thị":
        here.compose(letter, 5)
    here.filter.give_up()
    assert here.edit.text() == "Phường nguyễn thị"


def test_an_unfinished_word_is_seen_again(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.text)
    here.text.selectAll()
    here.compose("Nguyễn ", 10)
    here.compose("Văn", 10, commit=False)
    here.filter.give_up()
    assert here.text.textCursor().block().layout().preeditAreaText() == "Văn"
    here.compose("Vănh", 10)
    here.press(Qt.Key.Key_Return, 10)
    assert here.text.toPlainText() == "Nguyễn Vănh\n"


@pytest.mark.parametrize("read_only", [True, False])
def test_an_unknown_code_where_nothing_is_written_is_a_scan(
    desk: Callable[..., _Desk], read_only: bool
) -> None:
    here = desk(is_code=is_known)
    here.edit.setReadOnly(True)
    here.focus(here.edit if read_only else here.button)
    here.type(UNKNOWN, 5)
    assert here.scans == [UNKNOWN]
    assert here.edit.text() == "Phường "


@pytest.mark.parametrize("field", ["edit", "text", "button"])
@pytest.mark.parametrize("code", [CODE, CARD, LINK])
def test_codes_are_known_in_every_focus(desk: Callable[..., _Desk], code: str, field: str) -> None:
    here = desk(is_code=is_known)
    here.focus(getattr(here, field))
    here.type(code, 5)
    assert here.scans == [code]
    assert here.edit.text() == "Phường "
    assert here.text.toPlainText() == "x"


def test_whoever_wants_everything_gets_it(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=lambda _text: True)
    here.focus(here.edit)
    here.type(UNKNOWN, 5)
    assert here.scans == [UNKNOWN]
    assert here.edit.text() == "Phường "


def test_with_a_prefix_the_prefix_decides(desk: Callable[..., _Desk]) -> None:
    here = desk(Burst(prefix="~"), is_code=is_known)
    here.focus(here.edit)
    here.edit.clear()
    here.type(f"~{UNKNOWN}", 5)
    assert here.scans == [UNKNOWN]
    here.now += 500
    here.type("dan bo sung", 5)
    assert here.scans == [UNKNOWN]
    assert here.edit.text() == "dan bo sung"


@pytest.mark.parametrize("modal", [True, False])
def test_another_window_is_left_alone(
    desk: Callable[..., _Desk], qtbot: QtBot, modal: bool
) -> None:
    here = desk(is_code=is_known)
    dialog = QDialog(here.window)
    dialog.setModal(modal)
    path = QLineEdit(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    path.setFocus()
    heard: list[str] = []
    path.textEdited.connect(heard.append)
    for character in CODE:
        here.now += 5
        QTest.keyClick(dialog.windowHandle(), character)
        assert path.text() == CODE[: len(heard)]
    assert heard[-1] == CODE
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
    assert here.scans == []
    dialog.deleteLater()


def test_keys_that_move_or_delete_keep_their_place(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    here.edit.clear()
    here.type("nguyenn", 20, end=False)
    here.press(Qt.Key.Key_Backspace, 20)
    here.type(" van b", 20, end=False)
    here.press(Qt.Key.Key_Left, 20)
    here.type("a", 20, end=False)
    here.press(Qt.Key.Key_Delete, 20)
    here.type("nh chi em", 20)
    assert here.edit.text() == "nguyen van anh chi em"
    assert here.scans == []


def test_a_backspace_a_little_later_does_not_overtake(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    here.edit.clear()
    here.type("nguyenn", 20, end=False)
    here.press(Qt.Key.Key_Backspace, 60)
    assert here.edit.text() == "nguyen"


def test_quick_typing_goes_on_in_the_next_field(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    other = QLineEdit()
    layout = here.window.layout()
    assert layout is not None
    layout.addWidget(other)
    other.show()
    QWidget.setTabOrder(here.edit, other)
    here.focus(here.edit)
    here.edit.clear()
    here.type("nguyen", 20, end=False)
    here.press(Qt.Key.Key_Tab, 20)
    here.type("van anh", 20)
    assert here.edit.text() == "nguyen"
    assert other.text() == "van anh"


def test_typing_after_enter_does_not_overtake(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    here.edit.clear()
    here.type("mot hai ba", 10)
    here.type(" bon nam sau", 10)
    assert here.edit.text() == "mot hai ba bon nam sau"


def test_a_shortcut_finds_what_was_typed_before_it(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    here.edit.clear()
    saved: list[str] = []
    for keys in ("Ctrl+S", "F9", "Ctrl+Return"):
        shortcut = QShortcut(QKeySequence(keys), here.window)
        shortcut.activated.connect(lambda: saved.append(here.edit.text()))
    here.type("dan bo", 10, end=False)
    here.chord(Qt.Key.Key_S, 10)
    here.type(" sung", 10, end=False)
    here.press(Qt.Key.Key_F9, 10)
    here.type(" giay to", 10, end=False)
    here.chord(Qt.Key.Key_Return, 10)
    assert saved == ["dan bo", "dan bo sung", "dan bo sung giay to"]
    assert here.scans == []


def test_a_separator_inside_a_code_does_not_end_it(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    here.focus(here.edit)
    here.type(CODE[:6], 5, end=False)
    here.now += 5
    event = QKeyEvent(
        QEvent.Type.KeyPress,
        Qt.Key.Key_BracketRight,
        Qt.KeyboardModifier.ControlModifier,
        "\x1d",
    )
    window = here.window.windowHandle()
    assert window is not None
    assert here.filter.eventFilter(window, event)
    here.type(CODE[6:], 5)
    assert here.scans == [CODE]
    assert here.edit.text() == "Phường "


def test_a_field_that_is_gone_harms_nobody(desk: Callable[..., _Desk]) -> None:
    here = desk(is_code=is_known)
    field = QLineEdit()
    layout = here.window.layout()
    assert layout is not None
    layout.addWidget(field)
    field.show()
    here.focus(field)
    here.type("dan bo", 10, end=False)
    shiboken6.delete(field)
    here.filter.give_up()
    assert here.scans == []
