"""Scanning along the checklist on a real desk: files, a hot folder, a camera, undo, finishing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault
from desk_app.paper.scanners.port import Device, ScannedImage, ScannerTrouble
from desk_app.services.page_views import PaperTarget
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.build import build_digitise
from desk_app.ui.screens.digitise.state import CAMERA, FILES, ScanOf
from desk_app.ui.screens.digitise.view import DigitiseView
from tests.builders.counters import Counter, PaperTray, a_counter
from tests.builders.piles import a_blank_page
from tests.builders.scan_pages import page_jpeg
from tests.ui.widgets.test_camera_view import GivenFrames


class _Screen:
    def __init__(
        self, counter: Counter, qtbot: QtBot, folder: Path, patch: pytest.MonkeyPatch
    ) -> None:
        self.counter, self.qtbot, self.folder, self.patch = counter, qtbot, folder, patch
        self.hot = folder / "nóng"
        self.hot.mkdir()
        counter.desk.settings.set("scanners", {"folders": [str(self.hot)], "ways": []})
        self.files: list[Path] = []
        self.camera = GivenFrames()
        self.tray = PaperTray()
        self.code = counter.receive()
        self.view: DigitiseView = build_digitise(
            counter.desk,
            counter.officer,
            counter.background,
            counter.bus,
            printers=self.tray,
            ask_files=lambda: self.files,
            find_camera=lambda: self.camera,
        )
        qtbot.addWidget(self.view)
        self.said: list[tuple[str, Callable[[], None] | None]] = []
        self.view.said.connect(lambda words, back: self.said.append((in_words(words), back)))
        self.view.show()

    def open(self, number: int | None = None) -> None:
        self.view.entered.emit(ScanOf(self.code, number))
        self.until(lambda: self.view.state is not None)

    def until(self, true: object) -> None:
        self.qtbot.waitUntil(true, timeout=30_000)

    def feed(
        self,
        pages: int,
        trouble: ScannerTrouble | None = None,
        picture: Callable[[int], bytes] = page_jpeg,
    ) -> None:
        """Puts a scanner with a feeder on the desk."""
        device = Device("sane:given", "Fi", "sane", ("feeder",))
        devices = self.counter.desk.devices

        def scan(*_: object) -> Iterator[ScannedImage]:
            for page in range(pages):
                yield ScannedImage(picture(page), "image/jpeg", 75)
            if trouble is not None:
                raise trouble

        self.patch.setattr(devices, "devices", lambda: (device,))
        self.patch.setattr(devices, "scan", scan)
        self.view.devices_pressed.emit()
        self.until(lambda: self.view.source.value() == "sane:given|feeder")

    def scan_files(self, pages: int) -> int:
        """Reads files into the first paper and stays there; its number."""
        number = self.open_papers[0]
        self.view.paper_picked.emit(number)
        self.view.files_given.emit(self.paper(number, pages))
        self.until(lambda: self.kept(number) == pages and self.view.scan.isEnabled())
        self.view.paper_picked.emit(number)
        self.until(lambda: self.shown() == pages)
        return number

    def counted(self) -> int | None:
        state = self.view.state
        return state.paper.declared_pages if state is not None and state.paper else None

    def paper(self, number: int, pages: int) -> list[Path]:
        made = []
        for page in range(pages):
            path = self.folder / f"{number}-{page}.jpg"
            path.write_bytes(page_jpeg(page + 10 * number))
            made.append(path)
        return made

    def stop_at(self, page: int) -> None:
        """Somebody presses Stop while this page of a list of files is read."""
        devices = self.counter.desk.devices
        read = devices.files

        def files(paths: Sequence[Path]) -> Iterator[ScannedImage]:
            for place, image in enumerate(read(paths), 1):
                if place == page:
                    self.view.stop_pressed.emit()
                yield image

        self.patch.setattr(devices, "files", files)

    def shown(self) -> int:
        return self.view.strip.pages.rowCount()

    def ids(self) -> list[str]:
        return [page.id for page in self.view.strip.pages.pages]

    def kept(self, number: int) -> int:
        state = self.view.state
        assert state is not None
        target = PaperTarget(state.checklist.dossier_id, number)
        pages = self.counter.desk.scanning.pages(target)
        return sum(page.state == "kept" for page in pages)

    @property
    def open_papers(self) -> list[int]:
        state = self.view.state
        assert state is not None
        return [paper.number for paper in state.checklist.papers if paper.why_not is None]


@pytest.fixture
def screen(
    qtbot: QtBot, look: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[_Screen]:
    with a_counter(tmp_path / "desk") as counter:
        yield _Screen(counter, qtbot, tmp_path, monkeypatch)


def test_it_opens_at_the_page_that_was_found(screen: _Screen) -> None:
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


def test_it_opens_at_the_first_paper_that_is_missing(screen: _Screen) -> None:
    screen.view.entered.emit(None)
    assert screen.view.state is None
    screen.view.entered.emit(screen.code)
    screen.until(lambda: screen.view.state is not None)
    assert screen.view.state is not None
    assert screen.view.state.current == screen.view.state.checklist.current


def test_files_become_pages_and_the_paper_stays(screen: _Screen) -> None:
    screen.open()
    first = screen.open_papers[0]
    screen.files = screen.paper(first, 2)
    screen.view.source_chosen.emit(FILES)
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.shown() == 2)
    screen.until(lambda: screen.view.page.shows_page)
    assert screen.view.state is not None
    assert screen.view.state.current == first


def test_pages_of_the_hot_folder_are_taken(screen: _Screen) -> None:
    screen.open()
    screen.until(lambda: screen.view.source.count() == 3)
    assert screen.view.source.value().startswith("folder:")
    (screen.hot / "a.jpg").write_bytes(page_jpeg(1))
    number = screen.view.state.current if screen.view.state else 0
    screen.view.scan_pressed.emit()

    def taken() -> bool:
        clock = screen.counter.desk.clock
        assert isinstance(clock, TickingClock)
        clock.advance(timedelta(seconds=1))  # a file is taken once it has stood still for two
        return screen.kept(number or 0) == 1 and screen.view.scan.isEnabled()

    screen.until(taken)
    assert not list(screen.hot.glob("*.jpg"))


def test_an_empty_feeder_leads_to_the_next_paper(screen: _Screen) -> None:
    screen.open()
    assert screen.view.state is not None
    missing = [paper.number for paper in screen.view.state.checklist.papers if paper.missing]
    first, second = missing[:2]
    screen.feed(pages=2)
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.view.state is not None and screen.view.state.current == second)
    assert screen.kept(first) == 2


def test_a_scan_of_blank_sides_is_told_and_the_paper_stays(screen: _Screen) -> None:
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


def test_a_blank_side_among_others_is_no_trouble(screen: _Screen) -> None:
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


def test_a_jam_keeps_the_pages_that_were_read(screen: _Screen) -> None:
    screen.open()
    first = screen.open_papers[0]
    screen.feed(pages=1, trouble=ScannerTrouble("jam"))
    screen.view.scan_pressed.emit()
    screen.until(lambda: screen.kept(first) == 1)
    screen.until(screen.view.bar.isVisible)
    assert "kẹt" in screen.view.bar.title.words.lower()
    assert screen.view.state is not None
    assert screen.view.state.current == first


def test_an_empty_folder_is_said_in_place(screen: _Screen) -> None:
    screen.open()
    screen.until(lambda: screen.view.source.count() == 3)
    screen.view.scan_pressed.emit()
    screen.until(screen.view.bar.isVisible)
    screen.until(screen.view.scan.isEnabled)


def test_what_was_done_is_undone_and_done_again(screen: _Screen) -> None:
    screen.open()
    number = screen.open_papers[0]
    screen.view.paper_picked.emit(number)
    screen.view.files_given.emit(screen.paper(number, 3))
    screen.until(lambda: screen.kept(number) == 3)
    screen.view.paper_picked.emit(number)
    screen.until(lambda: screen.shown() == 3)
    ids = [page.id for page in screen.view.strip.pages.pages]
    screen.view.remove_pressed.emit((ids[1],))
    screen.until(lambda: screen.shown() == 2)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.shown() == 3)
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.shown() == 2)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.shown() == 3)
    screen.view.moved.emit((ids[2],), 0)
    screen.until(lambda: [p.id for p in screen.view.strip.pages.pages] == [ids[2], ids[0], ids[1]])
    screen.view.undo_pressed.emit()
    screen.until(lambda: [p.id for p in screen.view.strip.pages.pages] == ids)


def test_a_turned_page_is_another_picture(screen: _Screen) -> None:
    screen.open()
    number = screen.open_papers[0]
    screen.view.paper_picked.emit(number)
    screen.view.files_given.emit(screen.paper(number, 1))
    screen.until(lambda: screen.kept(number) == 1)
    screen.view.paper_picked.emit(number)
    screen.until(lambda: screen.shown() == 1)
    before = screen.view.strip.pages.pages[0]
    screen.view.turn_pressed.emit((before.id,), 90)
    screen.until(lambda: screen.view.strip.pages.pages[0].stamp != before.stamp)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.view.strip.pages.pages[0].stamp == before.stamp)


def test_pages_move_to_another_paper(screen: _Screen) -> None:
    screen.open()
    first, second = screen.open_papers[:2]
    screen.view.paper_picked.emit(first)
    screen.view.files_given.emit(screen.paper(first, 1))
    screen.until(lambda: screen.kept(first) == 1)
    screen.view.paper_picked.emit(first)
    screen.until(lambda: screen.shown() == 1)
    screen.view.moved_to_paper.emit((screen.view.strip.pages.pages[0].id,), second)
    screen.until(lambda: (screen.kept(first), screen.kept(second)) == (0, 1))


def test_a_page_scanned_again_takes_its_place(screen: _Screen) -> None:
    screen.open()
    number = screen.open_papers[0]
    screen.view.paper_picked.emit(number)
    screen.view.files_given.emit(screen.paper(number, 2))
    screen.until(lambda: screen.kept(number) == 2)
    screen.view.paper_picked.emit(number)
    screen.until(lambda: screen.shown() == 2)
    ids = [page.id for page in screen.view.strip.pages.pages]
    screen.files = screen.paper(7, 1)
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


def test_backs_go_behind_their_fronts(screen: _Screen) -> None:
    screen.open()
    number = screen.open_papers[0]
    screen.view.paper_picked.emit(number)
    screen.view.files_given.emit(screen.paper(number, 2))
    screen.until(lambda: screen.kept(number) == 2)
    screen.view.paper_picked.emit(number)
    screen.until(lambda: screen.shown() == 2)
    fronts = [page.id for page in screen.view.strip.pages.pages]
    screen.files = screen.paper(5, 2)
    screen.view.source_chosen.emit(FILES)
    screen.view.backs_pressed.emit()
    screen.until(
        lambda: (
            screen.shown() == 4
            and [page.id for page in screen.view.strip.pages.pages][::2] == fronts
        )
    )


def test_the_camera_adds_page_after_page(screen: _Screen) -> None:
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


def test_a_bad_file_is_named_and_the_good_ones_come_in(screen: _Screen) -> None:
    screen.open()
    number = screen.open_papers[0]
    wrong = screen.folder / "a.pdf"
    wrong.write_bytes(b"%PDF-1.4 nothing more")
    screen.view.files_given.emit([wrong, *screen.paper(number, 2)])
    screen.until(lambda: screen.kept(number) == 2)
    screen.until(screen.view.bar.isVisible)
    assert screen.view.bar.title.words == "Không đọc được 1 tệp; 2 trang của các tệp khác đã vào"
    assert "a.pdf: Tệp bị hỏng" in screen.view.bar.meaning.words
    assert screen.view.scan.isEnabled()


def test_finishing_asks_for_what_is_missing_and_then_for_copies(screen: _Screen) -> None:
    screen.open()
    for number in screen.open_papers[:1]:
        screen.view.paper_picked.emit(number)
        screen.view.files_given.emit(screen.paper(number, 1))
        screen.until(lambda number=number: screen.kept(number) == 1)
    screen.view.entered.emit(None)
    screen.until(
        lambda: (
            screen.view.state is not None
            and any(paper.pages for paper in screen.view.state.checklist.papers)
        )
    )
    screen.view.finish_pressed.emit("")
    screen.until(screen.view.reason.isVisible)
    screen.view.finish_pressed.emit("bổ sung sau")
    screen.until(lambda: screen.counter.desk.archiving.waiting() == 1)


def test_a_reading_somebody_stopped_is_asked_for_until_it_is_taken_as_whole(
    screen: _Screen,
) -> None:
    screen.open()
    view, number = screen.view, screen.open_papers[0]
    view.paper_picked.emit(number)
    screen.until(lambda: view.state is not None and view.state.current == number)
    screen.stop_at(2)
    view.files_given.emit(screen.paper(number, 4))
    screen.until(view.whole.isVisible)
    assert screen.kept(number) == 2
    view.finish_pressed.emit("")
    screen.until(view.reason.isVisible)
    assert "đọc dở, dừng sau trang 2" in view.bar.meaning.words
    view.whole.click()
    screen.until(lambda: not view.whole.isVisible())
    view.finish_pressed.emit("")
    screen.until(lambda: "đọc dở" not in view.bar.meaning.words)


def test_counted_pages_are_held_against_scanned_ones(screen: _Screen) -> None:
    screen.open()
    number = screen.open_papers[0]
    screen.view.paper_picked.emit(number)
    screen.view.files_given.emit(screen.paper(number, 1))
    screen.until(lambda: screen.kept(number) == 1)
    screen.view.paper_picked.emit(number)
    screen.until(lambda: screen.shown() == 1)
    screen.view.declared.emit(3)

    def warned() -> bool:
        state = screen.view.state
        return state is not None and state.paper is not None and state.paper.warning is not None

    screen.until(warned)


def test_counting_is_one_act_that_can_be_undone(screen: _Screen) -> None:
    screen.open()
    for count in (1, 2, 3):
        screen.view.declared.emit(count)
        screen.until(lambda count=count: screen.counted() == count)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.counted() is None)
    assert screen.said[-1][0] == "Đã hoàn tác: ghi 3 trang đếm được"
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.counted() == 3)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.counted() is None)
    screen.view.undo_pressed.emit()
    assert screen.said[-1][0] == "Không có gì để hoàn tác"


def test_the_word_at_the_bottom_undoes_its_own_act_only(screen: _Screen) -> None:
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


def test_a_page_taken_out_twice_comes_back_with_one_undo(screen: _Screen) -> None:
    screen.open()
    screen.scan_files(3)
    ids = screen.ids()
    for _ in range(2):
        screen.view.remove_pressed.emit((ids[1],))
    screen.until(lambda: screen.shown() == 2 and not screen.counter.background.busy)
    assert screen.view.strip.current_page() == ids[2]
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.ids() == ids)


def test_undo_goes_to_the_paper_it_is_about(screen: _Screen) -> None:
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


def test_acts_of_another_dossier_are_not_undone_here(screen: _Screen) -> None:
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


def test_what_cannot_be_undone_is_said_and_can_be_tried_again(
    screen: _Screen, monkeypatch: pytest.MonkeyPatch
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


def test_the_two_sides_of_a_card_become_the_page_under_the_cursor(screen: _Screen) -> None:
    screen.open()
    number = screen.scan_files(3)
    ids = screen.ids()
    screen.view.merge_pressed.emit(tuple(ids[1:]))
    screen.until(lambda: screen.kept(number) == 2)
    screen.until(lambda: screen.shown() == 2)
    screen.until(lambda: screen.view.strip.current_page() == screen.ids()[1])
