"""Prints PDF bytes, and tells the truth about it.

Used in the print process alone (:mod:`desk_app.ui.print_child`): Qt waits here for the print
service and lets no other thread of its process run meanwhile. Nothing raises because of a printer;
what happened is in the :class:`PrintOutcome`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desk_app.paper.pdf_pages import page_count, page_image, page_size_mm
from desk_app.ui.print_jobs import JobReport, PrintJobs, system_print_jobs
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from desk_app.wording import message

PATIENCE_SECONDS = 10.0

_ASK_EVERY_SECONDS = 0.2
_SHARPEST_DPI = 600
_USUAL_DPI = 600
_COARSEST_DPI = 180
_ROLL_NARROWER_MM = 100.0
_BLACK_BELOW = 160


@dataclass(frozen=True)
class _Run:
    """Pages one after the other that share a size: one job."""

    first: int
    last: int
    width_mm: float
    height_mm: float


def list_printers() -> tuple[PrinterOnDesk, ...]:
    """All printers of this machine, the default first. May take minutes while the print service
    hangs."""
    default = QPrinterInfo.defaultPrinterName()
    found = [
        PrinterOnDesk(info.printerName(), info.description(), info.printerName() == default)
        for info in QPrinterInfo.availablePrinters()
    ]
    return tuple(sorted(found, key=lambda printer: (not printer.is_default, printer.name)))


def print_pdf(
    pdf: bytes,
    printer: str,
    *,
    title: str,
    patience: float = PATIENCE_SECONDS,
    stop: threading.Event | None = None,
    jobs: PrintJobs | None = None,
    handing: Callable[[], None] = lambda: None,
) -> PrintOutcome:
    """Prints all pages of ``pdf``, each on paper of its own size, and follows the job.

    Args:
        pdf: the stored bytes.
        printer: a name of :func:`list_printers`.
        title: the job's name in the spooler; the dossier code, never a person's name.
        patience: seconds to wait for the end of the job before it is called queued.
        stop: set it to end the waiting early (the job goes on).
        jobs: the spooler to ask; the system's by default.
        handing: called before anything is handed to the spooler.
    """
    spooler = jobs or system_print_jobs()
    info = QPrinterInfo.printerInfo(printer)
    if info.isNull():
        return _failed("no_such_printer", printer)
    try:
        runs = _runs(pdf)
    except ValueError:
        return _failed("unreadable", printer)
    try:
        if not spooler.accepts(printer):
            return _failed("not_accepting", printer)
        before: int | None = spooler.newest(printer)
    except TimeoutError:
        # It hangs: a job handed over now might come out at any time, or twice.
        return _failed("no_answer", printer)
    except OSError:
        before = None
    handing()
    titles = [title if len(runs) == 1 else f"{title} ({n})" for n in range(1, len(runs) + 1)]
    for run, job_title in zip(runs, titles, strict=True):
        if not _paint(pdf, run, info, job_title):
            return _failed("not_started", printer)
    if before is None:
        return PrintOutcome("unconfirmed", message("printing.unconfirmed", printer=printer))
    return _follow(spooler, printer, titles, before, patience, stop or threading.Event())


# Drawing --------------------------------------------------------------------------------------


def _runs(pdf: bytes) -> list[_Run]:
    sizes = [page_size_mm(pdf, index) for index in range(page_count(pdf))]
    runs: list[_Run] = []
    start = 0
    for size, pages in groupby(sizes, key=lambda s: (round(s[0], 1), round(s[1], 1))):
        count = len(list(pages))
        runs.append(_Run(start, start + count - 1, *size))
        start += count
    return runs


def _paint(pdf: bytes, run: _Run, info: QPrinterInfo, title: str) -> bool:
    """Draws one run of pages as pictures, dot for dot; False when the printer does not begin."""
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    printer.setPageLayout(_layout(run))
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    dpi = _resolution(printer)
    printer.setResolution(dpi)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for index in range(run.first, run.last + 1):
            if index > run.first and not printer.newPage():
                printer.abort()
                return False
            picture = _picture(pdf, index, dpi, roll=run.width_mm < _ROLL_NARROWER_MM)
            painter.drawImage(QRect(0, 0, picture.width(), picture.height()), picture)
    finally:
        ended = painter.end()
    return ended and printer.printerState() != QPrinter.PrinterState.Error


def _layout(run: _Run) -> QPageLayout:
    lying = run.width_mm > run.height_mm
    upright = QSizeF(min(run.width_mm, run.height_mm), max(run.width_mm, run.height_mm))
    size = QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    orientation = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _resolution(printer: QPrinter) -> int:
    known = [dpi for dpi in printer.supportedResolutions() if dpi >= _COARSEST_DPI]
    fine = [dpi for dpi in known if dpi <= _SHARPEST_DPI]
    return max(fine) if fine else min(known, default=_USUAL_DPI)


def _picture(pdf: bytes, index: int, dpi: int, *, roll: bool) -> QImage:
    """The page in grey; on the roll in black and white, as thermal heads print."""
    grey = page_image(pdf, index, dpi, mode="L")
    if roll:
        grey = grey.point(lambda shade: 0 if shade < _BLACK_BELOW else 255)
    data = grey.tobytes()
    picture = QImage(data, grey.width, grey.height, grey.width, QImage.Format.Format_Grayscale8)
    return picture.copy()  # the copy owns its bytes


# The spooler's word ---------------------------------------------------------------------------


def _follow(
    spooler: PrintJobs,
    printer: str,
    titles: list[str],
    after: int,
    patience: float,
    stop: threading.Event,
) -> PrintOutcome:
    """Asks until all jobs have ended or the patience has."""
    deadline = time.monotonic() + patience
    while True:
        try:
            reports = [spooler.find(printer, title, after) for title in titles]
        except OSError:
            return PrintOutcome("unconfirmed", message("printing.unconfirmed", printer=printer))
        outcome = _judged(printer, reports)
        if outcome.state in ("printed", "failed"):
            return outcome
        if time.monotonic() >= deadline or stop.wait(_ASK_EVERY_SECONDS):
            return outcome


def _judged(printer: str, reports: list[JobReport | None]) -> PrintOutcome:
    """One outcome from all jobs of a print: the worst of them."""
    for report in reports:
        if report is not None and report.state in ("cancelled", "aborted"):
            reason = message("printing.refused", printer=printer, detail=_detail(report))
            return PrintOutcome("failed", reason)
    if any(report is None for report in reports):
        return PrintOutcome("unconfirmed", message("printing.unconfirmed", printer=printer))
    waiting = [report for report in reports if report and report.state != "completed"]
    if not waiting:
        return PrintOutcome("printed")
    held = next((r for r in waiting if r.printer_stopped or r.state == "stopped"), None)
    if held is not None:
        reason = message("printing.printer_stopped", printer=printer, detail=_detail(held))
        return PrintOutcome("queued", reason)
    return PrintOutcome("queued", message("printing.still_printing", printer=printer))


def _detail(report: JobReport) -> str:
    return f" ({report.detail})" if report.detail else ""


def _failed(name: str, printer: str) -> PrintOutcome:
    return PrintOutcome("failed", message(f"printing.{name}", printer=printer))
