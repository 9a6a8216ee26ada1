"""The paper part of the guided demonstration: cover sheets, one pile, archive copies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desk_app import demo_papers
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PaperTarget, PileReport

PAPER = 1


@dataclass(frozen=True)
class ScannedPile:
    """``files``: what was written; ``text``: words that stand on one of the pages."""

    report: PileReport
    files: tuple[Path, ...]
    text: str = "Bến Xuân"


def scan_pile(desk: Desk, codes: dict[str, str], out: Path) -> ScannedPile:
    """Prints a cover sheet for each dossier, scans all their papers in one pile, with one stack
    whose sheet is torn, and makes the archive copies.

    Args:
        codes: dossier code by the name of its paper in ``demo_papers``.
    """
    officer = desk.officer()
    files: list[Path] = []
    pile: list[bytes] = []
    for name, code in codes.items():
        pdf, _ = desk.cover_sheets.pdf(code, officer, [PAPER])
        files.append(_write(out / f"cover-{code}.pdf", pdf))
        sheet = demo_papers.sheets(pdf)
        pages = [demo_papers.paper(name, skew=0.0 if name == "birth" else 1.2)]
        pile += [*sheet, *pages, *([demo_papers.blank()] if name == "birth" else [])]
    torn = demo_papers.torn(pile[0])
    pile += [torn, demo_papers.paper("stray")]
    images = [ScannedImage(jpeg, "image/jpeg", demo_papers.DPI) for jpeg in pile]
    report = desk.piles.take(images, PageSource("file", name="demo"), officer)
    desk.archiving.run()
    for code in codes.values():
        target = PaperTarget(desk.dossiers.get(code).id, PAPER)
        copy = desk.archiving.newest(target)
        if copy is not None:
            files.append(_write(out / copy[0], copy[1]))
    return ScannedPile(report, tuple(files))


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
