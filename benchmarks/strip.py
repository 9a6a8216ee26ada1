"""The strip of 500 pages, against a bare list of 500 pictures that are ready.

``python -m benchmarks.strip ours|bare PAGES`` is the process that shows one of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measure import Goal, Options, Report, figure, in_turns, ratio
from benchmarks.start import ROOT

TITLE = "The strip of a paper's pages"
SIZE = (1000, 700)
STEPS = 60
STEP = 60  # pixels, a notch of the wheel


def measure(_folder: Path, options: Options) -> Report:
    """Every round is a process of its own for each of the two."""
    count, rounds = (300, 1) if options.quick else (500, 5)
    shown: dict[str, list[dict[str, Any]]] = {"ours": [], "bare": []}

    def showing(who: str) -> Callable[[], list[float]]:
        def run() -> list[float]:
            said = _process(who, count)
            shown[who].append(said)
            return [said["first"]]

        return run

    first = in_turns({who: showing(who) for who in shown}, rounds=rounds, warm=0)
    steps = {who: [one["steps"] for one in said] for who, said in shown.items()}
    again = {who: [one["again"] for one in said] for who, said in shown.items()}
    names = {"ours": "desk-app's strip", "bare": "bare QListView, pictures ready"}
    return Report(
        f"{TITLE}: {count} of them",
        [
            *(figure(f"{names[who]}, to the first picture", "ms", first[who]) for who in names),
            *(figure(f"{names[who]}, a step of scrolling", "ms", steps[who]) for who in names),
            *(figure(f"{names[who]}, a step back", "ms", again[who]) for who in names),
        ],
        [
            Goal("first picture, by the bare list", ratio(first["ours"], first["bare"]), None),
            Goal("a step, by the bare list", ratio(steps["ours"], steps["bare"]), None),
            Goal("a step back, by the bare list", ratio(again["ours"], again["bare"]), None),
            Goal(
                "a step of scrolling, p95: 60 pictures a second",
                figure("", "ms", steps["ours"]).at(95),
                16.7,
                unit="ms",
            ),
        ],
        [
            f"A window of {SIZE[0]} x {SIZE[1]}, Qt's offscreen platform; a step is {STEP} pixels "
            "and everything that follows it: what was painted, the pictures asked for, what they "
            "painted anew. The bare list has all pictures as pixmaps before it is measured; ours "
            "decodes each JPEG when it comes into sight, and draws numbers, signs and the cursor. "
            "On the way back ours has its pictures, too.",
        ],
    )


def _process(who: str, count: int) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.strip", who, str(count)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if ended.returncode:
        raise RuntimeError(f"the list of {who} did not end well: {ended.stderr[-2000:]}")
    said: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return said


def main(who: str, count: int) -> None:
    """Shows the pages, scrolls down and up again, prints what each took in ms."""
    import_module("desk_app.ui")  # before Qt, see ui.lasting
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication, QLabel, QListView

    application = QApplication(sys.argv[:1])
    jpegs = _thumbnails()
    make = _strip if who == "ours" else _bare
    shown: list[QListView] = []

    def settle() -> None:
        """Until nothing more follows."""
        for _ in range(3):
            QCoreApplication.sendPostedEvents()
            application.processEvents()

    show = make(jpegs, count)
    warm = QLabel("1")  # the typefaces of the system are read with the first words
    warm.show()
    settle()

    def first() -> None:
        shown.append(show())
        shown[0].resize(*SIZE)
        shown[0].show()
        settle()

    def step(by: int) -> float:
        bar = shown[0].verticalScrollBar()
        return _spent(lambda: (bar.setValue(bar.value() + by), settle()))

    took = _spent(first)
    steps = [step(STEP) for _ in range(STEPS)]
    again = [step(-STEP) for _ in range(STEPS)]
    print(json.dumps({"first": took, "steps": steps, "again": again}), flush=True)
    shown[0].close()


def _strip(jpegs: list[bytes], count: int) -> Callable[[], Any]:
    from PySide6.QtCore import Qt

    from desk_app.ui.theme import theme
    from desk_app.ui.widgets.page_strip import PageStrip, StripPage

    theme().apply()
    pages = [StripPage(f"p{n}", "a", n + 1) for n in range(count)]

    def show() -> PageStrip:
        strip = PageStrip("Các trang")
        strip.pages.picture_wanted.connect(
            lambda page: strip.pages.show_picture(page, jpegs[int(page[1:]) % len(jpegs)]),
            Qt.ConnectionType.QueuedConnection,
        )
        strip.show_pages(pages)
        return strip

    return show


def _bare(jpegs: list[bytes], count: int) -> Callable[[], Any]:
    from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt
    from PySide6.QtGui import QImage, QPixmap
    from PySide6.QtWidgets import QListView

    from desk_app.ui.widgets.page_strip import CELL

    size = QSize(CELL[0] - 24, CELL[1] - 40)
    ready = [
        QPixmap.fromImage(
            QImage.fromData(jpegs[n % len(jpegs)]).scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
        )
        for n in range(count)
    ]

    class Pictures(QAbstractListModel):
        def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008 - Qt's
            return 0 if parent.isValid() else count

        def data(self, index: Any, role: int = 0) -> Any:
            return ready[index.row()] if role == Qt.ItemDataRole.DecorationRole else None

    def show() -> QListView:
        bare = QListView()
        model = Pictures(bare)
        bare.setModel(model)
        bare.setViewMode(QListView.ViewMode.IconMode)
        bare.setResizeMode(QListView.ResizeMode.Adjust)
        bare.setUniformItemSizes(True)
        bare.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        bare.setIconSize(size)
        bare.setGridSize(QSize(*CELL))
        return bare

    return show


def _thumbnails() -> list[bytes]:
    """Some pages as they lie in the database: JPEGs 200 pixels wide."""
    from desk_app.paper.page_image import take_in
    from tests.builders.office_pages import Scan, letter, scanned, stamped, table

    how = Scan(dpi=100)
    pages = [scanned(draw(n), how) for n in range(3) for draw in (letter, table, stamped)]
    return [take_in(page).reduced.thumbnail() for page in pages]


def _spent(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
