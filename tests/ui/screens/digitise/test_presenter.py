"""Scanning along the checklist on a real desk: files, a hot folder, a camera, undo, finishing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault
from desk_app.paper.scanners.port import ScannerTrouble
from desk_app.services.page_views import PaperTarget
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.state import CAMERA, FILES, ScanOf
from tests.builders.counters import a_counter
from tests.builders.digitise_screens import DigitiseScreen
from tests.builders.piles import a_blank_page
from tests.builders.scan_pages import page_jpeg


@pytest.fixture
def screen(
    qtbot: QtBot, look: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DigitiseScreen]:
    with a_counter(tmp_path / "desk") as counter:
        yield DigitiseScreen(counter, qtbot, tmp_path, monkeypatch)


def test_it_opens_at_the_page_that_was_found(screen: DigitiseScreen) -> None:
    screen.open()
    number = screen.open_papers[0]
    screen.view.source_chosen.emit(FILES)
    screen.files = screen.paper(number, 3)
    screen.view.scan_pressed.emit()
    state = screen.view.state
    assert state is not None
    target = PaperTarget(state.checklist.dossier_id, number)
    screen.until(lambda: screen.shown() == 3)
    _, wanted, last = screen.counter.desk.scanning.pages(target)
    screen.until(lambda: screen.view.strip.current_page() == last.id)
    screen.view.entered.emit(ScanOf(screen.code, number, wanted.id))
    screen.until(lambda: screen.view.strip.current_page() == wanted.id)


def test_it_opens_at_the_first_paper_that_is_missing(screen: DigitiseScreen) -> None:
    screen.view.entered.emit(None)
    assert screen.view.state is None
    screen.view.entered.emit(screen.code)
    screen.until(lambda: screen.view.state is not None)
    assert screen.view.state is not None
    assert screen.view.state.current == screen.view.state.checklist.current


def test_files_become_pages_and_the_paper_stays(screen: DigitiseScreen) -> None:
    screen.open()
    first = screen.open_papers[0]
    screen.files = screen.paper(first, 2)
    screen.view.source_chosen.emit(FILES)
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.shown() == 2)
    screen.until(lambda: screen.view.large.page.shows_page)
    assert screen.view.state is not None
    assert screen.view.state.current == first


def test_pages_of_the_hot_folder_are_taken(screen: DigitiseScreen) -> None:
    screen.open()
    screen.until(lambda: screen.view.foot.source.count() == 3)
    assert screen.view.foot.source.value().startswith("folder:")
    (screen.hot / "a.jpg").write_bytes(page_jpeg(1))
    number = screen.view.state.current if screen.view.state else 0
    screen.view.scan_pressed.emit()

    def taken() -> bool:
        clock = screen.counter.desk.clock
        assert isinstance(clock, TickingClock)
        clock.advance(timedelta(seconds=1))  # a file is taken once it has stood still for two
        return screen.kept(number or 0) == 1 and screen.view.foot.scan.isEnabled()

    screen.until(taken)
    assert not list(screen.hot.glob("*.jpg"))


def test_an_empty_feeder_leads_to_the_next_paper(screen: DigitiseScreen) -> None:
    screen.open()
    assert screen.view.state is not None
    missing = [paper.number for paper in screen.view.state.checklist.papers if paper.missing]
    first, second = missing[:2]
    screen.feed(pages=2)
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.view.state is not None and screen.view.state.current == second)
    assert screen.kept(first) == 2


def test_a_scan_of_blank_sides_is_told_and_the_paper_stays(screen: DigitiseScreen) -> None:
    screen.open()
    assert screen.view.state is not None
    missing = [paper.number for paper in screen.view.state.checklist.papers if paper.missing]
    first, second = missing[:2]
    screen.feed(pages=2, picture=lambda _page: a_blank_page())
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.view.state is not None and screen.view.state.current == second)
    screen.counter.desk.scanning.check_waiting()
    screen.until(lambda: screen.view.state is not None and screen.view.state.current == first)
    assert screen.view.bar.isVisible()
    assert "đều trắng (2 mặt, đã ẩn)" in screen.view.bar.title.words
    assert screen.kept(first) == 0


def test_a_blank_side_among_others_is_no_trouble(screen: DigitiseScreen) -> None:
    screen.open()
    assert screen.view.state is not None
    missing = [paper.number for paper in screen.view.state.checklist.papers if paper.missing]
    first, second = missing[:2]
    screen.feed(pages=2, picture=lambda page: page_jpeg(1) if page else a_blank_page())
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.view.state is not None and screen.view.state.current == second)
    screen.counter.desk.scanning.check_waiting()
    screen.until(lambda: screen.kept(first) == 1)
    screen.until(lambda: not screen.counter.background.busy)
    assert screen.view.state.current == second
    assert not screen.view.bar.isVisible()


def test_a_jam_keeps_the_pages_that_were_read(screen: DigitiseScreen) -> None:
    screen.open()
    first = screen.open_papers[0]
    screen.feed(pages=1, trouble=ScannerTrouble("jam"))
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.kept(first) == 1)
    screen.until(screen.view.bar.isVisible)
    assert "kẹt" in screen.view.bar.title.words.lower()
    assert screen.view.state is not None
    assert screen.view.state.current == first


def test_an_empty_folder_is_said_in_place(screen: DigitiseScreen) -> None:
    screen.open()
    screen.until(lambda: screen.view.foot.source.count() == 3)
    screen.view.scan_pressed.emit()
    screen.until(screen.view.bar.isVisible)
    screen.until(screen.view.foot.scan.isEnabled)


def test_a_page_scanned_again_takes_its_place(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(2)
    ids = [page.id for page in screen.view.strip.pages.pages]
    screen.files = screen.paper(7, 1)
    screen.until(screen.view.foot.scan.isEnabled)
    screen.view.source_chosen.emit(FILES)
    screen.view.rescan_pressed.emit(ids[0])
    screen.until(lambda: screen.shown() == 2 and screen.view.strip.pages.pages[0].id not in ids)
    now = screen.ids()
    assert now[1] == ids[1]
    screen.until(lambda: not screen.counter.background.busy)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.ids() == ids)
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.ids() == now)


def test_a_page_scanned_again_as_several_is_one_act(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(2)
    before = screen.ids()
    screen.files = screen.paper(7, 3)
    screen.until(screen.view.foot.scan.isEnabled)
    screen.view.source_chosen.emit(FILES)
    said: list[str] = []
    screen.view.said.connect(lambda words, _back: said.append(in_words(words)))
    screen.view.rescan_pressed.emit(before[0])
    screen.until(lambda: screen.shown() == 4)
    screen.until(lambda: not screen.counter.background.busy)
    now = screen.ids()
    assert now[-1] == before[1]
    assert screen.view.strip.current_page() == now[0]
    assert any("quét lại trang 1, được 3 trang liền nhau" in words for words in said)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.ids() == before)
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.ids() == now)


def test_backs_go_behind_their_fronts(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(2)
    fronts = [page.id for page in screen.view.strip.pages.pages]
    screen.files = screen.paper(5, 2)
    screen.until(screen.view.foot.scan.isEnabled)
    screen.view.source_chosen.emit(FILES)
    screen.view.backs_pressed.emit()
    screen.until(
        lambda: (
            screen.shown() == 4
            and [page.id for page in screen.view.strip.pages.pages][::2] == fronts
        )
    )


def test_the_camera_adds_page_after_page(screen: DigitiseScreen) -> None:
    screen.open()
    number = screen.open_papers[0]
    screen.view.paper_picked.emit(number)
    screen.until(lambda: screen.view.state is not None and screen.view.state.current == number)
    screen.view.source_chosen.emit(CAMERA)
    assert screen.camera.running
    for _ in range(3):
        screen.view.scan_pressed.emit()  # quicker than a page is stored: none is lost
    screen.until(lambda: screen.kept(number) == 3)
    assert screen.view.state is not None
    assert screen.view.state.current == number


def test_a_bad_file_is_named_and_the_good_ones_come_in(screen: DigitiseScreen) -> None:
    screen.open()
    number = screen.open_papers[0]
    wrong = screen.folder / "a.pdf"
    wrong.write_bytes(b"%PDF-1.4 nothing more")
    screen.view.files_given.emit([wrong, *screen.paper(number, 2)])
    screen.until(lambda: screen.kept(number) == 2)
    screen.until(screen.view.bar.isVisible)
    assert screen.view.bar.title.words == "Không đọc được 1 tệp; 2 trang của các tệp khác đã vào"
    assert "a.pdf (Tệp bị hỏng" in screen.view.bar.meaning.words
    assert screen.view.foot.scan.isEnabled()


def test_finishing_asks_for_what_is_missing_and_then_for_copies(screen: DigitiseScreen) -> None:
    screen.open()
    for number in screen.open_papers[:1]:
        screen.view.paper_picked.emit(number)
        screen.view.files_given.emit(screen.paper(number, 1))
        screen.until(lambda number=number: screen.kept(number) == 1)
        screen.until(screen.view.foot.scan.isEnabled)
    screen.view.entered.emit(None)
    screen.until(
        lambda: (
            screen.view.state is not None
            and any(paper.pages for paper in screen.view.state.checklist.papers)
        )
    )
    screen.until(screen.view.foot.scan.isEnabled)  # while pages come in nobody is asked
    screen.view.finish_pressed.emit("")
    screen.until(screen.view.asked_why.reason.isVisible)
    screen.view.finish_pressed.emit("bổ sung sau")
    screen.until(lambda: screen.counter.desk.archiving.waiting() == 1)


def test_a_reading_somebody_stopped_is_asked_for_until_it_is_taken_as_whole(
    screen: DigitiseScreen,
) -> None:
    screen.open()
    view, number = screen.view, screen.open_papers[0]
    view.paper_picked.emit(number)
    screen.until(lambda: view.state is not None and view.state.current == number)
    screen.stop_at(2)
    view.files_given.emit(screen.paper(number, 4))
    screen.until(view.paper_pane.whole.isVisible)
    assert screen.kept(number) == 2
    screen.until(view.foot.scan.isEnabled)  # while pages come in nobody is asked
    view.finish_pressed.emit("")
    screen.until(view.asked_why.reason.isVisible)
    assert "đọc dở, dừng sau trang 2" in view.bar.meaning.words
    view.paper_pane.whole.click()
    screen.until(lambda: not view.paper_pane.whole.isVisible())
    screen.until(lambda: screen.said[-1][0].startswith("Đã coi «"))
    assert screen.said[-1][1] is not None
    view.undo_pressed.emit()
    screen.until(view.paper_pane.whole.isVisible)
    assert screen.kept(number) == 2
    screen.until(lambda: screen.said[-1][0].startswith("Đã hoàn tác"))
    view.redo_pressed.emit()
    screen.until(lambda: not view.paper_pane.whole.isVisible())
    view.finish_pressed.emit("")
    screen.until(lambda: "đọc dở" not in view.bar.meaning.words)


def test_where_a_list_stopped_is_not_said_while_it_is_read_on(screen: DigitiseScreen) -> None:
    screen.open()
    view, number = screen.view, screen.open_papers[0]
    view.paper_picked.emit(number)
    screen.until(lambda: view.state is not None and view.state.current == number)
    screen.stop_at(2)
    files = screen.paper(number, 4)
    view.files_given.emit(files)
    screen.until(lambda: view.paper_pane.whole.isVisible() and view.foot.scan.isEnabled())
    go_on = screen.wait_at(1)
    view.files_given.emit(files)
    screen.until(
        lambda: not view.paper_pane.whole.isVisible() and not view.paper_pane.cut_short.isVisible()
    )
    assert not view.foot.scan.isEnabled()
    go_on.set()
    screen.until(view.foot.scan.isEnabled)


def test_a_note_is_gone_when_the_officer_comes_back_but_trouble_is_not(
    screen: DigitiseScreen,
) -> None:
    screen.open()
    view = screen.view
    screen.scan_files(2)
    view.files_given.emit(sorted(screen.folder.glob("*.jpg")))
    screen.until(view.bar.isVisible)
    view.left.emit()
    view.entered.emit(None)
    assert not view.bar.isVisible()
    view.show_error(EnvironmentFault("errors.bug", report_id="7F3A-91C2"))
    view.left.emit()
    view.entered.emit(None)
    assert view.bar.isVisible()


def test_what_is_read_into_another_dossier_is_named_with_it(screen: DigitiseScreen) -> None:
    screen.open()
    view, first = screen.view, screen.code
    go_on = screen.wait_at(2)
    view.files_given.emit(screen.paper(1, 3))
    screen.until(lambda: not view.foot.scan.isEnabled())
    assert first not in view.foot.waiting.words
    screen.code = screen.counter.receive()
    view.entered.emit(screen.code)
    screen.until(lambda: first in view.foot.waiting.words)
    view.entered.emit(first)
    screen.until(lambda: first not in view.foot.waiting.words)
    view.finish_pressed.emit("")
    screen.until(lambda: "Đang đọc trang vào hồ sơ" in view.bar.title.words)
    go_on.set()
    screen.until(view.foot.scan.isEnabled)


def test_blank_sides_are_told_with_the_pages_that_came(screen: DigitiseScreen) -> None:
    screen.open()
    screen.feed(pages=3, picture=lambda page: page_jpeg(page) if page else a_blank_page())
    screen.view.scan_pressed.emit()
    screen.until(lambda: any("2 trang và 1 mặt trắng (ẩn)" in one for one, _ in screen.said))


def test_counted_pages_are_held_against_scanned_ones(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(1)
    screen.view.declared.emit(3)

    def warned() -> bool:
        state = screen.view.state
        return state is not None and state.paper is not None and state.paper.warning is not None

    screen.until(warned)


def test_counting_is_one_act_that_can_be_undone(screen: DigitiseScreen) -> None:
    def said(words: str) -> None:
        # The paper may show it before the act is remembered.
        screen.until(lambda: bool(screen.said) and screen.said[-1][0] == words)

    screen.open()
    for count in (1, 2, 3):
        screen.view.declared.emit(count)
        screen.until(lambda count=count: screen.counted() == count)
        said(f"Đã ghi {count} trang đếm được")
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.counted() is None)
    said("Đã hoàn tác: ghi 3 trang đếm được")
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.counted() == 3)
    said("Đã làm lại: ghi 3 trang đếm được")
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.counted() is None)
    said("Đã hoàn tác: ghi 3 trang đếm được")
    screen.view.undo_pressed.emit()
    assert screen.said[-1][0] == "Không có gì để hoàn tác"
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.counted() == 3)
    said("Đã làm lại: ghi 3 trang đếm được")
    screen.view.redo_pressed.emit()
    assert screen.said[-1][0] == "Không có gì để làm lại"


def test_the_word_at_the_bottom_undoes_its_own_act_only(screen: DigitiseScreen) -> None:
    screen.open()
    number = screen.scan_files(2)
    ids = screen.ids()
    screen.view.remove_pressed.emit((ids[1],))
    screen.until(lambda: screen.shown() == 1)
    screen.until(lambda: screen.said[-1][0] == "Đã bỏ trang 2")
    back = screen.said[-1][1]
    assert back is not None
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.shown() == 2)
    screen.until(lambda: screen.said[-1][0] == "Đã hoàn tác: bỏ trang 2")
    back()
    screen.until(lambda: not screen.counter.background.busy)
    assert screen.kept(number) == 2, "the scan before it stays"


def test_undo_goes_to_the_paper_it_is_about(screen: DigitiseScreen) -> None:
    screen.open()
    number = screen.scan_files(2)
    ids = screen.ids()
    screen.view.remove_pressed.emit((ids[0],))
    screen.until(lambda: screen.shown() == 1)
    other = screen.open_papers[1]
    screen.view.paper_picked.emit(other)
    screen.until(lambda: screen.view.state is not None and screen.view.state.current == other)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.ids() == ids)
    assert screen.view.state is not None
    assert screen.view.state.current == number
    screen.until(lambda: screen.view.strip.current_page() == ids[0])


def test_acts_of_another_dossier_are_not_undone_here(screen: DigitiseScreen) -> None:
    screen.open()
    number = screen.scan_files(1)
    first, screen.code = screen.code, screen.counter.receive("Trần Quốc Huy")
    screen.open()
    screen.until(lambda: screen.view.title.words == screen.code)
    screen.view.undo_pressed.emit()
    assert screen.said[-1][0] == "Không có gì để hoàn tác"
    screen.code = first
    screen.open(number)
    screen.until(lambda: screen.view.title.words == first)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.kept(number) == 0)


def test_a_scan_that_ends_behind_another_dossier_offers_no_undo_there(
    screen: DigitiseScreen,
) -> None:
    go_on = threading.Event()

    def slow(page: int) -> bytes:
        assert go_on.wait(30)
        return page_jpeg(page)

    screen.open()
    screen.feed(pages=1, picture=slow)
    screen.view.scan_pressed.emit()
    screen.code = screen.counter.receive("Trần Quốc Huy")
    screen.open()
    screen.until(lambda: screen.view.title.words == screen.code)
    go_on.set()
    screen.until(lambda: bool(screen.said))
    words, back = screen.said[-1]
    assert words.startswith("Đã quét 1 trang")
    assert back is None


def test_what_cannot_be_undone_is_said_and_can_be_tried_again(
    screen: DigitiseScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.open()
    number = screen.scan_files(1)

    def full(*_: object) -> None:
        raise EnvironmentFault("store.disk_full")

    with monkeypatch.context() as broken:
        broken.setattr(screen.counter.desk.scanning, "change", full)
        screen.view.undo_pressed.emit()
        screen.until(screen.view.bar.isVisible)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.kept(number) == 0)
