"""A pile with its cover sheets to stored archive copies, against tools that only make PDFs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from benchmarks import archive
from benchmarks.archive import Papers, archive_page
from benchmarks.desks import forms, training_desk
from benchmarks.measure import (
    Figure,
    Goal,
    Options,
    Report,
    Rounds,
    figure,
    in_turns,
    milliseconds,
    ratio,
)
from desk_app.paper.barcode_reading import codes_on
from desk_app.paper.page_image import take_in
from desk_app.paper.page_quality import look
from desk_app.paper.pdf_archive import archive_parts
from desk_app.paper.pdf_pages import page_image
from desk_app.paper.scan_store import ScanStore
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource
from tests.builders.office_pages import Scan, figures, half_empty, letter, scanned, table

TITLE = "A pile at 300 dpi to stored archive copies, without text: the whole way"
DPI = 300
SOURCE = PageSource("escl", device="feeder")
_CODES: Any = (zxingcpp.QRCode, zxingcpp.Code128)
PEERS = {
    "sorted": "img2pdf with PDF/A, synced, after looking for sheets as sorting programs do",
    "img2pdf": "img2pdf with PDF/A, synced",
    "ghostscript": "Ghostscript, PDF/A, synced",
    "ocrmypdf": "OCRmyPDF without OCR, PDF/A-1b, synced",
}


def measure(folder: Path, options: Options) -> Report:
    """Every round takes a pile of new dossiers in; the others get its very sides, sorted."""
    papers, each, rounds, slow = (2, 2, 1, 1) if options.quick else (5, 9, 3, 1)
    pages = drawn(papers * each, options.seed)
    (folder / "peers").mkdir()
    with training_desk(folder / "desk") as desk:
        turns = {"ours": _ours(desk, pages, papers, options.seed)}
        pile = next(piles(desk, pages, papers, options.seed))
        these = _papers(folder / "peers", pile, papers)
        found = in_turns(
            {
                **turns,
                "sorted": lambda: [milliseconds(lambda: _sort(pile, these, folder / "peers"))],
                "decoded": lambda: [milliseconds(lambda: _decode(pile))],
                "img2pdf": _peer(archive.by_img2pdf, these, folder / "peers"),
                "ghostscript": _peer(archive.by_ghostscript, these, folder / "peers"),
            },
            rounds=rounds,
        )
        beside = in_turns(
            {**turns, "ocrmypdf": _peer(archive.by_ocrmypdf, these, folder / "peers")},
            rounds=slow,
            warm=0,
        )
    sides = papers * (each + 1)
    return Report(
        TITLE,
        [
            figure(f"desk-app, from pile to stored copies, {sides} sides", "ms", found["ours"]),
            *_of_it(these, ScanStore(folder / "pages"), sides, rounds),
            *(
                figure(f"{PEERS[name]}, {sides} sides", "ms", found[name])
                for name in found
                if name in PEERS
            ),
            figure(f"{PEERS['ocrmypdf']}, {sides} sides", "ms", beside["ocrmypdf"]),
            figure(
                f"bare decoding at an eighth of the size, {sides} sides", "ms", found["decoded"]
            ),
        ],
        _goals(found, beside),
        [
            f"{sides} A4 sides, grey JPEG, {_megabytes(these):.0f} MB: {papers} cover sheets, each "
            f"with {each} pages behind it. Ours: every side looked at for codes, made a page, "
            "encrypted, synced, its row committed before the next; then the split, the quality "
            "check, the copies, encrypted and synced, and their entries for the centre.",
            "The others are given the same sides, already sorted into one file a paper; none of "
            "them looks for sheets, keeps pages, checks quality or encrypts. Ghostscript and "
            "OCRmyPDF get ready PDFs, made beforehand; OCRmyPDF has a job for each core.",
            "«After looking for sheets»: every side decoded whole, QR codes and Code 128 read by "
            "zxing-cpp on all cores, a file begun at each sheet: what programs do that take piles "
            "apart, and the only one here that is given the same work. Bare decoding, on "
            "one core, is the least that anybody pays who looks at pages at all.",
            "The parts are measured one after the other, each by itself, over the same sides.",
        ],
    )


def drawn(count: int, seed: int) -> list[bytes]:
    """Grey pages as a scanner sends them, every one another."""
    kinds = (letter, table, half_empty, figures)
    return [
        scanned(kinds[place % len(kinds)](seed + place), Scan(dpi=DPI, seed=seed + place))
        for place in range(count)
    ]


def piles(desk: Desk, pages: Sequence[bytes], papers: int, seed: int) -> Iterator[list[bytes]]:
    """Piles without end: each with the sheets of dossiers just received."""
    coming = forms(seed)
    officer = desk.officer()
    each = len(pages) // papers
    while True:
        pile: list[bytes] = []
        for place, form in enumerate(islice(coming, papers)):
            code = desk.intake.receive(form, officer).code
            pdf, _ = desk.cover_sheets.pdf(code, officer, [1])
            pile.append(scanned(page_image(pdf, 0, DPI, mode="L"), Scan(dpi=DPI, skew=0.3)))
            pile += pages[place * each : (place + 1) * each]
        yield pile


def images(pile: Sequence[bytes]) -> Iterator[ScannedImage]:
    """What a feeder gives."""
    return (ScannedImage(side, "image/jpeg", DPI) for side in pile)


def _ours(desk: Desk, pages: Sequence[bytes], papers: int, seed: int) -> Callable[[], list[float]]:
    coming = piles(desk, pages, papers, seed)
    officer = desk.officer()

    def run() -> list[float]:
        pile = next(coming)

        def whole() -> None:
            report = desk.piles.take(images(pile), SOURCE, officer)
            copies = desk.archiving.run(read_text=False)
            assert [one.number for one in report.stacks] == [1] * papers, report
            assert (copies.made, copies.failed) == (papers, 0), copies

        return [milliseconds(whole)]

    return run


def _sort(pile: Sequence[bytes], these: Papers, folder: Path) -> None:
    """Takes a pile apart at its sheets, as programs do that read the codes of whole pages."""
    papers: list[list[bytes]] = []
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for side, is_sheet in zip(pile, threads.map(_has_code, pile), strict=True):
            if is_sheet:
                papers.append([])
            papers[-1].append(side)
    assert len(papers) == len(these.pages), len(papers)
    sorted_pages = tuple(tuple(paper) for paper in papers)
    archive.by_img2pdf(Papers(sorted_pages, these.files, these.profile), folder)


def _has_code(side: bytes) -> bool:
    with Image.open(BytesIO(side)) as picture:
        return bool(zxingcpp.read_barcodes(picture, formats=_CODES))


def _decode(pile: Sequence[bytes]) -> None:
    """Every side decoded at an eighth of its size: the least that shows anything of it."""
    for side in pile:
        with Image.open(BytesIO(side)) as picture:
            picture.draft("L", (picture.width // 8, picture.height // 8))
            picture.load()


def _papers(folder: Path, pile: Sequence[bytes], papers: int) -> Papers:
    each = len(pile) // papers
    return archive.as_papers(
        folder, tuple(tuple(pile[n * each : (n + 1) * each]) for n in range(papers))
    )


def _peer(
    work: Callable[[Papers, Path], None], these: Papers, folder: Path
) -> Callable[[], list[float]]:
    return lambda: [milliseconds(lambda: work(these, folder))]


def _of_it(these: Papers, store: ScanStore, sides: int, rounds: int) -> list[Figure]:
    """The parts of our way, each over all sides."""
    all_sides = [side for paper in these.pages for side in paper]

    def each(work: Callable[[bytes], object]) -> Callable[[], list[float]]:
        return lambda: [milliseconds(lambda: [work(side) for side in all_sides])]

    def copies() -> None:
        for number, paper in enumerate(these.pages, 1):
            pages = (archive_page(side, DPI) for side in paper)
            store.put(archive_parts(pages, archive.about(number)))

    parts = {
        "made pages, with their thumbnails": each(lambda side: take_in(side, DPI)),
        "looked at for codes": each(codes_on),
        "pages encrypted and synced": each(store.put),
        "checked for quality": each(lambda side: look(side, DPI)),
        "copies made, encrypted and synced": lambda: [milliseconds(copies)],
    }
    found = in_turns(parts, rounds=min(rounds, 3))
    return [figure(f"  of it, {sides} sides {name}", "ms", found[name]) for name in parts]


def _goals(found: Rounds, beside: Rounds) -> list[Goal]:
    faster = ratio(found["ghostscript"], found["ours"])
    much = ratio(beside["ocrmypdf"], beside["ours"])
    return [
        Goal("by the one that looks for sheets, time", ratio(found["ours"], found["sorted"]), 1.0),
        Goal("by img2pdf with PDF/A, time", ratio(found["ours"], found["img2pdf"]), 2.0),
        Goal("times faster than Ghostscript", faster, 10.0, "more"),
        Goal("times faster than OCRmyPDF without OCR", much, 100.0, "more"),
    ]


def _megabytes(these: Papers) -> float:
    return sum(len(side) for paper in these.pages for side in paper) / 1e6
