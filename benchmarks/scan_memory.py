"""What a desk holds in memory while 500 pages come in and become archive copies.

``python -m benchmarks.scan_memory FOLDER PAGES`` is the process that is looked at: it opens the
training desk in FOLDER, takes PAGES in and prints what it held, in MiB, as one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.desks import forms, training_desk
from benchmarks.measure import Figure, Goal, Options, Report
from benchmarks.start import ROOT
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource

if TYPE_CHECKING:
    from desk_app.paper.scanners.port import ScannedImage

TITLE = "Memory while pages at 300 dpi come in and become archive copies"
DPI = 300
PAPERS = 4  # of one pile; the last one has most of the pages
DRAWN = 24  # pages that differ; they come again and again
LOOK_SECONDS = 0.05


def measure(folder: Path, options: Options) -> Report:
    """The pages lie outside the process; it is given one after the other, as a feeder does."""
    from benchmarks.pile import drawn
    from tests.builders.office_pages import Scan, scanned, stamped

    if not Path("/proc/self/statm").exists():
        return Report(TITLE, notes=["This system does not tell what a process holds."])
    count, rounds = (12, 1) if options.quick else (500, 1)
    pages = drawn(4 if options.quick else DRAWN - 4, options.seed)
    pages += [scanned(stamped(n), Scan(dpi=DPI, seed=n)) for n in range(4)]
    (folder / "sides").mkdir()
    for place, page in enumerate(pages):
        (folder / "sides" / f"{place:03}.jpg").write_bytes(page)
    said = [_process(folder, number, count) for number in range(rounds)]
    over = [one["most"] - one["idle"] for one in said]
    return Report(
        TITLE,
        [
            Figure("desk open, nothing scanned yet, RSS", "MiB", tuple(s["idle"] for s in said)),
            Figure(f"most while {count} pages came in, RSS", "MiB", tuple(s["in"] for s in said)),
            Figure("most while copies were made, RSS", "MiB", tuple(s["copies"] for s in said)),
            Figure("afterwards, RSS", "MiB", tuple(s["after"] for s in said)),
        ],
        [Goal(f"{count} pages, most over idle", max(over), 300.0, unit="MiB")],
        [
            f"{count} A4 sides, one in seven in colour, {said[0]['megabytes']:.0f} MB, with "
            f"{PAPERS} cover sheets, into {PAPERS} papers, the last of which has more than half "
            "of them; quality check and copies without text (text is read in a process of its "
            f"own). Looked at every {LOOK_SECONDS * 1000:.0f} ms. Idle is a process without a "
            "window: picture libraries are loaded with the first page and count.",
        ],
    )


def _process(folder: Path, number: int, count: int) -> dict[str, float]:
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.scan_memory", str(folder), str(number), str(count)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ended.returncode:
        raise RuntimeError(f"the desk did not end well: {ended.stderr[-2000:]}")
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


class Watch:
    """Looks again and again at what this process holds."""

    def __init__(self) -> None:
        self.most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._thread.join()
        self.most = max(self.most, held())

    def _look(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            self.most = max(self.most, held())


def held() -> float:
    """RSS of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main(folder: Path, number: int, count: int) -> None:
    """Takes ``count`` pages in and prints what was held."""
    with training_desk(folder / f"desk-{number}") as desk:
        codes = [
            desk.intake.receive(form, desk.officer()).code for form in islice(forms(7), PAPERS)
        ]
        files = _sides(desk, folder, codes, count)
        said = {"idle": held(), "megabytes": sum(file.stat().st_size for file in files) / 1e6}
        with Watch() as coming:
            report = desk.piles.take(_images(files), PageSource("escl"), desk.officer())
        with Watch() as copying:
            copies = desk.archiving.run(read_text=False)
        assert sum(one.pages for one in report.stacks if one.code) == count
        assert (copies.made, copies.failed) == (PAPERS, 0)
        said |= {"in": coming.most, "copies": copying.most, "after": held()}
        print(json.dumps(said | {"most": max(coming.most, copying.most)}), flush=True)


def _sides(desk: Desk, folder: Path, codes: list[str], count: int) -> list[Path]:
    """The files in the order they go through the feeder. Sheets are drawn in another process:
    what drawing needs is not to count as idle."""
    code = (
        "import sys; from pathlib import Path; from benchmarks.scan_memory import draw_sheet;"
        "draw_sheet(Path(sys.argv[1]), sys.argv[2])"
    )
    pages = cycle(sorted((folder / "sides").glob("*.jpg")))
    few = count // 8
    shares = [few] * (PAPERS - 1) + [count - few * (PAPERS - 1)]
    files: list[Path] = []
    for dossier, share in zip(codes, shares, strict=True):
        sheet = folder / f"sheet-{dossier}.jpg"
        subprocess.run([sys.executable, "-c", code, str(sheet), dossier], cwd=ROOT, check=True)
        files += [sheet, *islice(pages, share)]
    return files


def draw_sheet(path: Path, dossier: str) -> None:
    """The sheet for the first paper of a dossier, scanned."""
    from desk_app.paper.cover_code import CoverCode
    from desk_app.paper.cover_sheet_pdf import CoverSheet, make
    from desk_app.paper.pdf_pages import page_image
    from tests.builders.office_pages import Scan, scanned

    pdf = make([CoverSheet(CoverCode(dossier, 1, 1, 1), "Giấy tờ", "Nguyễn Thị Phương Uyên")])
    path.write_bytes(scanned(page_image(pdf, 0, DPI, mode="L"), Scan(dpi=DPI)))


def _images(files: list[Path]) -> Iterator[ScannedImage]:
    from desk_app.paper.scanners.port import ScannedImage

    for file in files:
        yield ScannedImage(file.read_bytes(), "image/jpeg", DPI)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
