"""Pages to stored archive copies without text, against img2pdf, Ghostscript and OCRmyPDF."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import img2pdf
from PIL import Image

from benchmarks.measure import (
    Figure,
    Goal,
    Options,
    Report,
    figure,
    in_turns,
    milliseconds,
    ratio,
)
from desk_app.clock import VIETNAM
from desk_app.paper.pdf_archive import ArchiveAbout, ArchivePage, archive_name, archive_parts
from desk_app.paper.scan_store import ScanStore
from desk_app.paper.srgb_profile import srgb_profile
from tests.builders.office_pages import Scan, letter, scanned, stamped, table

TITLE = "Pages at 300 dpi to stored archive copies (PDF/A-1b), without text"
DPI = 300
MADE = datetime(2026, 11, 22, 9, 30, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Papers:
    """Some papers of some pages, as JPEG bytes, as plain PDFs on the disk for tools that want
    files, and a colour profile for those that ask for one."""

    pages: tuple[tuple[bytes, ...], ...]
    files: tuple[Path, ...]
    profile: Path


def measure(folder: Path, options: Options) -> Report:
    """Every contestant makes the same papers durable, one file each."""
    papers, each, rounds, slow = (1, 2, 2, 1) if options.quick else (5, 10, 7, 2)
    these = drawn(folder, papers, each, options.seed)
    store = ScanStore(folder / "pages")

    def ours() -> list[float]:
        return [milliseconds(lambda: _ours(these, store))]

    found = in_turns(
        {
            "ours": ours,
            "img2pdf": lambda: [milliseconds(lambda: by_img2pdf(these, folder))],
            "ghostscript": lambda: [milliseconds(lambda: by_ghostscript(these, folder))],
        },
        rounds=rounds,
    )
    beside = in_turns(  # takes as long as all others together, in every round
        {"ours": ours, "ocrmypdf": lambda: [milliseconds(lambda: by_ocrmypdf(these, folder))]},
        rounds=slow,
        warm=0,
    )
    count, size = papers * each, sum(len(page) for paper in these.pages for page in paper)
    return Report(
        TITLE,
        [
            *(_named(name, found[name], count) for name in found),
            _named("ocrmypdf", beside["ocrmypdf"], count),
        ],
        [
            Goal("by img2pdf with PDF/A, time", ratio(found["ours"], found["img2pdf"]), 2.0),
            Goal(
                "times faster than Ghostscript",
                ratio(found["ghostscript"], found["ours"]),
                10.0,
                "more",
            ),
            Goal(
                "times faster than OCRmyPDF without OCR",
                ratio(beside["ocrmypdf"], beside["ours"]),
                100.0,
                "more",
            ),
        ],
        [
            f"{count} A4 pages (letters, lists, stamped letters in colour), {size / 1e6:.0f} MB, "
            f"in {papers} files. Ours also encrypts and hashes them, and syncs name and folder; "
            "the others' files are plain and synced.",
            "Ghostscript and OCRmyPDF are given ready PDFs (made beforehand, not counted); "
            "OCRmyPDF runs without OCR and optimising, with a job for each core.",
        ],
    )


def drawn(folder: Path, papers: int, each: int, seed: int) -> Papers:
    """Pages as they lie in dossiers, every one another."""
    draw = (letter, stamped, table)
    pages = tuple(
        tuple(
            scanned(draw[(paper + page) % 3](seed + page), Scan(dpi=DPI, seed=seed + page))
            for page in range(paper * each, (paper + 1) * each)
        )
        for paper in range(papers)
    )
    return as_papers(folder, pages)


def as_papers(folder: Path, pages: tuple[tuple[bytes, ...], ...]) -> Papers:
    """The pages of papers with what tools need beside them, in ``folder``."""
    files = []
    for number, paper in enumerate(pages):
        files.append(folder / f"plain-{number}.pdf")
        files[-1].write_bytes(img2pdf.convert(list(paper)))
    profile = folder / "srgb.icc"
    profile.write_bytes(srgb_profile())
    return Papers(pages, tuple(files), profile)


def archive_page(jpeg: bytes, dpi: int) -> ArchivePage:
    """A page that nobody read."""
    with Image.open(BytesIO(jpeg)) as picture:
        return ArchivePage(jpeg, *picture.size, dpi)


def about(number: int) -> ArchiveAbout:
    """What an archive copy says of itself."""
    code, name = "G99.99-261122-0007", "Đơn đề nghị"
    file = archive_name(code, number, MADE.date(), 1)
    return ArchiveAbout(name, code, name, number, file, MADE, "Phường Bến Đá")


def sync(path: Path) -> None:
    """A file that somebody else wrote is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _named(name: str, rounds: list[list[float]], count: int) -> Figure:
    names = {
        "ours": "desk-app: PDF/A-1b, encrypted, hashed, synced",
        "img2pdf": "img2pdf with PDF/A, synced",
        "ghostscript": "Ghostscript, PDF/A, synced",
        "ocrmypdf": "OCRmyPDF without OCR, PDF/A-1b, synced",
    }
    return figure(f"{names[name]}, {count} pages", "ms", rounds)


def _ours(these: Papers, store: ScanStore) -> None:
    for number, paper in enumerate(these.pages, 1):
        store.put(archive_parts((archive_page(jpeg, DPI) for jpeg in paper), about(number)))


def by_img2pdf(these: Papers, folder: Path) -> None:
    """One PDF/A for each paper, plain."""
    for number, paper in enumerate(these.pages):
        with (folder / f"img2pdf-{number}.pdf").open("wb") as out:
            img2pdf.convert(list(paper), pdfa=str(these.profile), outputstream=out)
            out.flush()
            os.fsync(out.fileno())


def by_ghostscript(these: Papers, folder: Path) -> None:
    """As :func:`by_img2pdf`, from ready PDFs."""
    _each(
        these,
        folder / "ghostscript",
        lambda source, target: [
            *("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-dPDFA=1"),
            *("-dPDFACompatibilityPolicy=1", "-sColorConversionStrategy=RGB"),
            *(f"-sOutputFile={target}", source),
        ],
    )


def by_ocrmypdf(these: Papers, folder: Path) -> None:
    """As :func:`by_ghostscript`, its words not read."""
    _each(
        these,
        folder / "ocrmypdf",
        lambda source, target: [
            *(sys.executable, "-m", "ocrmypdf", "--ocr-engine", "none", "--optimize", "0"),
            *("--output-type", "pdfa-1", "--jobs", str(os.cpu_count()), "--quiet", source, target),
        ],
    )


def _each(these: Papers, folder: Path, command: Callable[[str, str], list[str]]) -> None:
    folder.mkdir(exist_ok=True)
    for file in these.files:
        target = folder / file.name
        subprocess.run(command(str(file), str(target)), check=True, capture_output=True)
        sync(target)
