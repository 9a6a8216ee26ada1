"""A hot folder in memory, and the end of the program while it is read."""

from __future__ import annotations

from collections.abc import Iterator

from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.page_views import PageSource

HOT = PageSource("hot_folder", device="folder:/in")


class Died(BaseException):
    """Stands in for the process ending; nobody catches it."""


class Folder:
    """A file is removed once the next one is asked for."""

    def __init__(self, **files: bytes) -> None:
        self.files = files

    def scan(self, dies_at: str = "") -> Iterator[ScannedImage]:
        """The files as they lie there; at one of them the program may end."""
        for name, data in list(self.files.items()):
            yield ScannedImage(data, "", None, name)
            if name == dies_at:
                raise Died
            del self.files[name]
