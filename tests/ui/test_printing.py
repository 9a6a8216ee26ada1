"""Printing as far as it can be proved without paper: the spooler's word is believed, Qt's is not;
and what a real IPP printer was sent carries codes that two decoders read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from typing import TypeVar

import pikepdf
import pytest

from desk_app.clock import VIETNAM
from desk_app.paper.pdf_pages import page_count, page_size_mm
from desk_app.paper.receipt_pdf import receipt_pdf
from desk_app.paper.reprint_mark import mark_reprint
from desk_app.ui import printing
from desk_app.ui.print_jobs import JobReport, JobState
from desk_app.ui.print_jobs_cups import CupsPrintJobs
from desk_app.ui.print_outcome import PrintOutcome
from desk_app.ui.printing import list_printers, print_pdf
from desk_app.wording import Message
from tests.builders.pdf_reading import decoded_page
from tests.builders.printers import (
    QUEUE,
    LoopbackPrinter,
    loopback_or_skip,
    until,
)
from tests.builders.receipts import CODE, LOOK_UP, a_receipt, the_worst_receipt

T = TypeVar("T")


class SpoolerThatSays:
    """Answers the same about each job; ``None`` knows no job, an error does not answer."""

    def __init__(self, *answers: JobReport | None | OSError) -> None:
        self._answers = list(answers)
        self.asked = 0

    def accepts(self, printer: str) -> bool:
        return True

    def newest(self, printer: str) -> int:
        return 0

    def find(self, printer: str, title: str, after: int) -> JobReport | None:
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(answer, OSError):
            raise answer
        return answer


def followed(*answers: JobReport | None | OSError, patience: float = 0.0) -> PrintOutcome:
    spooler = SpoolerThatSays(*answers)
    return printing._follow(spooler, "P", ["job"], 0, patience, threading.Event())


def said(outcome: PrintOutcome) -> str:
    assert isinstance(outcome.reason, Message)
    assert outcome.reason.in_words("en")
    return outcome.reason.in_words("vi")


def test_only_a_completed_job_is_called_printed() -> None:
    assert followed(JobReport(1, "completed")) == PrintOutcome("printed")


@pytest.mark.parametrize("state", ["aborted", "cancelled"])
def test_what_the_printer_refuses_has_failed(state: JobState) -> None:
    outcome = followed(JobReport(1, state, "Printer cannot print with supplied options."))
    assert outcome.state == "failed"
    assert "đã từ chối lệnh in (Printer cannot print" in said(outcome)


def test_a_job_that_waits_is_queued_with_its_reason() -> None:
    assert "đang in" in said(followed(JobReport(1, "printing")))
    stopped = followed(JobReport(1, "waiting", "", printer_stopped=True))
    assert stopped.state == "queued"
    assert "không bấm in lần nữa" in said(stopped)


@pytest.mark.parametrize("answer", [None, OSError("away")])
def test_a_spooler_that_does_not_tell_leaves_it_unconfirmed(answer: OSError | None) -> None:
    outcome = followed(answer)
    assert outcome.state == "unconfirmed"
    assert "Nhìn máy in" in said(outcome)


def test_it_goes_on_asking_while_there_is_patience() -> None:
    waiting = JobReport(1, "waiting")
    outcome = followed(waiting, waiting, JobReport(1, "completed"), patience=20.0)
    assert outcome.state == "printed"


def test_waiting_can_be_ended() -> None:
    stop = threading.Event()
    stop.set()
    spooler = SpoolerThatSays(JobReport(1, "printing"))
    assert printing._follow(spooler, "P", ["job"], 0, 60.0, stop).state == "queued"
    assert spooler.asked == 1


def test_one_refused_job_of_several_is_a_failure() -> None:
    reports = [JobReport(1, "completed"), JobReport(2, "aborted"), None]
    assert printing._judged("P", reports).state == "failed"


def test_a_printer_that_is_not_there_is_an_outcome_not_an_error(qapp: object) -> None:
    outcome = print_pdf(receipt_pdf(a_receipt()), "Không có", title=CODE, jobs=SpoolerThatSays())
    assert outcome.state == "failed"
    assert "Không tìm thấy máy in Không có" in said(outcome)


def test_pages_of_one_size_are_one_job() -> None:
    assert len(printing._runs(receipt_pdf(a_receipt(), "A5"))) == 1
    runs = printing._runs(receipt_pdf(the_worst_receipt(), "80mm"))
    assert len(runs) == 4, "full pages and the shorter last one, for each copy"
    assert runs[0].first == 0
    assert all(
        after.first == before.last + 1 for before, after in zip(runs, runs[1:], strict=False)
    )


# A real printer ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loopback() -> Iterator[LoopbackPrinter]:
    with loopback_or_skip() as printer:
        yield printer


def on_a_worker(work: Callable[[], T]) -> T:
    """Away from the thread of the screens, as the program does it; CUPS remembers its server per
    thread, so a fresh one also sees this test's server."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(work).result(timeout=60)


