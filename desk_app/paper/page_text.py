"""What was read from a page: words and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Word(NamedTuple):
    """A word and its box in pixels of the page's image; ``confidence`` from 0 to 100.

    Page rows keep words as plain lists of these six values.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@dataclass(frozen=True)
class PageText:
    """The text of a page, lines apart, in reading order; empty if nothing could be read.

    ``confidence``: mean over the words, 0 to 100. ``turned``: the clockwise turn (90, 180, 270)
    after which the page can be read, None if it stands upright or nobody can tell; then ``words``
    are in pixels of the page so turned.
    """

    text: str
    words: tuple[Word, ...]
    confidence: float
    turned: int | None = None


class TextReader(Protocol):
    """Reads the text of pages, one at a time."""

    def read_page(self, jpeg: bytes, dpi: int) -> PageText:
        """The text of one page.

        Raises:
            EnvironmentFault: the reader is not there, crashed twice, or took too long.
        """
        ...

    def close(self) -> None:
        """Lets go of the reader's process and memory; the next page starts it again."""
        ...


def words_of(stored: Iterable[Sequence[Any]]) -> tuple[Word, ...]:
    """The words that a page row keeps as lists."""
    return tuple(Word(*entry) for entry in stored)
