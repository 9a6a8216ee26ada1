"""Cover sheets of the dossier that is shown: printed, or saved where there is no printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from desk_app.ui.screens.digitise.build import build_digitise
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.wording import message
from tests.builders.counters import Counter, PaperTray, a_counter


class _Tray(PaperTray):
    """Printers that can be taken away."""

    here = True

    def all(self) -> tuple[PrinterOnDesk, ...]:
        return super().all() if self.here else ()


class _Screen:
    def __init__(self, counter: Counter, qtbot: QtBot) -> None:
        self.qtbot, self.printers, self.file = qtbot, _Tray(), Path()
        self.proposed: list[str] = []
        self.code = counter.receive()
        self.view = build_digitise(
            counter.desk,
            counter.officer,
            counter.background,
            counter.bus,
            printers=self.printers,
            ask_file=self._ask,
        )
        qtbot.addWidget(self.view)
        self.view.show()
        self.view.entered.emit(ScanOf(self.code))
        qtbot.waitUntil(lambda: self.view.state is not None)

    def _ask(self, name: str) -> Path:
        self.proposed.append(name)
        return self.file

    def until(self, true: object) -> None:
        self.qtbot.waitUntil(true, timeout=30_000)


@pytest.fixture
def screen(qtbot: QtBot, look: None, tmp_path: Path) -> Iterator[_Screen]:
    with a_counter(tmp_path / "desk") as counter:
        counter.desk.settings.set("scanners", {"ways": []})
        yield _Screen(counter, qtbot)


def test_cover_sheets_go_to_the_printer(screen: _Screen) -> None:
    screen.view.covers_pressed.emit()
    screen.until(lambda: len(screen.printers.taken) == 1)
    pdf, printer, title = screen.printers.taken[0]
    assert pdf.startswith(b"%PDF")
    assert (printer, title) == ("HP-1", screen.code)


def test_why_the_printer_did_not_print_is_said(screen: _Screen) -> None:
    reason = message("printing.no_such_printer", printer="HP-1")
    screen.printers.outcome = PrintOutcome("failed", reason)
    screen.view.covers_pressed.emit()
    screen.until(screen.view.bar.isVisible)
    assert "HP-1" in screen.view.bar.meaning.words


def test_a_silent_print_service_is_said_and_given_nothing(screen: _Screen) -> None:
    screen.printers.silent = True
    screen.view.covers_pressed.emit()
    screen.until(screen.view.bar.isVisible)
    assert "Dịch vụ in của máy tính không trả lời" in screen.view.bar.meaning.words
    assert screen.printers.taken == []


def test_without_a_printer_the_sheets_are_saved(screen: _Screen, tmp_path: Path) -> None:
    screen.printers.here = False
    screen.view.covers_pressed.emit()
    screen.until(screen.view.bar.isVisible)
    assert screen.view.bar.title.words == "Máy này chưa có máy in"
    screen.file = tmp_path / "bìa.pdf"
    screen.view.covers_saved.emit()
    screen.until(lambda: not screen.view.bar.isVisible())
    assert screen.file.read_bytes().startswith(b"%PDF")
    assert screen.proposed == [f"{screen.code}-to-bia.pdf"]


def test_a_file_that_cannot_be_written_is_said(screen: _Screen, tmp_path: Path) -> None:
    screen.file = tmp_path / "none" / "bìa.pdf"
    screen.view.covers_saved.emit()
    screen.until(screen.view.bar.isVisible)
    assert screen.view.bar.title.words == "Chưa lưu được tệp PDF"
