"""Reading pages into searchable archive copies, against OCRmyPDF: how fast, how right."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import img2pdf

from benchmarks.archive import about, archive_page, sync
from benchmarks.measure import (
    Goal,
    Options,
    Report,
    figure,
    in_turns,
    milliseconds,
    ratio,
)
from desk_app.paper.ocr import ChildReader, PageText
from desk_app.paper.pdf_archive import archive_parts
from desk_app.paper.scan_store import ScanStore
from tests.builders.office_pages import Scan, scanned
from tests.builders.written_pages import accuracy, written

TITLE = "Vietnamese pages read and stored as searchable archive copies"
RESOLUTIONS = (200, 300)
SCANS = {
    "clean": Scan(noise=0),
    "noise": Scan(noise=12),
    "skew of 1.2°": Scan(noise=2, skew=1.2),
    "noise, blur, skew of 0.7°": Scan(noise=12, blur=0.07, skew=0.7),
}


@dataclass(frozen=True)
class Sample:
    """A scanned page, what is written on it, and what was done to it."""

    jpeg: bytes
    dpi: int
    text: str
    kind: str


def measure(folder: Path, options: Options) -> Report:
    """The same pages in one file; both contestants get one core, then all."""
    samples = list(drawn(options, 1 if options.quick else 2))
    rounds = 1 if options.quick else 3
    peer = _OcrMyPdf(folder, samples)
    store = ScanStore(folder / "pages")
    read: dict[str, list[PageText]] = {}
    with ChildReader() as reader:

        def ours() -> None:
            read["ours"] = _ours(samples, reader, store)

        cores = os.cpu_count() or 1
        one = _alone(reader, ours, lambda: peer.run(1), rounds)
        every = in_turns(_turns(ours, lambda: peer.run(cores)), rounds=rounds, warm=0)
    rights = [accuracy(s.text, page.text) for s, page in zip(samples, read["ours"], strict=True)]
    theirs = [accuracy(s.text, page) for s, page in zip(samples, peer.texts(), strict=True)]
    return Report(
        TITLE,
        [
            figure(f"desk-app, {len(samples)} pages, one core", "ms", one["ours"]),
            figure(f"OCRmyPDF with vie, {len(samples)} pages, one core", "ms", one["peer"]),
            figure(f"desk-app, {len(samples)} pages, {cores} cores", "ms", every["ours"]),
            figure(f"OCRmyPDF with vie, {cores} jobs", "ms", every["peer"]),
        ],
        [
            Goal("speed by OCRmyPDF's, one core", ratio(one["peer"], one["ours"]), 1.0, "more"),
            Goal(
                f"speed by OCRmyPDF's, {cores} cores (ours reads on one)",
                ratio(every["peer"], every["ours"]),
                1.0,
                "more",
            ),
            Goal(
                "characters read right, by OCRmyPDF's",
                statistics.mean(rights) / statistics.mean(theirs),
                1.0,
                "more",
            ),
            Goal("least of all pages", 100 * min(rights), 98.0, "more", unit="%"),
            *_by_kind(samples, rights, theirs),
        ],
        [
            f"Rendered A4 pages of {len(samples[0].text):,} characters in a serif face of 13 pt "
            "(real scans are worse). Right: 1 less the edits between text and reading "
            "(Levenshtein) by the length, white space counting as one space.",
            "Both use the same data (tessdata_fast, vie). Both make PDF/A-1b; ours is encrypted, "
            "too. OCRmyPDF is given a ready PDF and runs without optimising and straightening; it "
            "starts for each file, our reader once.",
        ],
    )


def drawn(options: Options, each: int) -> Iterator[Sample]:
    """Pages for every resolution and every way of scanning badly."""
    kinds = list(SCANS.items())[-1:] if options.quick else list(SCANS.items())
    for dpi in RESOLUTIONS:
        for number, (kind, how) in enumerate(kinds):
            for page in range(each):
                seed = options.seed + 10 * number + page
                picture, text = written(seed)
                yield Sample(scanned(picture, replace(how, dpi=dpi, seed=seed)), dpi, text, kind)


def _ours(samples: list[Sample], reader: ChildReader, store: ScanStore) -> list[PageText]:
    read = [reader.read_page(sample.jpeg, sample.dpi) for sample in samples]
    pages = (
        replace(archive_page(sample.jpeg, sample.dpi), words=page.words)
        for sample, page in zip(samples, read, strict=True)
    )
    store.put(archive_parts(pages, about(1)))
    return read


class _OcrMyPdf:
    """OCRmyPDF on a plain PDF of the same pages."""

    def __init__(self, folder: Path, samples: list[Sample]) -> None:
        self._plain, self._made = folder / "plain.pdf", folder / "made.pdf"
        self._text, self._count = folder / "text.txt", len(samples)
        self._plain.write_bytes(img2pdf.convert([sample.jpeg for sample in samples]))

    def run(self, jobs: int) -> None:
        command = [
            *(sys.executable, "-m", "ocrmypdf", "--language", "vie", "--jobs", str(jobs)),
            *("--output-type", "pdfa-1", "--optimize", "0", "--quiet"),
            *("--sidecar", str(self._text), str(self._plain), str(self._made)),
        ]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        sync(self._made)

    def texts(self) -> list[str]:
        return self._text.read_text(encoding="utf-8").split("\f")[: self._count]


Turns = dict[str, Callable[[], list[float]]]


def _turns(ours: Callable[[], None], peer: Callable[[], None]) -> Turns:
    return {"ours": lambda: [milliseconds(ours)], "peer": lambda: [milliseconds(peer)]}


def _alone(
    reader: ChildReader, ours: Callable[[], None], peer: Callable[[], None], rounds: int
) -> dict[str, list[list[float]]]:
    reader.close()  # its process shall start on the one core, too
    with _one_core():
        found = in_turns(_turns(ours, peer), rounds=rounds, warm=0)
    reader.close()
    return found


@contextmanager
def _one_core() -> Iterator[None]:
    """This process and those it starts share one core, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _by_kind(samples: list[Sample], ours: list[float], theirs: list[float]) -> Iterator[Goal]:
    found: dict[tuple[int, str], list[tuple[float, float]]] = defaultdict(list)
    for sample, one, other in zip(samples, ours, theirs, strict=True):
        found[sample.dpi, sample.kind].append((one, other))
    for (dpi, kind), pairs in found.items():
        for who, at in (("", 0), (", OCRmyPDF", 1)):
            share = 100 * statistics.mean(pair[at] for pair in pairs)
            yield Goal(f"right at {dpi} dpi, {kind}{who}", share, None, "more", unit="%")
