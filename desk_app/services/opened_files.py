"""What comes from devices and folders, one picture after the other: a file of many pages (PDF,
TIFF) is taken apart on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from desk_app.errors import Refusal
from desk_app.services.page_views import HOT, PageSource, RefusedFile
from desk_app.wording import Message

if TYPE_CHECKING:
    from desk_app.paper.scanners.port import ScannedImage

LEAST_DPI = 50  # what files say below is no resolution but a ratio
OnRefused = Callable[["ScannedImage", Refusal], None]
"""Told of a file that nobody can read, e.g. to move it out of a hot folder; it is passed over."""


class PutsAside(Protocol):
    """``services.scan_devices.ScanDevices``."""

    def put_aside(self, device_id: str, name: str) -> None:
        """Moves a file of a hot folder out of the way."""
        ...


class RefusedFiles:
    """An :data:`OnRefused` that keeps what it is told. A file of a hot folder is moved aside, so
    that it does not keep the next ones."""

    def __init__(self, devices: PutsAside, source: PageSource) -> None:
        self._devices, self._source = devices, source
        self.files: tuple[RefusedFile, ...] = ()

    def __call__(self, image: ScannedImage, refusal: Refusal) -> None:
        """One such file."""
        aside = False
        try:
            if self._source.way == HOT and self._source.device and image.name:
                self._devices.put_aside(self._source.device, image.name)
                aside = True
        finally:
            self.files = (*self.files, RefusedFile(image.name or "–", refusal, aside))


def opened(
    images: Iterable[ScannedImage],
    on_refused: OnRefused | None = None,
    on_note: Callable[[Message], None] | None = None,
) -> Iterator[ScannedImage]:
    """The pictures of ``images`` in order, those of a file of several with how many there will be.
    The next of ``images`` is asked for only when all pictures of the last one were taken.
    ``on_note`` is told of a file that is not what its name says, and was read all the same.

    Raises:
        Refusal: a file cannot be read and nobody is told of it.
    """
    from desk_app.paper.page_files import count_of, pages_of, renamed

    given = 0
    for image in images:
        note = renamed(image.data, image.name or "")
        if note is not None and on_note is not None:
            on_note(note)
        of = image.of
        if not of and (count := count_of(image.data)) > 1:
            of = given + count
        try:
            for page in pages_of(image.data, image.name or ""):
                given += 1
                yield replace(_with_dpi(page, image), of=of)
        except Refusal as refusal:
            if on_refused is None:
                raise
            on_refused(image, refusal)


def _with_dpi(page: ScannedImage, image: ScannedImage) -> ScannedImage:
    """The page; where it does not know its resolution, what the device was asked for."""
    known = page.dpi if page.dpi is not None and page.dpi >= LEAST_DPI else None
    return replace(page, dpi=known or image.dpi)
