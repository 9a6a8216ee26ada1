"""Readers of text that answer at once, for what is done with the text."""

from __future__ import annotations

from desk_app.errors import EnvironmentFault
from desk_app.paper.page_text import PageText, Word


class ReaderOf:
    """Reads the same words on every page; counts pages, remembers being closed."""

    def __init__(self, text: str = "Giấy khai sinh", *, turned: int | None = None) -> None:
        self._text, self._turned = text, turned
        self.pages = 0
        self.closed = False

    def read_page(self, jpeg: bytes, dpi: int) -> PageText:
        """The words, side by side near the top."""
        self.pages += 1
        words = [
            Word(word, 60 + 80 * place, 60, 130 + 80 * place, 80, 90.0)
            for place, word in enumerate(self._text.split())
        ]
        turned = self._turned if self.pages == 1 else None
        return PageText(self._text, tuple(words), 90.0, turned)

    def close(self) -> None:
        """Remembers it."""
        self.closed = True


class ReaderThatFails(ReaderOf):
    """Ends on every page."""

    def read_page(self, jpeg: bytes, dpi: int) -> PageText:
        """Never answers."""
        self.pages += 1
        raise EnvironmentFault("pages.reader_ended")
