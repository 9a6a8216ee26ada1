"""Papers become pages, in the officer's words, through the real window and a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.paper.scanners.port import Device, ScannedImage, ScanOptions
from desk_app.services.page_views import PaperTarget, ScanChecklist
from tests.builders.counter import CARD, CTRL, CounterAtWork, a_counter
from tests.builders.scan_pages import page_jpeg

ENTER, F2, F9, F12 = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_F9, Qt.Key.Key_F12


class Feeder:
    """A scanner on the desk; each time it is started it reads the papers that lie in it."""

    def __init__(self) -> None:
        self.device = Device("sane:feeder", "fi-8170", "sane", ("feeder",))
        self.asked: list[ScanOptions] = []

    def devices(self) -> tuple[Device, ...]:
        return (self.device,)

    def scan(self, _device: str, options: ScanOptions, *_: object) -> Iterator[ScannedImage]:
        self.asked.append(options)
        for page in (1, 2):
            yield ScannedImage(page_jpeg(page + len(self.asked)), "image/jpeg", 75)


@pytest.fixture
def feeder(monkeypatch: pytest.MonkeyPatch, counter: CounterAtWork) -> Feeder:
    feeder = Feeder()
    monkeypatch.setattr(counter.desk.devices, "devices", feeder.devices)
    monkeypatch.setattr(counter.desk.devices, "scan", feeder.scan)
    return feeder


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def receive(counter: CounterAtWork) -> str:
    counter.press(F2)
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(F9)
    counter.until(lambda: counter.window.shown == "receipt")
    counter.settle()
    return counter.receipt.facts.code.words


def checklist(counter: CounterAtWork, code: str) -> ScanChecklist:
    return counter.desk.scanning.checklist(code)


def pages_of(counter: CounterAtWork, listed: ScanChecklist, number: int) -> int:
    return len(counter.desk.scanning.pages(PaperTarget(listed.dossier_id, number)))


def test_each_paper_takes_one_key(counter: CounterAtWork, feeder: Feeder) -> None:
    """From the receipt: F12 opens the checklist, then one F12 for each paper that is missing, and
    Ctrl+Enter; the archive copies are asked for."""
    code = receive(counter)
    listed = checklist(counter, code)
    missing = [paper.number for paper in listed.papers if paper.missing]
    assert len(missing) > 1
    counter.keys = 0

    counter.press(F12)
    assert counter.window.shown == "digitise"
    counter.until(lambda: counter.digitise.foot.source.value() == "sane:feeder|feeder")
    for number in missing:
        counter.press(F12)
        counter.until(lambda number=number: pages_of(counter, listed, number) == 2)
        counter.settle()
    counter.press(Qt.Key.Key_Return, CTRL)

    assert counter.keys == 2 + len(missing)
    counter.until(lambda: counter.desk.archiving.waiting() == len(missing))
    assert [paper.missing for paper in checklist(counter, code).papers].count(True) == 0
    assert {options.dpi for options in feeder.asked} <= {200, 300}


def test_a_wrong_page_is_taken_out_and_brought_back(counter: CounterAtWork, feeder: Feeder) -> None:
    code = receive(counter)
    listed = checklist(counter, code)
    first = next(paper.number for paper in listed.papers if paper.missing)
    counter.press(F12)
    counter.until(lambda: counter.digitise.foot.source.value() == "sane:feeder|feeder")
    counter.press(F12)
    counter.until(lambda: pages_of(counter, listed, first) == 2)
    counter.settle()
    counter.digitise.paper_picked.emit(first)
    counter.until(lambda: counter.digitise.strip.pages.rowCount() == 2)
    counter.digitise.strip.setFocus()
    counter.press(Qt.Key.Key_Delete)
    counter.until(lambda: counter.digitise.strip.pages.rowCount() == 1)
    counter.press(Qt.Key.Key_Z, CTRL)
    counter.until(lambda: counter.digitise.strip.pages.rowCount() == 2)


def test_nothing_is_lost_when_the_screen_is_left(counter: CounterAtWork, feeder: Feeder) -> None:
    code = receive(counter)
    listed = checklist(counter, code)
    first = next(paper.number for paper in listed.papers if paper.missing)
    counter.press(F12)
    counter.until(lambda: counter.digitise.foot.source.value() == "sane:feeder|feeder")
    counter.press(F12)
    counter.press(F2)
    assert counter.window.shown == "intake"
    counter.until(lambda: pages_of(counter, listed, first) == 2)


def test_a_cover_sheet_that_is_read_opens_its_paper(counter: CounterAtWork) -> None:
    from desk_app.paper.cover_code import CoverCode, cover_text
    from desk_app.ui.scan_routing import where_to

    code = receive(counter)
    found = where_to(cover_text(CoverCode(code, 2, 1, 3)))
    assert found is not None
    counter.window.open_screen(*found)
    counter.until(lambda: counter.digitise.state is not None)
    counter.settle()
    assert counter.digitise.title.words == code
    assert counter.digitise.papers.current_paper() == 2
