"""Windows Image Acquisition as it is seen from above COM: numbers, categories, faults, calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from desk_app.paper.scanners.port import Moved, Stopped

# Properties of devices and items (wiadef.h).
DEVICE_ID, DEVICE_MAKER, DEVICE_TYPE, DEVICE_NAME = 2, 3, 5, 7
HANDLING_CAPABILITIES, HANDLING_SELECT = 3086, 3088
PAGES = 3096
DATA_TYPE, FORMAT, TYMED = 4103, 4106, 4108
X_RESOLUTION, Y_RESOLUTION = 6147, 6148
X_POSITION, Y_POSITION, X_EXTENT, Y_EXTENT = 6149, 6150, 6151, 6152
MOST_WIDTH, MOST_HEIGHT = 6165, 6166
SCANNER = 1
FEED, FLAT, DUPLEX = 1, 2, 4
ALL_PAGES = 0
TYMED_FILE = 2
DATA_TYPES = {"color": 3, "grey": 2, "black_white": 2}
CATEGORY_FLATBED = "fb607b1f-43f3-488b-855b-fb703ec342a6"
CATEGORY_FEEDER = "fe131934-f84c-42ad-8da4-6129cddd7288"
JPEG = "b96b3cae-0728-11d3-9d7b-0000f81ef32e"
FORMATS = (
    (JPEG, "image/jpeg"),
    ("b96b3caf-0728-11d3-9d7b-0000f81ef32e", "image/png"),
    ("b96b3cab-0728-11d3-9d7b-0000f81ef32e", "image/bmp"),
)
PAPER_EMPTY = 0x80210003
# HRESULTs. Microsoft's header counts the later ones in decimal, its documentation in hexadecimal.
CODES = {
    0x80210002: "jam",
    PAPER_EMPTY: "tray_empty",
    0x80210004: "jam",
    0x80210005: "gone",
    0x80210006: "busy",
    0x80210007: "busy",
    0x80210008: "gone",
    0x80210009: "gone",
    0x8021000A: "gone",
    0x8021000B: "unsupported",
    0x8021000C: "unsupported",
    0x8021000D: "busy",
    0x80210010: "cover_open",
    0x80210016: "cover_open",
    0x80210013: "busy",
    0x80210019: "busy",
    0x80210014: "jam",
    0x80210020: "jam",
    0x80210015: "gone",
    0x8007000E: "out_of_memory",
    0x80070008: "out_of_memory",
    0x80070057: "unsupported",
    0x80004001: "unsupported",
    0x800706BA: "gone",
    0x800706BE: "gone",
    0x80010108: "gone",
    0x80070005: "busy",
}


class ComFault(Exception):
    """A call of COM failed; ``code`` is its HRESULT, without sign."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code & 0xFFFFFFFF:08X}")
        self.code = code & 0xFFFFFFFF


class Item(Protocol):
    """An item of a device: the device itself, its glass, its feeder."""

    def category(self) -> str:
        """Its category's GUID, in small letters without braces."""
        ...

    def children(self) -> Sequence[Item]:
        """The items below it."""
        ...

    def read(self, property_id: int) -> Any:
        """The value of a property, None where there is none."""
        ...

    def write(self, property_id: int, value: int | str) -> None:
        """Sets a property; text is a GUID.

        Raises:
            ComFault: the device does not take it.
        """
        ...

    def download(self, page: Callable[[bytes], None], moved: Moved, stopped: Stopped) -> None:
        """Scans; ``page`` is told of each whole image, from within this call.

        Raises:
            ComFault: also at the end of the paper (:data:`PAPER_EMPTY`).
        """
        ...


class Imaging(Protocol):
    """Windows' imaging service, used in one thread only."""

    def devices(self) -> Sequence[Mapping[int, Any]]:
        """The properties of each device by id, as far as they are known without opening it."""
        ...

    def open(self, device_id: str) -> Item:
        """The root item of a device.

        Raises:
            ComFault: there is none, or it does not answer.
        """
        ...


def trouble_meant(code: int) -> str:
    """The kind of trouble that an HRESULT means."""
    return CODES.get(code & 0xFFFFFFFF, "other")
