"""The ways pages come in at this desk: its scanners and hot folders as set here, and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from desk_app.clock import Clock
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.services.readings import fingerprint
from desk_app.services.settings import Settings
from desk_app.wording import Message

if TYPE_CHECKING:
    from desk_app.paper.scanners.facade import Scanners, TestReport
    from desk_app.paper.scanners.port import Device, ScannedImage, ScanOptions, Stopped

LARGEST_FILE = 1024 * 1024 * 1024
BLOCK = 1024 * 1024
LONGEST_NAME = 200


class ScanDevices:
    """Devices and files, asked for when somebody wants to scan; no driver runs in this process."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._scanners: Scanners | None = None
        self._made_for: dict[str, Any] = {}
        self._readers: dict[str, Message] = {}
        self._lock = Lock()

    def devices(self) -> tuple[Device, ...]:
        """The devices that answer, by name. Takes seconds: network scanners are listened for."""
        return self._all().devices()

    def last_source(self) -> tuple[str, str]:
        """The way in that was chosen last (``<device id>|<source>``, or files) and the name of its
        device; empty: none was."""
        return self._settings.get("scan_source"), self._settings.get("scan_source_name")

    def keep_source(self, value: str, name: str) -> None:
        """Keeps what was chosen for the next start."""
        if (value, name) != self.last_source():
            self._settings.set("scan_source", value)
            self._settings.set("scan_source_name", name[:LONGEST_NAME])

    def scan(
        self, device_id: str, options: ScanOptions, stopped: Stopped = lambda: False
    ) -> Iterator[ScannedImage]:
        """What a device gives, as it comes.

        Raises:
            Refusal: no such device.
            ScannerTrouble: after what was read, which stays.
        """
        return self._all().scan(device_id, options, stopped)

    @contextmanager
    def held(self, device_id: str | None, reader: Message) -> Iterator[None]:
        """While one reads from a device nobody else does: what lies in a hot folder or a feeder
        belongs to whoever asked first. None: files, which many may read.

        Args:
            reader: who reads, for those who are refused meanwhile.

        Raises:
            Refusal: somebody reads from it; it says who.
        """
        if device_id is None:
            yield
            return
        with self._lock:
            other = self._readers.get(device_id)
            if other is not None:
                raise Refusal("devices.in_use", reader=other)
            self._readers[device_id] = reader
        try:
            yield
        finally:
            with self._lock:
                del self._readers[device_id]

    def find(self, name: str) -> Device:
        """The device with this id, with or without the way before it (``test:0`` as scanimage
        lists it, the path of a folder), or whose name holds ``name``.

        Raises:
            Refusal: none has it, or several do.
        """
        devices = self.devices()
        exact = [
            device
            for device in devices
            if name in (device.id, device.name, device.id.partition(":")[2])
        ]
        wanted = name.casefold()
        like = exact or [device for device in devices if wanted in device.name.casefold()]
        if len(like) == 1:
            return like[0]
        known = ", ".join(device.id for device in devices) or "–"
        raise Refusal("devices.unclear", device=name[:80], known=known[:400])

    def test(self, device_id: str) -> TestReport:
        """A trial scan of one page, which is thrown away.

        Raises:
            Refusal: no such device.
        """
        return self._all().test(device_id)

    def put_aside(self, device_id: str, name: str) -> None:
        """Moves a file of a hot folder that nobody can read out of the way."""
        self._all().put_aside(device_id, name)

    def files(self, paths: Sequence[Path]) -> Iterator[ScannedImage]:
        """The files as they are, one after the other, each with how many pages they have together.

        Raises:
            Refusal: there is no such file, or it is too large.
            EnvironmentFault: it cannot be read.
        """
        from desk_app.paper.scanners.port import ScannedImage

        of = sum(map(_pages_in, paths))
        for path in paths:
            try:
                if not path.is_file():
                    raise Refusal("devices.no_file", name=path.name[:80])
                if path.stat().st_size > LARGEST_FILE:
                    raise Refusal("devices.too_large", name=path.name[:80])
                data = path.read_bytes()
            except OSError as fault:
                raise EnvironmentFault("devices.unreadable", name=path.name[:80]) from fault
            yield ScannedImage(data, "", None, path.name, of)

    def fingerprint(self, paths: Sequence[Path]) -> str | None:
        """Tells whether the same files are given once more, in the same order; None if one of them
        cannot be read."""
        try:
            return fingerprint((path.name, path.stat().st_size, _blocks(path)) for path in paths)
        except OSError:
            return None

    def _all(self) -> Scanners:
        from desk_app.paper.scanners.facade import Scanners
        from desk_app.paper.scanners.port import ScannerSettings

        now = self._settings.get("scanners")
        if self._scanners is None or now != self._made_for:
            said: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in now.items()
            }
            self._scanners = Scanners(ScannerSettings(**said), clock=self._clock)
            self._made_for = now
        return self._scanners


def _pages_in(path: Path) -> int:
    """How many pages a file has; none, where nobody can read it."""
    from desk_app.paper.page_files import OF_SEVERAL, count_of, kind_of

    try:
        with path.open("rb") as file:
            data = file.read(BLOCK)
            if kind_of(data) in OF_SEVERAL and path.stat().st_size <= LARGEST_FILE:
                data += file.read()
            return count_of(data)
    except OSError:
        return 0


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
