"""The scan screen on a real desk, with files, a hot folder, a feeder and a camera at hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.paper.scanners.port import Device, ScannedImage, ScannerTrouble
from desk_app.services.page_views import PaperTarget
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.build import build_digitise
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.digitise.view import DigitiseView
from tests.builders.counters import Counter, PaperTray
from tests.builders.scan_pages import page_jpeg
from tests.ui.widgets.test_camera_view import GivenFrames


class DigitiseScreen:
    """Opened at a dossier just received; ``said`` keeps what stood at the bottom."""

    def __init__(
        self, counter: Counter, qtbot: QtBot, folder: Path, patch: pytest.MonkeyPatch
    ) -> None:
        self.counter, self.qtbot, self.folder, self.patch = counter, qtbot, folder, patch
        self.hot = folder / "nóng"
        self.hot.mkdir()
        counter.desk.settings.set("scanners", {"folders": [str(self.hot)], "ways": []})
        self.files: list[Path] = []
        self.camera = GivenFrames()
        self.tray = PaperTray()
        self.code = counter.receive()
        self.view: DigitiseView = build_digitise(
            counter.desk,
            counter.officer,
            counter.background,
            counter.bus,
            printers=self.tray,
            ask_files=lambda: self.files,
            find_camera=lambda: self.camera,
        )
        qtbot.addWidget(self.view)
        self.said: list[tuple[str, Callable[[], None] | None]] = []
        self.view.said.connect(lambda words, back: self.said.append((in_words(words), back)))
        self.view.show()

    def open(self, number: int | None = None) -> None:
        self.view.entered.emit(ScanOf(self.code, number))
        self.until(lambda: self.view.state is not None)

    def until(self, true: object) -> None:
        self.qtbot.waitUntil(true, timeout=30_000)

    def feed(
        self,
        pages: int,
        trouble: ScannerTrouble | None = None,
        picture: Callable[[int], bytes] = page_jpeg,
    ) -> None:
        """Puts a scanner with a feeder on the desk."""
        device = Device("sane:given", "Fi", "sane", ("feeder",))
        devices = self.counter.desk.devices

        def scan(*_: object) -> Iterator[ScannedImage]:
            for page in range(pages):
                yield ScannedImage(picture(page), "image/jpeg", 75)
            if trouble is not None:
                raise trouble

        self.patch.setattr(devices, "devices", lambda: (device,))
        self.patch.setattr(devices, "scan", scan)
        self.view.devices_pressed.emit()
        self.until(lambda: self.view.foot.source.value() == "sane:given|feeder")

    def scan_files(self, pages: int) -> int:
        """Reads files into the first paper and stays there; its number."""
        number = self.open_papers[0]
        self.view.paper_picked.emit(number)
        self.view.files_given.emit(self.paper(number, pages))
        self.until(lambda: self.kept(number) == pages and self.view.foot.scan.isEnabled())
        self.view.paper_picked.emit(number)
        self.until(lambda: self.shown() == pages)
        return number

    def counted(self) -> int | None:
        state = self.view.state
        return state.paper.declared_pages if state is not None and state.paper else None

    def paper(self, number: int, pages: int) -> list[Path]:
        made = []
        for page in range(pages):
            path = self.folder / f"{number}-{page}.jpg"
            path.write_bytes(page_jpeg(page + 10 * number))
            made.append(path)
        return made

    def stop_at(self, page: int) -> None:
        """Somebody presses Stop while this page of a list of files is read."""
        devices = self.counter.desk.devices
        read = devices.files

        def files(paths: Sequence[Path]) -> Iterator[ScannedImage]:
            for place, image in enumerate(read(paths), 1):
                if place == page:
                    self.view.stop_pressed.emit()
                yield image

        self.patch.setattr(devices, "files", files)

    def wait_at(self, page: int) -> threading.Event:
        """A list of files is read so far, and goes on when the event is set."""
        devices, go_on = self.counter.desk.devices, threading.Event()
        read = devices.files

        def files(paths: Sequence[Path]) -> Iterator[ScannedImage]:
            for place, image in enumerate(read(paths), 1):
                if place == page:
                    go_on.wait(30)
                yield image

        self.patch.setattr(devices, "files", files)
        return go_on

    def shown(self) -> int:
        return self.view.strip.pages.rowCount()

    def ids(self) -> list[str]:
        return [page.id for page in self.view.strip.pages.pages]

    def kept(self, number: int) -> int:
        state = self.view.state
        assert state is not None
        target = PaperTarget(state.checklist.dossier_id, number)
        pages = self.counter.desk.scanning.pages(target)
        return sum(page.state == "kept" for page in pages)

    @property
    def open_papers(self) -> list[int]:
        state = self.view.state
        assert state is not None
        return [paper.number for paper in state.checklist.papers if paper.why_not is None]
