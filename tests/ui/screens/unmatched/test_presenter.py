"""Piles that split themselves and stacks a person files, on a real desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desk_app.clock import TickingClock
from desk_app.paper.pdf_pages import page_pictures
from desk_app.services.page_keeping import KeptImage
from desk_app.services.page_views import PageSource, PaperTarget, ScanChecklist
from desk_app.ui.screens.digitise.state import FILES
from desk_app.ui.screens.unmatched.build import build_unmatched
from desk_app.ui.screens.unmatched.view import UnmatchedView
from desk_app.wording import message
from tests.builders import piles
from tests.builders.counters import Counter, a_counter
from tests.builders.picture_files import scanned_pdf
from tests.builders.scan_pages import page_jpeg
from tests.ui.screenshots import SIZES, shoot


class _Screen:
    def __init__(self, counter: Counter, qtbot: QtBot, folder: Path) -> None:
        self.counter, self.qtbot, self.folder = counter, qtbot, folder
        counter.desk.settings.set("scanners", {"ways": []})
        self.files: list[Path] = []
        self.code = counter.receive()
        self.view: UnmatchedView = build_unmatched(
            counter.desk,
            counter.officer,
            counter.background,
            counter.bus,
            ask_files=lambda: self.files,
        )
        qtbot.addWidget(self.view)
        shoot(self.view, SIZES[0])
        self.view.entered.emit(None)
        self.until(lambda: self.view.source.value() == FILES)  # no scanner has answered

    def until(self, true: object) -> None:
        self.qtbot.waitUntil(true, timeout=60_000)

    def sheet(self, number: int) -> bytes:
        pdf, _ = self.counter.desk.cover_sheets.pdf(self.code, self.counter.officer(), [number])
        return page_pictures(pdf, 150, 1)[0]

    def pile(self, *pages: bytes) -> list[Path]:
        made = []
        for place, data in enumerate(pages):
            path = self.folder / f"pile-{place}.png"
            path.write_bytes(data)
            made.append(path)
        return made

    def kept(self, number: int) -> int:
        target = PaperTarget(self.checklist.dossier_id, number)
        return sum(page.state == "kept" for page in self.counter.desk.scanning.pages(target))

    @property
    def checklist(self) -> ScanChecklist:
        return self.counter.desk.scanning.checklist(self.code)


@pytest.fixture
def screen(qtbot: QtBot, look: None, tmp_path: Path) -> Iterator[_Screen]:
    with a_counter(tmp_path / "desk") as counter:
        yield _Screen(counter, qtbot, tmp_path)


def test_a_pile_goes_where_its_sheets_say_and_the_rest_into_the_tray(screen: _Screen) -> None:
    screen.files = screen.pile(page_jpeg(1), screen.sheet(1), page_jpeg(2), page_jpeg(3))
    screen.view.pile_pressed.emit()
    screen.until(lambda: len(screen.view.state.stacks) == 1)
    screen.until(lambda: screen.kept(1) == 2)
    screen.until(screen.view.bar.isVisible)
    assert screen.code.partition("-")[2] in screen.view.bar.meaning.words
    assert screen.view.state.stack is not None
    assert screen.view.state.stack.reason == "no_cover"
    screen.until(lambda: screen.view.page.shows_page)


def test_a_stack_is_filed_by_a_code_and_can_be_put_back(screen: _Screen) -> None:
    screen.view.files_given.emit(screen.pile(page_jpeg(1), page_jpeg(2)))
    screen.until(lambda: len(screen.view.state.stacks) == 1)
    said: list[tuple[object, object]] = []
    screen.view.said.connect(lambda text, undo: said.append((text, undo)))
    assert screen.view.scanned(screen.code)
    screen.until(lambda: screen.view.filing.checklist is not None)
    assert screen.view.file.property("kind") == "primary"
    screen.view.paper_chosen.emit(2)
    screen.view.file_pressed.emit()
    screen.until(lambda: screen.view.state.stacks == () and bool(said))
    assert screen.kept(2) == 2
    undo = said[-1][1]
    assert callable(undo)
    undo()
    screen.until(lambda: len(screen.view.state.stacks) == 1)
    assert screen.kept(2) == 0


def test_files_of_a_pile_whose_end_nobody_saw_come_once_and_afterwards_as_new_ones(
    screen: _Screen,
) -> None:
    desk = screen.counter.desk
    files = screen.pile(screen.sheet(1), page_jpeg(1), page_jpeg(2))
    source = PageSource("file", name=files[0].name, batch=desk.devices.fingerprint(files))
    desk.piles.take(desk.devices.files(files), source, screen.counter.officer())
    assert screen.kept(1) == 2
    for kept in (2, 4):  # the program ended before it told; then it told
        screen.view.files_given.emit(files)
        screen.until(screen.view.bar.isVisible)
        screen.until(lambda kept=kept: screen.kept(1) == kept)
        screen.view.bar.dismiss()


def test_a_candidate_is_one_press_away(screen: _Screen) -> None:
    screen.view.files_given.emit(screen.pile(page_jpeg(1)))
    pane = screen.view.filing_pane
    screen.until(pane.candidates[0].isVisible)
    assert screen.code in pane.candidates[0].toolTip()
    pane.candidates[0].click()
    screen.until(lambda: screen.view.filing.checklist is not None)
    assert pane.code.text() == screen.code
    assert screen.view.focusWidget() is pane.paper


def test_a_code_that_leads_nowhere_is_said_at_the_field(screen: _Screen) -> None:
    screen.view.files_given.emit(screen.pile(page_jpeg(1)))
    screen.until(lambda: len(screen.view.state.stacks) == 1)
    screen.view.dossier_named.emit("H99.21.01-261122-9999")
    code = screen.view.filing_pane.code
    screen.until(lambda: code.error is not None)
    screen.view.file.click()
    assert screen.view.focusWidget() is code.edit
    assert len(screen.view.state.stacks) == 1


def test_the_paper_of_a_sheet_that_came_twice_is_chosen(screen: _Screen) -> None:
    sheet = screen.sheet(2)
    screen.view.files_given.emit(screen.pile(sheet, page_jpeg(1), sheet, page_jpeg(2)))
    screen.until(lambda: screen.view.filing.number == 2)
    screen.view.file_pressed.emit()
    screen.until(lambda: screen.kept(2) == 2)


def stacks_in(screen: _Screen, count: int) -> list[str]:
    """That many stacks lie in the tray; their ids as they are listed."""
    for number in range(count):
        screen.counter.desk.piles.take(
            piles.scanned(piles.a_page(number)), piles.FILES, screen.counter.officer()
        )
    screen.until(lambda: len(screen.view.state.stacks) == count)
    return [stack.id for stack in screen.view.state.stacks]


def test_after_filing_the_next_stack_has_the_focus(screen: _Screen) -> None:
    ids = stacks_in(screen, 3)
    for taken, following in ((ids[1], ids[2]), (ids[2], ids[0])):
        screen.view.stack_picked.emit(taken)
        screen.until(lambda taken=taken: screen.view.state.chosen == taken)
        screen.view.dossier_named.emit(screen.code)
        screen.until(lambda: screen.view.filing.checklist is not None)
        screen.until(lambda: screen.view.focusWidget() is screen.view.filing_pane.paper)
        screen.view.file_pressed.emit()
        screen.until(lambda following=following: screen.view.state.chosen == following)
        screen.until(lambda: screen.view.focusWidget() is screen.view.stacks)
        assert screen.view.filing.checklist is None
    screen.view.discard_pressed.emit()
    screen.until(lambda: screen.view.state.stacks == ())
    screen.until(lambda: screen.view.focusWidget() is screen.view.pile)


def test_what_another_screen_reads_is_not_read_here_too(screen: _Screen) -> None:
    devices, hot = screen.counter.desk.devices, screen.folder / "hot"
    hot.mkdir()
    (hot / "a.jpg").write_bytes(page_jpeg(1))
    screen.counter.desk.settings.set("scanners", {"folders": [str(hot)], "ways": []})
    screen.view.devices_pressed.emit()
    screen.until(lambda: str(screen.view.source.value()).startswith("folder:"))
    with devices.held(devices.find("hot").id, message("digitise.reader", code=screen.code)):
        screen.view.pile_pressed.emit()
        screen.until(screen.view.bar.isVisible)
    assert screen.code in screen.view.bar.title.words
    assert (hot / "a.jpg").exists()


def test_before_a_scanner_has_answered_nothing_else_is_opened(screen: _Screen) -> None:
    said: list[object] = []
    screen.view.said.connect(lambda text, _undo: said.append(text))
    screen.view.devices_pressed.emit()
    screen.view.pile_pressed.emit()
    assert said == [message("digitise.looking")]
    screen.until(lambda: screen.view.source.value() == FILES)


def test_what_is_said_of_one_stack_is_not_taken_for_another(screen: _Screen) -> None:
    ids = stacks_in(screen, 2)
    screen.view.stack_picked.emit(ids[0])
    screen.until(lambda: screen.view.state.chosen == ids[0])
    screen.view.dossier_named.emit(screen.code)
    screen.view.stack_picked.emit(ids[1])
    screen.until(lambda: screen.view.state.chosen == ids[1])
    screen.until(lambda: not screen.counter.background.busy)
    assert screen.view.filing.checklist is None


def test_the_last_one_is_put_back_also_after_the_screen_was_left(screen: _Screen) -> None:
    (stack,) = stacks_in(screen, 1)
    screen.view.dossier_named.emit(screen.code)
    screen.until(lambda: screen.view.filing.checklist is not None)
    screen.view.file_pressed.emit()
    screen.until(lambda: screen.view.state.stacks == ())
    screen.view.left.emit()
    again = build_unmatched(
        screen.counter.desk, screen.counter.officer, screen.counter.background, screen.counter.bus
    )
    screen.qtbot.addWidget(again)
    again.entered.emit(None)
    screen.until(lambda: again.state.last is not None)
    again.actions_here()["undo"]()
    screen.until(lambda: [one.id for one in again.state.stacks] == [stack])
    screen.until(lambda: again.state.last is None)
    assert "undo" not in again.actions_here()


def test_a_discarded_stack_can_be_put_back(screen: _Screen) -> None:
    screen.view.files_given.emit(screen.pile(page_jpeg(1)))
    screen.until(lambda: len(screen.view.state.stacks) == 1)
    said: list[object] = []
    screen.view.said.connect(lambda _text, undo: said.append(undo))
    screen.view.discard_pressed.emit()
    screen.until(lambda: screen.view.state.stacks == () and bool(said))
    undo = said[-1]
    assert callable(undo)
    undo()
    screen.until(lambda: len(screen.view.state.stacks) == 1)


def test_a_file_nobody_can_read_is_a_sentence(screen: _Screen) -> None:
    wrong = screen.folder / "x.pdf"
    wrong.write_bytes(b"%PDF-1.7 nothing")
    screen.view.files_given.emit([wrong])
    screen.until(screen.view.bar.isVisible)
    screen.until(screen.view.pile.isEnabled)


def test_a_damaged_sheet_that_went_along_is_told(screen: _Screen) -> None:
    pile = piles.scanned(piles.a_damaged_cover(screen.code, 1), piles.a_page(1))
    screen.counter.desk.piles.take(pile, piles.FILES, screen.counter.officer())
    screen.until(lambda: len(screen.view.state.stacks) == 1)
    said: list[object] = []
    screen.view.said.connect(lambda text, _undo: said.append(text))
    screen.view.dossier_named.emit(screen.code)
    screen.until(lambda: screen.view.filing.checklist is not None)
    screen.view.paper_chosen.emit(1)
    screen.view.file_pressed.emit()
    screen.until(lambda: bool(said))
    assert said == [message("unmatched.filed_with_sheet", code=screen.code, count=1)]


def test_a_stack_that_is_only_a_sheet_is_not_filed(screen: _Screen) -> None:
    damaged = piles.a_damaged_cover(screen.code, 1)
    screen.counter.desk.piles.take(piles.scanned(damaged), piles.FILES, screen.counter.officer())
    screen.until(lambda: len(screen.view.state.stacks) == 1)
    screen.view.dossier_named.emit(screen.code)
    screen.until(lambda: screen.view.filing.checklist is not None)
    screen.view.file_pressed.emit()
    screen.until(screen.view.bar.isVisible)
    assert screen.view.bar.title.words == "Chồng này chỉ có tờ bìa"


def test_an_empty_tray_says_what_would_lie_here(screen: _Screen) -> None:
    assert screen.view.first_focus() is screen.view.pile
    assert not screen.view.scanned(screen.code), "a code opens its dossier when nothing waits"


def test_a_bad_file_in_the_hot_folder_does_not_keep_the_others(screen: _Screen) -> None:
    hot = screen.folder / "nóng"
    hot.mkdir()
    screen.counter.desk.settings.set("scanners", {"folders": [str(hot)], "ways": []})
    (hot / "1.pdf").write_bytes(b"%PDF-1.7 nothing")
    (hot / "2.jpg").write_bytes(page_jpeg(1))
    screen.view.devices_pressed.emit()
    screen.until(lambda: str(screen.view.source.value()).startswith("folder:"))
    screen.view.pile_pressed.emit()

    def settled() -> bool:
        clock = screen.counter.desk.clock
        assert isinstance(clock, TickingClock)
        clock.advance(timedelta(seconds=1))  # a file is taken once it has stood still for two
        return len(screen.view.state.stacks) == 1 and screen.view.pile.isEnabled()

    screen.until(settled)
    assert screen.view.state.stacks[0].pages == 1
    assert [path.name for path in hot.rglob("*.pdf")] == ["1.pdf"]
    assert not list(hot.glob("*.*")), "taken, or moved aside"
    assert screen.view.bar.isVisible()


def test_a_pile_out_of_a_hot_folder_goes_on_within_its_file(
    screen: _Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    hot = screen.folder / "nóng"
    hot.mkdir()
    screen.counter.desk.settings.set("scanners", {"folders": [str(hot)], "ways": []})
    sheets = [piles.a_cover(screen.code, number) for number in (1, 3)]
    pages = [sheets[0], piles.a_page(1), piles.a_page(2), sheets[1], piles.a_page(3)]
    (hot / "sáng.pdf").write_bytes(scanned_pdf(pages))
    keeper = screen.counter.desk.page_keeper
    take_in, came = keeper.take_in, list[object]()

    def stopped_at_the_second(*what: Any) -> KeptImage:
        came.append(what)
        if len(came) == 2:
            screen.view.stop_pressed.emit()
        return take_in(*what)

    monkeypatch.setattr(keeper, "take_in", stopped_at_the_second)
    screen.view.devices_pressed.emit()
    screen.until(lambda: str(screen.view.source.value()).startswith("folder:"))

    def settled() -> bool:
        clock = screen.counter.desk.clock
        assert isinstance(clock, TickingClock)
        clock.advance(timedelta(seconds=1))  # a file is taken once it has stood still for two
        return screen.view.bar.isVisible() and screen.view.pile.isEnabled()

    screen.view.pile_pressed.emit()
    screen.until(settled)
    assert (screen.kept(1), screen.kept(3)) == (1, 0)
    assert "đọc tiếp từ trang 3 của tệp" in screen.view.bar.next_step.words
    assert [path.name for path in hot.iterdir()] == ["sáng.pdf"]
    screen.view.bar.dismiss()
    screen.view.pile_pressed.emit()
    screen.until(settled)
    assert (screen.kept(1), screen.kept(3)) == (2, 1)
    assert "đã đọc tiếp từ trang 3" in screen.view.bar.next_step.words
    assert list(hot.iterdir()) == []
