"""Pictures for a screen with a strip of pages and one page large, read away from the screen."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from desk_app.errors import DeskError
from desk_app.ui.background import Background
from desk_app.ui.screens.digitise.source import Pages


class ShowsPages(Protocol):
    """A view with a strip and a large page."""

    @property
    def picture_wanted(self) -> SignalInstance:
        """Id of a page whose thumbnail is wanted."""
        ...

    @property
    def page_wanted(self) -> SignalInstance:
        """Id of the page that is wanted large."""
        ...

    def show_picture(self, page_id: str, picture: bytes) -> None:
        """A thumbnail."""
        ...

    def show_page(self, page_id: str, picture: bytes) -> None:
        """The page, large."""
        ...

    def show_error(self, error: DeskError) -> None:
        """What went wrong."""
        ...


class PagePictures:
    """Answers what ``view`` asks for; of the large pages only the last one asked for."""

    def __init__(
        self, view: ShowsPages, owner: QObject, pages: Pages, background: Background
    ) -> None:
        self._view, self._owner, self._pages, self._background = view, owner, pages, background
        self._looking = background.newest()
        view.picture_wanted.connect(self._want_picture)
        view.page_wanted.connect(self._want_page)

    def _want_picture(self, page_id: str) -> None:
        self._background.read(
            self._pages.thumbnail,
            page_id,
            done=lambda picture: self._view.show_picture(page_id, picture),
            failed=self._ignore,
            owner=self._owner,
        )

    def _want_page(self, page_id: str) -> None:
        self._looking.ask(
            self._pages.image,
            page_id,
            done=lambda picture: self._view.show_page(page_id, picture),
            failed=self._view.show_error,
            owner=self._owner,
        )

    @staticmethod
    def _ignore(_error: DeskError) -> None:
        """A page whose picture is gone has been replaced; the strip is read anew anyway."""
