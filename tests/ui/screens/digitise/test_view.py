"""What the scan screen shows, and which signal each key sends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.services.page_views import CutShort, Finding, ReusableFile
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.state import FILES, DigitiseState, Source
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.ui.theme import theme
from tests.builders.page_cards import CODE, a_checklist, a_page, a_paper
from tests.ui.screenshots import SIZES, shoot
from tests.ui.widgets.test_camera_view import GivenFrames, grey


def a_view(qtbot: QtBot, state: DigitiseState | None) -> DigitiseView:
    view = DigitiseView()
    qtbot.addWidget(view)
    view.show_sources([Source(FILES, "Tệp")], FILES)
    view.show_state(state)
    shoot(view, SIZES[0])
    return view


def three_pages() -> DigitiseState:
    pages = (
        a_page(1),
        a_page(2, state="hidden", findings=(Finding("blank"),)),
        a_page(3, findings=(Finding("blurred", 8.0),)),
    )
    papers = (a_paper(1, "Tờ khai đăng ký khai sinh", pages=2, hidden=1), a_paper(2))
    return DigitiseState(a_checklist(*papers), 1, pages)


def test_without_a_dossier_it_says_how_to_begin(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, None)
    assert view.first_focus() is view.find_dossier
    with qtbot.waitSignal(view.open_screen) as opened:
        view.find_dossier.click()
    assert opened.args == ["search", None]


def test_dossier_paper_and_pages_are_shown(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    assert view.title.words == CODE
    assert "Nguyễn Thị Phương Uyên" in view.about.words
    assert view.paper_pane.name.words == "1. Tờ khai đăng ký khai sinh"
    assert view.paper_pane.counted.words == "2 trang"
    assert view.foot.scan.words == "Quét vào «Tờ khai đăng ký k…»"
    assert view.strip.pages.rowCount() == 3
    assert view.first_focus() is view.strip


def test_what_is_wrong_with_a_page_is_said_beside_it(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    assert not view.large.finding.isVisible()
    view.go_to_page("page-3")
    assert view.large.finding.isVisible()
    assert "mờ" in view.large.finding.words


@pytest.mark.parametrize(
    ("key", "with_", "signal", "said"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier, "turn_pressed", [("page-1",), 90]),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier, "turn_pressed", [("page-1",), 270]),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "remove_pressed", [("page-1",)]),
        (Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier, "rescan_pressed", ["page-1"]),
        (Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier, "unhide_pressed", [("page-1",)]),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier, "backs_pressed", []),
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier, "redo_pressed", []),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, "paper_picked", [2]),
    ],
)
def test_keys_of_the_pages(
    look: None,
    qtbot: QtBot,
    key: Qt.Key,
    with_: Qt.KeyboardModifier,
    signal: str,
    said: list[object],
) -> None:
    view = a_view(qtbot, three_pages())
    view.activateWindow()
    view.strip.setFocus()
    qtbot.waitUntil(view.strip.hasFocus)
    with qtbot.waitSignal(getattr(view, signal)) as sent:
        QTest.keyClick(view.strip, key, with_)
    assert sent.args == said


@pytest.mark.parametrize(
    ("action", "signal"),
    [("scan", "scan_pressed"), ("finish", "finish_pressed"), ("undo", "undo_pressed")],
)
def test_actions_of_the_key_map(look: None, qtbot: QtBot, action: str, signal: str) -> None:
    view = a_view(qtbot, three_pages())
    with qtbot.waitSignal(getattr(view, signal)):
        view.actions_here()[action]()


def test_while_something_is_read_it_is_not_begun_twice_and_says_why(
    look: None, qtbot: QtBot
) -> None:
    view = a_view(qtbot, three_pages())
    sent: list[None] = []
    view.scan_pressed.connect(lambda: sent.append(None))
    view.show_working("Đang quét")
    with qtbot.waitSignal(view.said) as said:
        view.actions_here()["scan"]()
    assert in_words(said.args[0]).startswith("Đang quét. ")
    assert sent == []
    view.show_working(None)
    view.actions_here()["scan"]()
    assert sent == [None]


def test_acts_are_offered_for_what_is_chosen(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    assert view.paper_pane.acts.turn_right.isEnabled()
    assert not view.paper_pane.acts.merge.isVisible()
    view.strip.selectAll()
    assert not view.paper_pane.acts.merge.isVisible(), "three pages are no card"
    assert view.paper_pane.acts.unhide.isVisible()
    empty = a_view(qtbot, DigitiseState(a_checklist(), 1))
    assert not empty.paper_pane.acts.remove.isEnabled()
    assert empty.paper_pane.acts.reuse.isVisible()
    assert empty.first_focus() is empty.papers


def test_a_paper_that_is_not_scanned_offers_no_scan(look: None, qtbot: QtBot) -> None:
    from desk_app.wording import message

    closed = a_paper(1, why_not=message("scanning.why_not.presented"))
    view = a_view(qtbot, DigitiseState(a_checklist(closed, current=None), 1))
    assert not view.foot.scan.isEnabled()
    with qtbot.waitSignal(view.said) as said:
        view.actions_here()["scan"]()
    assert said.args[0] == closed.why_not
    shown = {label.accessibleName() for label in view.findChildren(QLabel) if label.isVisible()}
    assert in_words(closed.why_not) in shown
    assert not any("bấm F12" in words for words in shown)
    assert "Số trang đếm được" not in shown


def test_a_paper_cut_short_says_where_it_stopped_and_is_taken_as_whole(
    look: None, qtbot: QtBot
) -> None:
    view = a_view(qtbot, three_pages())
    assert not view.paper_pane.whole.isVisible()
    stopped = a_paper(1, pages=2, cut_short=CutShort("dai.pdf", 204, "hot_folder"))
    view.show_state(DigitiseState(a_checklist(stopped), 1, three_pages().pages))
    assert "Dừng sau trang 204" in view.paper_pane.cut_short.words
    assert "F12" in view.paper_pane.cut_short.words
    with qtbot.waitSignal(view.whole_pressed):
        view.paper_pane.whole.click()
    theme().set_percent(150)
    view.resize(SIZES[0])
    view.retranslate()
    assert view.paper_pane.cut_short.words == "Đọc dở, dừng sau trang 204"
    assert "F12" in view.paper_pane.cut_short.toolTip()


def test_what_got_no_copy_is_named_when_all_else_is_finished(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    view.show_finished((3,))
    assert "số 3 chưa có bản lưu trữ" in view.bar.meaning.words


def test_finishing_with_papers_missing_asks_why(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    view.ask_reason(["2. Giấy chứng sinh"])
    assert "Giấy chứng sinh" in view.bar.meaning.words
    view.asked_why.anyway.click()
    assert view.asked_why.reason.error is not None
    view.asked_why.reason.set_text("nhận trước, bổ sung sau")
    with qtbot.waitSignal(view.finish_pressed) as sent:
        view.asked_why.anyway.click()
    assert sent.args == ["nhận trước, bổ sung sau"]


def test_a_bar_goes_with_esc_or_with_the_next_scan(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    view.show_error(Refusal("page_files.empty"))
    view.actions_here()["back"]()
    assert not view.bar.isVisible()
    assert "back" not in view.actions_here(), "Esc leaves the screen now"
    view.show_error(Refusal("page_files.empty"))
    view.show_working("…")
    assert not view.bar.isVisible()


def test_buttons_keep_their_places_whatever_is_chosen(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    always = (
        view.paper_pane.acts.turn_right,
        view.paper_pane.acts.remove,
        view.paper_pane.acts.rescan,
        view.paper_pane.acts.covers,
    )

    def places() -> list[QPoint]:
        shoot(view, SIZES[0])
        return [button.mapTo(view, QPoint()) for button in always]

    before = places()
    view.strip.selectAll()
    assert places() == before
    view.show_state(DigitiseState(a_checklist(), 1))
    assert places() == before


def test_after_finishing_the_focus_does_not_fall_on_stop(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    view.activateWindow()
    view.show_working("Đang đọc tệp")
    qtbot.waitUntil(view.foot.waiting.isVisible)
    view.ask_reason(["2. Giấy chứng sinh"])
    qtbot.waitUntil(view.asked_why.reason.edit.hasFocus)
    view.show_finished()
    assert view.strip.hasFocus()


def a_copy(code: str, *, fits: bool = True) -> ReusableFile:
    at = datetime(2026, 10, 1, 8, tzinfo=UTC)
    return ReusableFile("d", code, "Khai sinh", 1, "Tờ khai", 2, at, "0" * 64, code, fits)


def test_earlier_copies_stand_in_the_place_of_the_pages(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, DigitiseState(a_checklist(), 1))
    view.activateWindow()
    view.offer_copies([a_copy("H99-1")])
    shoot(view, SIZES[0])
    assert view.copies.isVisible()
    assert not view.paper_pane.acts.isVisible()
    assert view.copies.list.hasFocus()
    view.copies.show_pages([a_page(4)])
    with qtbot.waitSignal(view.page_wanted) as wanted:
        view.copies.strip.current_changed.emit("page-4")
    assert wanted.args == ["page-4"]
    view.actions_here()["back"]()
    assert not view.copies.isVisible()
    assert view.paper_pane.acts.isVisible()
    assert "back" not in view.actions_here()


@pytest.mark.parametrize(
    "state",
    [DigitiseState(a_checklist(), 2), three_pages()],
    ids=["another paper", "pages came in"],
)
def test_copies_are_offered_for_one_paper_without_pages(
    look: None, qtbot: QtBot, state: DigitiseState
) -> None:
    view = a_view(qtbot, DigitiseState(a_checklist(), 1))
    view.offer_copies([a_copy("H99-1")])
    view.show_state(DigitiseState(a_checklist(), 1))
    assert view.copies.isVisible(), "the same once more"
    view.show_state(state)
    assert not view.copies.isVisible()


def test_a_reused_paper_shows_the_pages_that_stand_for_it(look: None, qtbot: QtBot) -> None:
    reused = a_paper(1, digitised="reused", reused_from="H99-1", copy_id="c")
    view = a_view(qtbot, DigitiseState(a_checklist(reused), 1, (), (a_page(4),)))
    assert view.copies.isVisible()
    assert "H99-1" in view.copies.title.words
    assert view.paper_pane.counted.words == "1 trang"
    assert view.first_focus() is view.copies.strip
    assert view.paper_pane.acts.isVisible()
    assert not view.paper_pane.acts.remove.isEnabled(), "they are another dossier's"
    sent: list[object] = []
    view.remove_pressed.connect(sent.append)
    view.actions_here()["remove_page"]()
    assert sent == []


def test_files_are_dropped_anywhere(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile("/quet/a.pdf"), QUrl("http://example.org/b.pdf")])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(view.files_given) as given:
        view.dropEvent(event)
    assert [path.name for path in given.args[0]] == ["a.pdf"]


def test_the_camera_takes_the_place_of_the_large_page(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot, three_pages())
    frames = GivenFrames()
    view.show_camera(frames, on=True)
    frames.frame.emit(grey(90))
    assert view.large.camera.isVisible()
    with qtbot.waitSignal(view.shot):
        view.large.camera.shoot()
    view.left.emit()
    assert not frames.running
    assert view.large.page.isVisible()


def test_all_words_follow_the_language(look: None, qtbot: QtBot) -> None:
    from desk_app.ui.language import language

    view = a_view(qtbot, three_pages())
    language().set("en")
    assert view.paper_pane.counted.words == "2 pages"
    assert view.foot.finish.words == "Finish"
    language().set("vi")
    assert view.foot.finish.words == "Hoàn tất"


def test_large_text_leaves_room_for_the_question_or_the_pages(look: None, qtbot: QtBot) -> None:
    theme().set_percent(150)
    view = a_view(qtbot, three_pages())
    view.resize(1130, 690)
    view.ask_reason(["2. Giấy chứng sinh"])
    assert view.asked_why.reason.isVisible()
    assert not view.split.isVisible()
    view.actions_here()["back"]()
    assert view.split.isVisible()
    view.ask_reason(["2. Giấy chứng sinh"])
    view.show_working("Đang quét")
    assert not view.asked_why.reason.isVisible(), "what is scanned now is no longer asked for"
    assert view.split.isVisible()
    view.show_working(None)
    theme().set_percent(100)
    view.ask_reason(["2. Giấy chứng sinh"])
    assert view.asked_why.reason.isVisible()
    assert view.split.isVisible()
