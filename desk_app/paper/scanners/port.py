"""What a way of scanning is: devices, options, images as they come, and eight kinds of trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from desk_app.errors import EnvironmentFault

Source = Literal["flatbed", "feeder", "feeder_both_sides"]
SOURCES: tuple[Source, ...] = ("flatbed", "feeder", "feeder_both_sides")
COLOURS = ("color", "grey", "black_white")
# Width and height in millimetres; a card lies anywhere on the upper half of the glass.
SIZES: Mapping[str, tuple[float, float]] = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "card": (148.0, 105.0),
}
KINDS = (
    "tray_empty",
    "jam",
    "cover_open",
    "busy",
    "gone",
    "unsupported",
    "out_of_memory",
    "other",
)
Stopped = Callable[[], bool]
"""Asked again and again while a device works: True ends the work."""
Moved = Callable[[], None]
"""Told whenever the device showed a sign of life."""


@dataclass(frozen=True)
class ScannedImage:
    """One image, or a file of several, as a device or folder gave it; bytes in memory only.

    ``mime`` is what the device says it is; ``dpi`` what was asked for (None: look inside);
    ``name`` the file's name, where it came as a file. ``of``: how many pages come together with
    it, as far as that is known.
    """

    data: bytes
    mime: str
    dpi: int | None = None
    name: str | None = None
    of: int | None = None


@dataclass(frozen=True)
class ScanOptions:
    """How to scan. ``dpi`` and ``size`` are wishes: the nearest the device has is taken.

    ``pages`` limits how many sides are read from a feeder (None: until it is empty).
    """

    source: Source = "feeder"
    colour: str = "grey"
    dpi: int = 200
    size: str = "A4"
    pages: int | None = None


@dataclass(frozen=True)
class Device:
    """A scanner, told by what it can do.

    ``id`` is what :meth:`Scanners.scan` takes: way and address in one. ``way``: sane | escl | wia
    | folder. ``sources``, ``resolutions`` (dpi, rising; empty: not known) and ``colours`` are in
    this program's words; ``raw`` keeps what the driver calls things, for IT.
    """

    id: str
    name: str
    way: str
    sources: tuple[Source, ...] = ("flatbed",)
    resolutions: tuple[int, ...] = ()
    colours: tuple[str, ...] = COLOURS
    raw: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A form that goes over a pipe, and that ``devices --json`` prints."""
        return {
            "id": self.id,
            "name": self.name,
            "way": self.way,
            "sources": list(self.sources),
            "resolutions": list(self.resolutions),
            "colours": list(self.colours),
            "raw": dict(self.raw),
        }

    @staticmethod
    def from_json(packed: Mapping[str, Any]) -> Device:
        """The device that :meth:`to_json` packed."""
        return Device(
            packed["id"],
            packed["name"],
            packed["way"],
            tuple(packed["sources"]),
            tuple(packed["resolutions"]),
            tuple(packed["colours"]),
            packed["raw"],
        )

    def fitting(self, options: ScanOptions) -> ScanOptions:
        """``options`` with a source this device has: both sides become one, a feeder the glass."""
        wanted = SOURCES.index(options.source)
        for source in (*reversed(SOURCES[: wanted + 1]), *SOURCES):
            if source in self.sources:
                return ScanOptions(source, options.colour, options.dpi, options.size, options.pages)
        return options


@dataclass(frozen=True)
class ScannerSettings:
    """What IT says of scanners at this desk.

    ``addresses``: network scanners that do not announce themselves (``http://10.0.0.7/eSCL``, or
    a bare host). ``folders``: hot folders. ``sane_devices``: names SANE does not list by itself.
    ``extra``: arguments for ``scanimage`` by device name, for scanners with quirks.
    ``environment``: variables for drivers, e.g. ``SANE_CONFIG_DIR``. ``ways``: which are used.
    """

    addresses: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    sane_devices: tuple[str, ...] = ()
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[str, ...] = ("sane", "escl", "wia")
    announced: bool = True

    def to_json(self) -> dict[str, Any]:
        """A form that goes over a pipe."""
        return {
            "addresses": list(self.addresses),
            "folders": list(self.folders),
            "sane_devices": list(self.sane_devices),
            "extra": {name: list(words) for name, words in self.extra.items()},
            "environment": dict(self.environment),
            "ways": list(self.ways),
            "announced": self.announced,
        }

    @staticmethod
    def from_json(packed: Mapping[str, Any]) -> ScannerSettings:
        """The settings that :meth:`to_json` packed."""
        return ScannerSettings(
            tuple(packed["addresses"]),
            tuple(packed["folders"]),
            tuple(packed["sane_devices"]),
            {name: tuple(words) for name, words in packed["extra"].items()},
            packed["environment"],
            tuple(packed["ways"]),
            packed["announced"],
        )


class ScannerTrouble(EnvironmentFault):
    """A device did not do what it should. Every image given before it is whole and stays.

    Args:
        kind: one of :data:`KINDS`; its words stand under ``scanner.<kind>``.
        detail: what the driver said, for the log and IT; never a path or content.
        pages: how many images were given before.
    """

    def __init__(self, kind: str, detail: str = "", pages: int = 0) -> None:
        self.trouble = kind if kind in KINDS else "other"
        self.detail = detail
        self.pages = pages
        super().__init__(f"scanner.{self.trouble}", pages=pages)

    @property
    def picture(self) -> str:
        """The name of the drawing that shows what to do, under ``resources/pictures``."""
        return f"scanner-{self.trouble}"

    def after(self, pages: int) -> ScannerTrouble:
        """The same trouble, said after ``pages`` images."""
        return ScannerTrouble(self.trouble, self.detail, pages)


class Way(Protocol):
    """One way of scanning. Used inside the child process, by one call at a time."""

    def devices(self) -> Iterator[Device]:
        """The devices as they are found; one may come twice, the second time better known."""
        ...

    def scan(self, address: str, options: ScanOptions, stopped: Stopped) -> Iterator[ScannedImage]:
        """The images of one scan, each as soon as it is whole.

        ``address`` is the part of the device's id behind the way's name.

        Raises:
            ScannerTrouble: after the images that could be read.
        """
        ...


def address_of(device_id: str) -> tuple[str, str]:
    """Way and address of a device's id: ``escl:http://10.0.0.7/eSCL``."""
    way, _, address = device_id.partition(":")
    return way, address


def folder_id(folder: Path) -> str:
    """The device id of a hot folder."""
    return f"folder:{folder}"
