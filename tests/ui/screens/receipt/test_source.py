"""Receipts and printers behind the screen, with a real desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.services.desk import Desk
from desk_app.services.intake_form import IntakeForm, PersonForm
from desk_app.ui.screens.receipt.source import ReceiptSource
from tests.builders.desks import a_training_desk
from tests.fakes.paper_tray import PRINTER, PaperTray


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_training_desk(tmp_path) as at_work:
        yield at_work


@pytest.fixture
def code(desk: Desk) -> str:
    form = IntakeForm(procedure="1.001193", applicant=PersonForm(full_name="Lê Thị Mai"))
    return desk.intake.receive(form, desk.officer("uyen")).code


def a_source(desk: Desk, tray: PaperTray) -> ReceiptSource:
    officer = desk.officer("uyen")
    return ReceiptSource(desk.receipts, desk.dossiers, desk.settings, lambda: officer, tray)


def test_the_desk_prints_on_its_printer_both_slips_at_once(desk: Desk) -> None:
    settings = a_source(desk, PaperTray()).print_settings()
    assert (settings.printer, settings.paper, settings.copies) == (PRINTER, "A5", 1)
    desk.settings.set("copies", 4)
    desk.settings.set("printer", "gone")
    settings = a_source(desk, PaperTray()).print_settings()
    assert (settings.printer, settings.copies) == (PRINTER, 2)
    assert a_source(desk, PaperTray(missing=True)).print_settings().printer == ""


def test_while_the_print_service_is_silent_the_printer_set_counts_as_there(desk: Desk) -> None:
    desk.settings.set("printer", "HP-1")
    settings = a_source(desk, PaperTray(missing=True, silent=True)).print_settings()
    assert (settings.printer, settings.printers, settings.silent) == ("HP-1", ("HP-1",), True)


def test_facts_of_a_receipt(desk: Desk, code: str) -> None:
    facts = a_source(desk, PaperTray()).facts(code, "A5")
    assert (facts.code, facts.sync, facts.print_state) == (code, "waiting", "not_printed")
    with pytest.raises(Refusal):
        a_source(desk, PaperTray()).facts("H99.21.01-261120-9999", "A5")


def test_pages_are_pictures_of_the_stored_bytes(desk: Desk, code: str) -> None:
    source = a_source(desk, PaperTray())
    pages = source.pages(source.stored(code, "A5"))
    assert len(pages) >= 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_what_the_printer_took_is_remembered(desk: Desk, code: str) -> None:
    tray = PaperTray()
    source = a_source(desk, tray)
    job = source.first_print(code, "A5")
    outcome = source.print(job, PRINTER, 2)
    source.note(job, outcome, PRINTER)
    assert tray.titles == [code, code]
    assert desk.dossiers.get(code).print_state == "printed"


def test_a_printer_out_of_order_is_asked_once(desk: Desk, code: str) -> None:
    source = a_source(desk, PaperTray(out_of_order=True))
    job = source.first_print(code, "A5")
    outcome = source.print(job, PRINTER, 3)
    source.note(job, outcome, PRINTER)
    assert outcome.state == "failed"
    assert desk.dossiers.get(code).print_state == "not_printed"


def test_a_reprint_is_marked(desk: Desk, code: str) -> None:
    source = a_source(desk, PaperTray())
    again = source.reprint(code, "lost", "A5")
    assert again.reprint == 1
    assert again.pdf != source.stored(code, "A5")


def test_the_pdf_can_be_kept_as_a_file(desk: Desk, code: str, tmp_path: Path) -> None:
    source = a_source(desk, PaperTray())
    file = source.save_pdf(code, "A5", tmp_path / "bien-nhan.pdf")
    assert file.read_bytes() == source.stored(code, "A5")
    with pytest.raises(EnvironmentFault):
        source.save_pdf(code, "A5", tmp_path / "none" / "bien-nhan.pdf")
