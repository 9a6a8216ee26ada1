"""The receipt screen by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.ui.language import language
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.receipt.state import PrintSettings, ReceiptState
from desk_app.ui.screens.receipt.view import ReceiptView
from desk_app.ui.theme import theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.waiting import SHOW_AFTER_MS
from desk_app.wording import message
from tests.ui.screenshots import shoot

AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)


def a_receipt(
    print_state: str = "not_printed", code: str = "H99.21.01-261120-0001"
) -> ReceiptState:
    return ReceiptState(
        code=code,
        procedure="Đăng ký khai sinh",
        applicant="Lê Thị Mai",
        received_at=AT,
        promised_at=AT.replace(hour=17),
        fee_vnd=14_000,
        sync="waiting",
        print_state=print_state,
        reprints=0,
        paper="A5",
    )


@pytest.fixture
def view(qtbot: QtBot, look: None) -> ReceiptView:
    made = ReceiptView()
    qtbot.addWidget(made)
    made.show_settings(PrintSettings("HP-1", ("HP-1", "HP-2"), "A5", 1, False))
    made.show_state(a_receipt())
    made.resize(1150, 690)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


FOOT = ("open_dossier", "save", "scan", "reprint", "print", "next")


def places(view: ReceiptView, names: tuple[str, ...] = FOOT) -> dict[str, tuple[int, int, float]]:
    """Left edge, right edge and middle of what can be clicked."""
    shoot(view, (view.width(), view.height()))
    found = {}
    for name in names:
        widget = getattr(view, name)
        room = QRect(widget.mapTo(view, QPoint()), widget.size())
        assert widget.isVisible(), name
        found[name] = (room.left(), room.right(), room.top() + room.height() / 2)
    return found


def stays(now: dict[str, tuple[int, int, float]], first: dict[str, tuple[int, int, float]]) -> bool:
    """To the pixel; the primary button is higher than the others, about the same middle."""
    return all(now[name] == pytest.approx(place, abs=1) for name, place in first.items())


def reading_and_printing(view: ReceiptView) -> Iterator[str]:
    """One receipt after the other, step by step as they come on the screen."""
    name = "Cấp đổi giấy chứng nhận quyền sử dụng đất đã cấp trước ngày luật có hiệu lực thi hành"
    long = replace(a_receipt("unconfirmed", "H99.21.01-261120-0002"), procedure=name)
    steps: dict[str, Callable[[], object]] = {
        "asked": lambda: view.begin("H99.21.01-261120-0001"),
        "settings": lambda: view.show_settings(PrintSettings("HP-1", ("HP-1",), "A5", 1, False)),
        "read": lambda: view.show_state(a_receipt()),
        "printing": lambda: view.show_printing(True),
        "it takes long": view.waiting.show,
        "out": lambda: view.show_printing(False),
        "noted": lambda: view.show_state(a_receipt("printed")),
        "the next asked": lambda: view.begin("H99.21.01-261120-0002"),
        "the next read": lambda: view.show_state(long),
    }
    for step, do in steps.items():
        do()
        yield step


@pytest.mark.parametrize("name", ["vi", "en"])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_button_moves_while_the_receipt_is_read_and_printed(
    qtbot: QtBot, look: None, name: str, percent: int
) -> None:
    language().set(name)
    theme().set_percent(percent)
    view = ReceiptView()
    qtbot.addWidget(view)
    view.resize(1366 - max(218, 145 * percent // 100), 690)
    view.show()
    first = places(view)
    assert all(left >= 0 and right < view.width() for left, right, _ in first.values())
    for step in reading_and_printing(view):
        assert stays(places(view), first), step


def test_what_is_chosen_before_printing_stays_where_it_is(qtbot: QtBot, look: None) -> None:
    view = ReceiptView()
    qtbot.addWidget(view)
    view.resize(1366 - 218, 690)
    view.show()
    chosen = ("paper", "printer", "copies")
    first = places(view, chosen)
    for step in reading_and_printing(view):
        assert stays(places(view, chosen), first), step


def test_while_a_receipt_is_read_nothing_is_done_with_the_one_before(
    view: ReceiptView, qtbot: QtBot
) -> None:
    view.show_state(a_receipt("printed"))
    view.begin("H99.21.01-261120-0002")
    assert view.facts.code.words == "H99.21.01-261120-0002"
    assert view.facts.promised.words == ""
    assert not view.reprint.isEnabled()
    assert view.state is None
    with qtbot.waitSignal(view.open_screen) as told:
        view.scan.click()
    assert told.args == ["digitise", ScanOf("H99.21.01-261120-0002")]
    with qtbot.waitSignal(view.dossier_pressed) as asked:
        view.open_dossier.click()
    assert asked.args == ["H99.21.01-261120-0002"]


def test_a_print_that_nobody_can_stop_offers_no_stop(view: ReceiptView) -> None:
    view.show_printing(True)
    running = [timer.interval() for timer in view.waiting.findChildren(QTimer) if timer.isActive()]
    assert running == [SHOW_AFTER_MS]
    view.show_printing(False)


def test_an_amount_that_is_left_open_is_not_shown_as_nothing(view: ReceiptView) -> None:
    view.show_state(replace(a_receipt(), fee_vnd=None))
    labels = [label.accessibleName() for label in view.facts.findChildren(QLabel)]
    assert "–" in labels
    assert "0 đ" not in labels


def test_the_code_is_large_and_the_facts_beside_it(view: ReceiptView) -> None:
    assert view.facts.code.words == "H99.21.01-261120-0001"
    assert view.facts.code.font().pixelSize() == 28
    assert view.facts.promised.words == "17:00 · 20/11/2026"
    assert view.facts.sync.words == "Chờ gửi"
    assert view.facts.printed.words == "Chưa in"


@pytest.mark.parametrize(
    ("print_state", "primary"), [("not_printed", "print"), ("printed", "next")]
)
def test_one_next_key(view: ReceiptView, print_state: str, primary: str) -> None:
    view.show_state(a_receipt(print_state))
    kinds = {"print": view.print.property("kind"), "next": view.next.property("kind")}
    assert [name for name, kind in kinds.items() if kind == "primary"] == [primary]
    assert view.first_focus() is getattr(view, primary)


def test_a_reprint_asks_for_its_reason(view: ReceiptView, qtbot: QtBot) -> None:
    view.show_state(a_receipt("printed"))
    view.actions_here()["reprint"]()
    assert QApplication.focusWidget() is view.reason
    with qtbot.waitSignal(view.reprint_pressed) as told:
        QTest.keyClick(view.reason, Qt.Key.Key_Return)
    assert told.args == ["lost"]


def test_another_reason_in_ones_own_words(view: ReceiptView, qtbot: QtBot) -> None:
    view.show_reasons()
    view.reason.set_value("")
    view.reason.chosen.emit("")
    assert QApplication.focusWidget() is view.own_reason.edit
    QTest.keyClick(view.own_reason.edit, Qt.Key.Key_Return)
    assert view.own_reason.error is not None
    QTest.keyClicks(view.own_reason.edit, "Can bo ky nham")
    with qtbot.waitSignal(view.reprint_pressed) as told:
        QTest.keyClick(view.own_reason.edit, Qt.Key.Key_Return)
    assert told.args == ["Can bo ky nham"]


def test_printer_trouble_says_what_is_safe_and_what_to_do(view: ReceiptView) -> None:
    view.show_trouble(message("receipt_screen.no_printer"))
    assert "đã lưu" in view.bar.title.words
    assert "F9" in view.bar.next_step.words
    assert "không tạo mã mới" in view.bar.next_step.words


def test_while_printing_nothing_can_be_printed_twice(view: ReceiptView) -> None:
    view.show_printing(True)
    assert not view.print.isEnabled()
    assert not view.reprint_now.isEnabled()
    view.show_printing(False)
    assert view.print.isEnabled()


def test_no_printer_at_all(view: ReceiptView) -> None:
    view.show_settings(PrintSettings("", (), "A4", 1, False))
    assert view.printer.value() is None
    assert view.bar.isVisible()
    assert view.paper.value() == "A4"


def test_a_silent_print_service_is_not_taken_for_no_printer(view: ReceiptView) -> None:
    view.show_settings(PrintSettings("HP-1", ("HP-1",), "A4", 1, False, silent=True))
    assert view.printer.value() == "HP-1"
    assert view.bar.title.words == "Dịch vụ in không trả lời"


def test_pages_belong_to_the_receipt_shown(view: ReceiptView) -> None:
    picture = view.grab().toImage()
    view.preview.show_pages([picture])
    view.show_state(a_receipt())
    assert view.preview.page_count == 1
    view.show_state(a_receipt(code="H99.21.01-261120-0002"))
    assert view.preview.page_count == 0


def test_all_words_change_with_the_language(view: ReceiptView) -> None:
    language().set("en")
    assert view.facts.printed.words == "Not printed"
    assert view.next.words == "Next dossier"
    assert view.reason.currentText() == "The person lost it"


@pytest.mark.parametrize("percent", [100, 150])
def test_facts_are_never_squeezed(view: ReceiptView, percent: int) -> None:
    theme().set_percent(percent)
    view.show_reasons()
    shoot(view, (1150, 690))
    assert view.facts.code.height() >= view.facts.code.sizeHint().height()
    assert view.reason.height() >= theme().px(30)
    top = view.reprint_now.mapTo(view, view.reprint_now.rect().center())
    assert view.rect().contains(top)
    assert not view.reprint_now.visibleRegion().isEmpty()
    QApplication.processEvents()


def test_without_a_printer_the_file_is_offered(view: ReceiptView, qtbot: QtBot) -> None:
    view.show_settings(PrintSettings("", (), "A5", 1, False))
    offered = [b for b in view.bar.findChildren(Button) if b.words == "Lưu PDF"]
    with qtbot.waitSignal(view.save_pressed):
        offered[0].click()
    assert "khác ở bên phải" not in view.bar.next_step.words


def test_esc_ends_only_the_question_why(view: ReceiptView) -> None:
    view.show_state(a_receipt("printed"))
    assert "back" not in view.actions_here()
    view.show_reasons()
    view.actions_here()["back"]()
    assert view.reprint_card.isHidden()
    assert view.reprint.hasFocus()
    assert "back" not in view.actions_here()