def newest_file(loopback: LoopbackPrinter, seen: int) -> bytes:
    until(lambda: len(loopback.printed_files()) > seen, 20, "the printer keeps what it was sent")
    return loopback.printed_files()[-1].read_bytes()


@pytest.mark.slow
def test_a_real_printer(qapp: object, loopback: LoopbackPrinter) -> None:
    printers = on_a_worker(list_printers)
    assert [printer.name for printer in printers] == [QUEUE]
    for paper, dpis in (("A5", (203, 300)), ("A4", (203, 300)), ("80mm", (203, 300))):
        seen = len(loopback.printed_files())
        stored = receipt_pdf(a_receipt(), paper)  # type: ignore[arg-type]
        outcome = on_a_worker(lambda pdf=stored: print_pdf(pdf, QUEUE, title=CODE, patience=30))
        assert outcome == PrintOutcome("printed"), paper
        sent = newest_file(loopback, seen)
        assert page_count(sent) == 2
        assert page_size_mm(sent, 0) == pytest.approx(page_size_mm(stored, 0), abs=1.0)
        assert without_text(sent), "pages arrive as pictures"
        for dpi in dpis:
            for index in range(2):
                by_zxing, by_zbar = decoded_page(sent, index, dpi)
                assert by_zxing == by_zbar == {("128", CODE), ("QR", LOOK_UP)}, (paper, dpi)


@pytest.mark.slow
def test_a_reprint_reaches_the_printer_readable(qapp: object, loopback: LoopbackPrinter) -> None:
    at = datetime(2026, 11, 21, 10, 42, tzinfo=VIETNAM)
    marked = mark_reprint(receipt_pdf(a_receipt()), 1, at, "Quầy 03")
    seen = len(loopback.printed_files())
    outcome = on_a_worker(lambda: print_pdf(marked, QUEUE, title=f"{CODE} 1", patience=30))
    assert outcome == PrintOutcome("printed")
    by_zxing, by_zbar = decoded_page(newest_file(loopback, seen), 1, 300)
    assert by_zxing == by_zbar == {("128", CODE), ("QR", LOOK_UP)}


@pytest.mark.slow
def test_a_printer_that_is_down_leaves_the_job_queued_and_says_so(
    qapp: object, loopback: LoopbackPrinter
) -> None:
    pdf = receipt_pdf(a_receipt())
    seen = len(loopback.printed_files())
    loopback.stop_device()
    try:
        outcome = on_a_worker(lambda: print_pdf(pdf, QUEUE, title="down", patience=2))
    finally:
        loopback.start_device()
    assert outcome.state == "queued"
    assert said(outcome)
    # Switched on again it comes out by itself, once.
    assert page_count(newest_file(loopback, seen)) == 2
    assert len(loopback.printed_files()) == seen + 1
    until(lambda: state_of("down") == "completed", 20, "the job ends")


@pytest.mark.slow
def test_a_paused_printer_is_told_as_stopped(qapp: object, loopback: LoopbackPrinter) -> None:
    loopback.command("cupsdisable", "-r", "Hết giấy", QUEUE)
    try:
        pdf = receipt_pdf(a_receipt())
        outcome = on_a_worker(lambda: print_pdf(pdf, QUEUE, title="paused", patience=1))
        assert outcome.state == "queued"
        assert "đang dừng" in said(outcome)
        assert "Hết giấy" in said(outcome)
    finally:
        loopback.command("cancel", "-a", QUEUE)
        loopback.command("cupsenable", QUEUE)


@pytest.mark.slow
def test_paper_the_printer_does_not_have_is_a_failure(
    qapp: object, loopback: LoopbackPrinter
) -> None:
    """Qt says all is well; the printer refuses the job."""
    seen = len(loopback.printed_files())
    outcome = on_a_worker(lambda: print_pdf(_poster(), QUEUE, title="poster", patience=20))
    assert outcome.state == "failed"
    assert "đã từ chối lệnh in" in said(outcome)
    assert len(loopback.printed_files()) == seen


@pytest.mark.slow
def test_a_queue_that_takes_no_jobs_is_a_failure(qapp: object, loopback: LoopbackPrinter) -> None:
    loopback.command("cupsreject", QUEUE)
    try:
        pdf = receipt_pdf(a_receipt())
        outcome = on_a_worker(lambda: print_pdf(pdf, QUEUE, title="rejected", patience=1))
        assert outcome.state == "failed"
        assert "bị khoá nhận lệnh in" in said(outcome)
    finally:
        loopback.command("cupsaccept", QUEUE)


def state_of(title: str) -> str | None:
    report = CupsPrintJobs().find(QUEUE, title, 0)
    return report and report.state


def without_text(pdf: bytes) -> bool:
    with pikepdf.open(BytesIO(pdf)) as document:
        return not any("/Font" in page.get("/Resources", {}) for page in document.pages)


def _poster() -> bytes:
    """One page of A2."""
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(1191, 1684))
        document.save(out)
    return out.getvalue()
