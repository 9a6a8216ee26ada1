"""A folder into which the program of a scanner puts files: taken when whole, removed when safe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desk_app.clock import Clock
from desk_app.errors import EnvironmentFault
from desk_app.paper.scanners.port import ScannedImage, ScannerTrouble, Stopped
from desk_app.replacing import durable_remove, durable_replace

# What scanning programs write. Other names are passed by; what a file really is, its bytes say.
MIMES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".heic": "image/heic",
    ".heif": "image/heic",
}
STABLE = timedelta(seconds=2)
# A file that nobody may read for so long will not be readable by waiting.
PATIENCE = timedelta(seconds=30)
ASIDE = "chua-doc-duoc"
_LOOK_EVERY = 0.5


@dataclass(frozen=True)
class _Sight:
    """How a file looked, and since when."""

    size: int
    changed: int
    since: datetime


class HotFolder:
    """Watches one folder by looking; notices of the system are not to be had on network drives.

    A file is taken when its size and time have not changed for a while and it can be opened; it is
    removed when the next one is asked for, so not before whoever took it has it safe.

    Args:
        wait: how to let time pass between two looks.
    """

    def __init__(
        self, folder: Path, clock: Clock, wait: Callable[[float], object] | None = None
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._wait = wait or threading.Event().wait
        self._seen: dict[Path, _Sight] = {}

    def ready(self) -> tuple[Path, ...]:
        """Looks once: the files that have stood still long enough, the oldest first.

        Raises:
            ScannerTrouble: the folder cannot be reached.
        """
        now = self._clock.now()
        seen: dict[Path, _Sight] = {}
        for path, size, changed in self._files():
            before = self._seen.get(path)
            same = before and (before.size, before.changed) == (size, changed)
            # A clock put back starts the wait anew instead of making it endless.
            since = before.since if before and same and before.since <= now else now
            seen[path] = _Sight(size, changed, since)
        self._seen = seen
        still = [p for p, sight in seen.items() if sight.size and now - sight.since >= STABLE]
        return tuple(sorted(still, key=lambda path: (seen[path].changed, path.name)))

    def scan(self, stopped: Stopped) -> Iterator[ScannedImage]:
        """All files that lie there or arrive meanwhile, until none is left.

        Raises:
            EnvironmentFault: there was none (``scanner.folder_empty``).
            ScannerTrouble: the folder cannot be reached.
        """
        taken = 0
        while not stopped():
            for path in self.ready():
                image = self._read(path)
                if image is None:
                    continue
                yield image
                self._remove(path)
                taken += 1
                if stopped():
                    return
            if not self._arriving():
                break
            self._wait(_LOOK_EVERY)
        if not taken and not stopped():
            raise EnvironmentFault("scanner.folder_empty", folder=self._folder.name)

    def sizes(self) -> tuple[int, ...]:
        """The sizes of the files that lie there, finished or not; takes nothing.

        Raises:
            ScannerTrouble: the folder cannot be reached.
        """
        return tuple(size for _, size, _ in self._files())

    def _arriving(self) -> bool:
        """Whether waiting is worth it: a file grows, or has not long been closed to us."""
        now = self._clock.now()
        return any(sight.size and now - sight.since < PATIENCE for sight in self._seen.values())

    def put_aside(self, name: str) -> Path | None:
        """Moves a file that nobody can read into a folder beside the others; None if it is gone.

        Raises:
            ScannerTrouble: the folder cannot be reached.
        """
        source = self._folder / Path(name).name
        aside = self._folder / ASIDE
        try:
            aside.mkdir(exist_ok=True)
            target, count = aside / source.name, 1
            while target.exists():
                count += 1
                target = aside / f"{source.stem}-{count}{source.suffix}"
            durable_replace(source, target)
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise ScannerTrouble("gone", f"folder: {fault.strerror}") from fault
        return target

    def _files(self) -> Iterator[tuple[Path, int, int]]:
        try:
            for path in self._folder.iterdir():
                if path.suffix.lower() in MIMES and not path.name.startswith((".", "~")):
                    about = path.stat()
                    if path.is_file():
                        yield path, about.st_size, about.st_mtime_ns
        except OSError as fault:
            raise ScannerTrouble("gone", f"folder: {fault.strerror}") from fault

    def _read(self, path: Path) -> ScannedImage | None:
        """The whole file; None while its writer still holds it."""
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if len(data) != self._seen[path].size:
            return None
        return ScannedImage(data, MIMES[path.suffix.lower()], None, path.name)

    def _remove(self, path: Path) -> None:
        self._seen.pop(path, None)
        try:
            durable_remove(path)
        except OSError as fault:  # its page is kept already, and would be taken once more
            raise ScannerTrouble("gone", f"folder: {fault.strerror}") from fault
