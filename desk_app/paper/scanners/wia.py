"""Windows Image Acquisition 2.0: what is asked of a scanner and what its answers mean.

The calls of COM themselves stand in ``wia_com``; everything here runs against any
:class:`~desk_app.paper.scanners.wia_port.Imaging`.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from desk_app.paper.scanners.port import (
    SIZES,
    Device,
    Moved,
    ScannedImage,
    ScannerTrouble,
    ScanOptions,
    Source,
    Stopped,
)
from desk_app.paper.scanners.wia_port import (
    ALL_PAGES,
    CATEGORY_FEEDER,
    CATEGORY_FLATBED,
    DATA_TYPE,
    DATA_TYPES,
    DEVICE_ID,
    DEVICE_MAKER,
    DEVICE_NAME,
    DEVICE_TYPE,
    DUPLEX,
    FEED,
    FLAT,
    FORMAT,
    FORMATS,
    HANDLING_CAPABILITIES,
    HANDLING_SELECT,
    MOST_HEIGHT,
    MOST_WIDTH,
    PAGES,
    PAPER_EMPTY,
    SCANNER,
    TYMED,
    TYMED_FILE,
    X_EXTENT,
    X_POSITION,
    X_RESOLUTION,
    Y_EXTENT,
    Y_POSITION,
    Y_RESOLUTION,
    ComFault,
    Imaging,
    Item,
    trouble_meant,
)

_DONE = object()


class WiaWay:
    """Scanners that Windows knows.

    Args:
        imaging: opens the service; called in the thread that uses it.
    """

    def __init__(
        self, imaging: Callable[[], AbstractContextManager[Imaging]], moved: Moved
    ) -> None:
        self._imaging = imaging
        self._moved = moved

    def devices(self) -> Iterator[Device]:
        """The scanners, each opened to see what it can; one that does not open is named anyway."""
        try:
            with self._imaging() as service:
                for about in service.devices():
                    if int(about.get(DEVICE_TYPE) or 0) >> 16 == SCANNER:
                        self._moved()
                        yield _described(service, about)
        except ComFault as fault:
            raise ScannerTrouble(trouble_meant(fault.code), str(fault)) from fault

    def scan(self, address: str, options: ScanOptions, stopped: Stopped) -> Iterator[ScannedImage]:
        """The pages as the driver hands them over, while it goes on with the next."""
        pages: queue.Queue[Any] = queue.Queue(2)
        given_up = threading.Event()

        def put(thing: object) -> None:
            while not given_up.is_set():
                with contextlib.suppress(queue.Full):
                    pages.put(thing, timeout=0.1)
                    return

        def over() -> bool:
            return stopped() or given_up.is_set()

        def work() -> None:
            try:
                with self._imaging() as service:
                    _download(service, address, options, put, self._moved, over)
            except (ComFault, ScannerTrouble) as fault:
                put(fault)
            finally:
                put(_DONE)

        thread = threading.Thread(target=work, name="WIA", daemon=True)
        thread.start()
        try:
            yield from _given(pages, options, stopped)
        finally:
            given_up.set()
            thread.join(1.0)


def _given(
    pages: queue.Queue[Any], options: ScanOptions, stopped: Stopped
) -> Iterator[ScannedImage]:
    count = 0
    most = 1 if options.source == "flatbed" else options.pages
    while not stopped():
        try:
            thing = pages.get(timeout=0.05)
        except queue.Empty:
            continue
        if isinstance(thing, ScannerTrouble):
            raise thing
        if isinstance(thing, ComFault):
            if thing.code == PAPER_EMPTY and count:
                return
            raise ScannerTrouble(trouble_meant(thing.code), f"WIA {thing}")
        if thing is _DONE:
            if not count:
                raise ScannerTrouble("other", "WIA gave no page")
            return
        count += 1
        yield thing
        if most is not None and count >= most:
            return


def _download(
    service: Imaging,
    address: str,
    options: ScanOptions,
    put: Callable[[object], None],
    moved: Moved,
    stopped: Stopped,
) -> None:
    root = service.open(address)
    item = _item_for(root, options.source)
    mime = _set_up(item, options)
    dpi = int(item.read(X_RESOLUTION) or options.dpi)
    item.download(lambda data: put(ScannedImage(data, mime, dpi)), moved, stopped)


def _item_for(root: Item, source: Source) -> Item:
    wanted = CATEGORY_FLATBED if source == "flatbed" else CATEGORY_FEEDER
    children = root.children()
    for item in children:
        if item.category() == wanted:
            return item
    if source == "flatbed" and children:
        return children[0]
    raise ScannerTrouble("unsupported", f"no item for {source}")


def _set_up(item: Item, options: ScanOptions) -> str:
    """Writes what is wished; only what changes the paper's way must be taken. The image's type."""
    if options.source != "flatbed":
        item.write(HANDLING_SELECT, DUPLEX if options.source == "feeder_both_sides" else FEED)
        _try(item, PAGES, options.pages or ALL_PAGES)
    _try(item, TYMED, TYMED_FILE)
    mime = next((mime for form, mime in FORMATS if _try(item, FORMAT, form)), "image/bmp")
    _try(item, DATA_TYPE, DATA_TYPES.get(options.colour, DATA_TYPES["grey"]))
    dpi = next((n for n in _resolutions(options.dpi) if _try(item, X_RESOLUTION, n)), options.dpi)
    _try(item, Y_RESOLUTION, dpi)
    _set_area(item, options.size, dpi)
    return mime


def _resolutions(wanted: int) -> Sequence[int]:
    """The wanted one, then the common ones above it, then those below."""
    common = (100, 150, 200, 300, 400, 600)
    above = [n for n in common if n > wanted]
    return [wanted, *above, *reversed([n for n in common if n < wanted])]


def _set_area(item: Item, size: str, dpi: int) -> None:
    wanted = SIZES.get(size, SIZES["A4"])
    _try(item, X_POSITION, 0)
    _try(item, Y_POSITION, 0)
    for millimetres, limit, extent in zip(
        wanted, (MOST_WIDTH, MOST_HEIGHT), (X_EXTENT, Y_EXTENT), strict=True
    ):
        pixels = round(millimetres / 25.4 * dpi)
        most = item.read(limit)  # thousandths of an inch
        _try(item, extent, min(pixels, int(most) * dpi // 1000) if most else pixels)


def _try(item: Item, property_id: int, value: int | str) -> bool:
    try:
        item.write(property_id, value)
    except ComFault:
        return False
    return True


def _described(service: Imaging, about: Mapping[int, Any]) -> Device:
    address = str(about.get(DEVICE_ID) or "")
    name = str(about.get(DEVICE_NAME) or address)
    raw: dict[str, Any] = {"maker": str(about.get(DEVICE_MAKER) or "")}
    sources: tuple[Source, ...] = ("flatbed",)
    try:
        sources = _sources(service.open(address), raw)
    except ComFault as fault:
        raw["fault"] = str(fault)
    return Device(f"wia:{address}", name, "wia", sources, raw=raw)


def _sources(root: Item, raw: dict[str, Any]) -> tuple[Source, ...]:
    categories = {item.category(): item for item in root.children()}
    can = int(root.read(HANDLING_CAPABILITIES) or 0)
    feeder = categories.get(CATEGORY_FEEDER)
    if feeder is not None:
        can |= int(feeder.read(HANDLING_CAPABILITIES) or 0)
    raw["handling"] = can
    found: list[Source] = []
    if CATEGORY_FLATBED in categories or can & FLAT:
        found.append("flatbed")
    if feeder is not None:
        found += ["feeder", "feeder_both_sides"] if can & DUPLEX else ["feeder"]
    return tuple(found) or ("flatbed",)
