"""Printing from the screen: once, in the background, with the truth about it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.services.intake_form import IntakeForm, PersonForm
from desk_app.ui.print_outcome import PrintOutcome
from desk_app.ui.screens.receipt.state import ReceiptOf
from desk_app.wording import message, say
from tests.builders.counter import CounterAtWork, a_counter
from tests.fakes.paper_tray import PaperTray

F9 = Qt.Key.Key_F9
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@dataclass
class SlowTray(PaperTray):
    """Prints only when told to."""

    go: threading.Event = field(default_factory=threading.Event)

    def print(self, pdf: bytes, printer: str, title: str) -> PrintOutcome:
        assert self.go.wait(10)
        return super().print(pdf, printer, title)


class SilentTray(PaperTray):
    """Takes the print and never tells what became of it."""

    def print(self, pdf: bytes, printer: str, title: str) -> PrintOutcome:
        super().print(pdf, printer, title)
        return PrintOutcome("unconfirmed", message("printing.unconfirmed", printer=printer))


def received(counter: CounterAtWork) -> str:
    form = IntakeForm(procedure="1.001193", applicant=PersonForm(full_name="Lê Thị Mai"))
    return counter.desk.intake.receive(form, counter.desk.officer("uyen")).code


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def test_opened_by_its_code_it_waits_for_the_key(counter: CounterAtWork) -> None:
    code = received(counter)
    counter.window.open_screen("receipt", code)
    counter.settle()
    assert counter.tray.titles == []
    assert "chưa in" in counter.receipt.bar.title.words
    counter.press(F9)
    assert counter.tray.titles == [code]


def test_with_preview_first_nothing_is_printed_unasked(counter: CounterAtWork) -> None:
    counter.desk.settings.set("preview_first", True)
    code = received(counter)
    counter.window.open_screen("receipt", ReceiptOf(code, print_now=True))
    counter.settle()
    assert counter.tray.titles == []
    assert counter.receipt.preview.page_count >= 2
    counter.press(F9)
    assert counter.tray.titles == [code]


def test_coming_back_to_it_does_not_print_again(counter: CounterAtWork) -> None:
    code = received(counter)
    counter.window.open_screen("receipt", ReceiptOf(code, print_now=True))
    counter.settle()
    counter.window.open_screen("intake")
    counter.press(Qt.Key.Key_Escape)
    assert counter.window.shown == "receipt"
    assert counter.tray.titles == [code]


def test_until_the_next_receipt_is_read_nothing_is_left_of_the_one_before(
    counter: CounterAtWork,
) -> None:
    before, code = received(counter), received(counter)
    counter.window.open_screen("receipt", ReceiptOf(before, print_now=True))
    counter.settle()
    counter.window.open_screen("receipt", ReceiptOf(code, print_now=True))
    assert counter.receipt.facts.code.words == code
    assert counter.receipt.state is None
    counter.settle()
    assert counter.tray.titles == [before, code]
    assert counter.receipt.state is not None


def test_a_slow_printer_blocks_nothing_and_prints_once(
    tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    tray = SlowTray()
    with a_counter(tmp_path, qtbot, tray) as counter:
        code = received(counter)
        counter.window.open_screen("receipt", ReceiptOf(code, print_now=True))
        counter.until(lambda: not counter.receipt.print.isEnabled())
        counter.receipt.print_pressed.emit()
        counter.window.open_screen("intake")
        saved = counter.desk.drafts.list(counter.desk.officer("uyen"))
        assert saved == []
        counter.intake.people.applicant.full_name.set_text("Mai")
        counter.intake.save_wanted.emit()
        counter.until(lambda: bool(counter.desk.drafts.list(counter.desk.officer("uyen"))))
        assert tray.titles == []
        tray.go.set()
        counter.settle()
        assert tray.titles == [code]
        assert counter.desk.dossiers.get(code).print_state == "printed"


def test_handed_over_but_unconfirmed_is_said(tmp_path: Path, qtbot: QtBot, look: None) -> None:
    with a_counter(tmp_path, qtbot, SilentTray()) as counter:
        code = received(counter)
        counter.window.open_screen("receipt", ReceiptOf(code, print_now=True))
        counter.settle()
        assert counter.receipt.bar.isVisible()
        assert counter.desk.dossiers.get(code).print_state == "unconfirmed"
        counter.press(F9)
        assert counter.receipt.reprint_card.isVisible()


def test_another_paper_is_shown_and_printed(counter: CounterAtWork) -> None:
    code = received(counter)
    counter.window.open_screen("receipt", code)
    counter.settle()
    counter.receipt.paper.set_value("80mm")
    counter.receipt.paper.chosen.emit("80mm")
    counter.settle()
    counter.press(F9)
    assert counter.tray.sheets == [counter.desk.receipts.stored(code, "80mm")]


def test_a_code_that_is_not_here_gets_a_sentence(counter: CounterAtWork) -> None:
    counter.window.open_screen("receipt", "H99.21.01-261120-9999")
    counter.settle()
    assert counter.receipt.bar.isVisible()
    counter.press(F9)
    assert counter.tray.titles == []


def test_f2_goes_on(counter: CounterAtWork) -> None:
    counter.window.open_screen("receipt", ReceiptOf(received(counter), print_now=True))
    counter.settle()
    counter.press(Qt.Key.Key_F2)
    assert counter.window.shown == "intake"
    assert counter.focus is counter.intake.people.applicant.id_number.edit


def test_without_a_printer_the_key_leads_to_the_file(
    tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    with a_counter(tmp_path, qtbot, PaperTray(missing=True)) as counter:
        counter.window.open_screen("receipt", received(counter))
        counter.settle()
        assert counter.receipt.bar.property("tone") == "care"
        counter.press(F9)
        assert counter.receipt.bar.property("tone") == "wrong"
        assert getattr(counter.focus, "words", "") == "Lưu PDF"


def test_the_key_looks_again_for_a_service_that_was_silent(
    tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    with a_counter(tmp_path, qtbot, PaperTray(missing=True, silent=True)) as counter:
        code = received(counter)
        counter.window.open_screen("receipt", code)
        counter.settle()
        assert counter.receipt.bar.title.words == "Dịch vụ in không trả lời"
        counter.tray.missing = counter.tray.silent = False
        counter.press(F9)
        counter.until(lambda: not counter.receipt.bar.isVisible())
        counter.press(F9)
        counter.until(lambda: counter.tray.titles == [code])


def test_what_was_never_printed_is_printed_not_reprinted(counter: CounterAtWork) -> None:
    code = received(counter)
    counter.window.open_screen("receipt", code)
    counter.settle()
    assert not counter.receipt.reprint.isEnabled()
    counter.press(Qt.Key.Key_P, CTRL_SHIFT)
    assert counter.receipt.reprint_card.isHidden()
    assert counter.tray.titles == [code]
    counter.until(counter.receipt.reprint.isVisible)
    counter.press(Qt.Key.Key_P, CTRL_SHIFT)
    assert not counter.receipt.reprint_card.isHidden()
    assert counter.tray.titles == [code]


def test_that_there_is_no_printer_is_told_in_one_way() -> None:
    for language in ("vi", "en"):
        here = say("receipt_screen.no_printer", language)
        assert say("home.no_printer", language).startswith(here)
        for key in ("home.no_printer", "receipt_screen.no_printer_hint"):
            assert "(Ctrl+,)" in say(key, language)
            assert "PDF" in say(key, language)
