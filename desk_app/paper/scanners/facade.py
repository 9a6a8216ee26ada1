"""All scanners of this desk behind one door; no driver ever runs in this process."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desk_app.clock import Clock, SystemClock
from desk_app.errors import Refusal
from desk_app.paper.scanners.child_run import ChildRun, Limits
from desk_app.paper.scanners.hot_folder import HotFolder
from desk_app.paper.scanners.port import (
    Device,
    ScannedImage,
    ScannerSettings,
    ScannerTrouble,
    ScanOptions,
    Stopped,
    address_of,
    folder_id,
)

log = logging.getLogger(__name__)
WAYS = ("sane", "escl", "wia", "folder")


@dataclass(frozen=True)
class TestReport:
    """How a trial scan of one page went. ``seconds`` from the question to the last byte."""

    __test__ = False
    device: Device
    seconds: float
    pages: int
    size: int
    mime: str | None
    trouble: ScannerTrouble | None


class Scanners:
    """The scanners this desk can use.

    Args:
        settings: what IT says of them.
        limits: how long drivers may take.
    """

    def __init__(
        self,
        settings: ScannerSettings | None = None,
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings or ScannerSettings()
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._known: dict[str, Device] = {}
        self._lock = threading.Lock()

    def devices(
        self, found: Callable[[Device], None] | None = None, stopped: Stopped = lambda: False
    ) -> tuple[Device, ...]:
        """The devices that answer within the time limit, by name; all ways are asked at once.

        ``found`` is told of each as it comes (from other threads), also a second time when more
        is known of it. A way that fails or is slow does not hide the others.
        """
        seen: dict[str, Device] = {}

        def take(device: Device) -> None:
            with self._lock:
                seen[device.id] = self._known[device.id] = device
            if found:
                found(device)

        for folder in self._settings.folders:
            take(_folder_device(Path(folder)))
        threads = [
            threading.Thread(target=self._look, args=(way, take, stopped), name=f"look {way}")
            for way in self._settings.ways
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return tuple(sorted(seen.values(), key=lambda device: (device.name.casefold(), device.id)))

    def scan(
        self, device_id: str, options: ScanOptions, stopped: Stopped = lambda: False
    ) -> Iterator[ScannedImage]:
        """The images of one scan as they come; a source the device lacks becomes the nearest.

        Ask for the next image only when the last one is safe: a hot folder takes that as leave to
        remove its file. Stopping ends it quietly, within a second.

        Raises:
            Refusal: no such device.
            ScannerTrouble: after the images that were read, which stay.
        """
        way, address = address_of(device_id)
        if way not in WAYS or not address:
            raise Refusal("scanner.unknown_device", device=device_id[:80])
        if way == "folder":
            yield from HotFolder(Path(address), self._clock).scan(stopped)
            return
        known = self._known.get(device_id)
        fitting = known.fitting(options) if known else options
        request: dict[str, Any] = {"do": "scan", "way": way, "address": address}
        request["options"] = asdict(fitting)
        request["known"] = known.to_json() if known else None
        pages = 0
        try:
            with ChildRun(request, self._settings, self._limits) as run:
                for head, data in run.frames(stopped):
                    pages += 1
                    yield ScannedImage(data, head["mime"], head["dpi"], head["name"])
        except ScannerTrouble as trouble:
            _note(way, trouble)
            raise trouble.after(pages) from trouble

    def test(self, device_id: str, stopped: Stopped = lambda: False) -> TestReport:
        """Scans one page at 100 dpi, from the glass where there is one, and throws it away.

        Of a hot folder it only says how many files lie there: those are somebody's papers.

        Raises:
            Refusal: no such device.
        """
        known = self._known.get(device_id)
        device = known or Device(device_id, device_id, address_of(device_id)[0])
        options = ScanOptions("flatbed", "grey", 100, "A4", 1)
        begun = time.monotonic()
        size, pages, mime, trouble = 0, 0, None, None
        try:
            if device.way == "folder":
                sizes = HotFolder(Path(address_of(device_id)[1]), self._clock).sizes()
                return TestReport(
                    device, time.monotonic() - begun, len(sizes), sum(sizes), None, None
                )
            for image in self.scan(device_id, options, stopped):
                size, pages, mime = size + len(image.data), pages + 1, image.mime
        except ScannerTrouble as fault:
            trouble = fault
        return TestReport(device, time.monotonic() - begun, pages, size, mime, trouble)

    def put_aside(self, device_id: str, name: str) -> None:
        """Moves a file of a hot folder out of the way, because nobody can read it.

        Call it before the next image is asked for; the file is never deleted then.
        """
        way, address = address_of(device_id)
        if way == "folder":
            HotFolder(Path(address), self._clock).put_aside(name)

    def _look(self, way: str, take: Callable[[Device], None], stopped: Stopped) -> None:
        until = time.monotonic() + self._limits.devices
        request: dict[str, Any] = {"do": "devices", "way": way}
        try:
            with ChildRun(request, self._settings, self._limits) as run:
                for head, _ in run.frames(lambda: stopped() or time.monotonic() > until):
                    take(Device.from_json(head["device"]))
        except ScannerTrouble as trouble:
            _note(way, trouble)


def _note(way: str, trouble: ScannerTrouble) -> None:
    """For IT: people are told the kind, the driver's own words are in the log."""
    log.warning("scanner: %s %s: %s", way, trouble.trouble, trouble.detail)


def _folder_device(folder: Path) -> Device:
    return Device(folder_id(folder), folder.name or str(folder), "folder", ("feeder",))
