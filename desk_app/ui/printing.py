"""Prints PDF bytes, and tells the truth about it.

:func:`print_pdf` blocks while it draws and while it asks the spooler: call it on a worker thread
(Qt allows painting on a printer there), never on the thread of the screens. It does not raise
because of a printer; what happened is in the :class:`PrintOutcome`.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desk_app.paper.pdf_pages import page_count, page_image, page_size_mm
from desk_app.replacing import durable_replace
from desk_app.ui.print_jobs import JobReport, PrintJobs, system_print_jobs
from desk_app.wording import Message, message

PATIENCE_SECONDS = 10.0

_ASK_EVERY_SECONDS = 0.2
_SHARPEST_DPI = 600
_USUAL_DPI = 600
_COARSEST_DPI = 180
_ROLL_NARROWER_MM = 100.0
_BLACK_BELOW = 160

PrintState = Literal["printed", "queued", "failed", "unconfirmed"]


@dataclass(frozen=True)
class PrinterOnDesk:
    """A printer this desk can use. ``name`` is what :func:`print_pdf` takes."""

    name: str
    description: str
    is_default: bool


@dataclass(frozen=True)
class PrintOutcome:
    """What became of a print.

    * ``printed``: the spooler says that the printer took all of it;
    * ``queued``: the spooler keeps it and goes on trying;
    * ``failed``: it will not come out; print again;
    * ``unconfirmed``: handed over, but the spooler does not tell: look at the printer.

    ``reason`` is the sentence for the officer; None when all went well.
    """

    state: PrintState
    reason: Message | None = None


@dataclass(frozen=True)
class _Run:
    """Pages one after the other that share a size: one job."""

    first: int
    last: int
    width_mm: float
    height_mm: float


def list_printers() -> tuple[PrinterOnDesk, ...]:
    """All printers of this machine, the default first. May take seconds while the print service
    is out of reach: ask on a worker thread."""
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
) -> PrintOutcome:
    """Prints all pages of ``pdf``, each on paper of its own size, and follows the job.

    Args:
        pdf: the stored bytes.
        printer: a name of :func:`list_printers`.
        title: the job's name in the spooler; the dossier code, never a person's name.
        patience: seconds to wait for the end of the job before it is called queued.
        stop: set it to end the waiting early (the job goes on).
        jobs: the spooler to ask; the system's by default.
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
    except OSError:
        before = None
    titles = [title if len(runs) == 1 else f"{title} ({n})" for n in range(1, len(runs) + 1)]
    for run, job_title in zip(runs, titles, strict=True):
        if not _paint(pdf, run, info, job_title):
            return _failed("not_started", printer)
    if before is None:
        return PrintOutcome("unconfirmed", message("printing.unconfirmed", printer=printer))
    return _follow(spooler, printer, titles, before, patience, stop or threading.Event())


def print_to_file(pdf: bytes, file: Path) -> PrintOutcome:
    """Writes the PDF to ``file``, whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".printing-", suffix=".pdf")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(pdf)
                out.flush()
                os.fsync(out.fileno())
            durable_replace(Path(name), file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return PrintOutcome("failed", message("printing.file_not_written", file=str(file)))
    return PrintOutcome("printed")


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
