"""The invisible text of an archived page: each word under its picture, in reading order.

Words of one line share baseline and size, whatever their letters reach up and down to: readers
put text into lines by the baseline.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desk_app.paper.hidden_font import ASCENT, DESCENT, UNITS, WIDTH
from desk_app.paper.page_text import Word

_NO_CHARACTER = "\ufffd"
_TALLER_IS_ANOTHER_LINE = 20  # a hyphen may begin a line


@dataclass
class TextLine:
    """Words that stand beside each other, and the band of the page they fill, in pixels."""

    words: list[Word] = field(default_factory=list)
    top: int = 0
    bottom: int = 0

    def takes(self, word: Word) -> bool:
        """Whether the word continues this line: further right, at the same height."""
        if not self.words or word.left < self.words[-1].left:
            return False
        common = min(self.bottom, word.bottom) - max(self.top, word.top)
        low, high = sorted((self.bottom - self.top, word.bottom - word.top))
        return 2 * common >= low > 0 and high <= _TALLER_IS_ANOTHER_LINE * low

    def add(self, word: Word) -> None:
        """Puts the word at the end."""
        self.top = min(self.top, word.top) if self.words else word.top
        self.bottom = max(self.bottom, word.bottom) if self.words else word.bottom
        self.words.append(word)


def lines_of(words: Iterable[Word]) -> list[TextLine]:
    """The words, which come in reading order, line by line."""
    lines: list[TextLine] = []
    for word in words:
        if word.right <= word.left or word.bottom <= word.top or not word.text.strip():
            continue
        if not lines or not lines[-1].takes(word):
            lines.append(TextLine())
        lines[-1].add(word)
    return lines


def text_operators(words: Sequence[Word], height: int, scale: float, font: str) -> bytes:
    """PDF operators that set ``words`` invisibly.

    Args:
        height: of the page, in pixels, from whose top the words are measured.
        scale: points per pixel.
        font: the name of the hidden font among the page's resources.
    """
    out = ["BT 3 Tr"]
    for line in lines_of(words):
        size = (line.bottom - line.top) * scale * UNITS / (ASCENT - DESCENT)
        baseline = (height - line.bottom) * scale - DESCENT * size / UNITS
        out.append(f"/{font} {size:.2f} Tf")
        for index, word in enumerate(line.words):
            text = encodable(word.text)
            natural = len(text) * WIDTH * size / UNITS
            stretch = 100 * (word.right - word.left) * scale / natural
            after = " " if index + 1 < len(line.words) else ""
            digits = (text + after).encode("utf-16-be").hex()
            place = f"1 0 0 1 {word.left * scale:.2f} {baseline:.2f} Tm"
            out.append(f"{stretch:.2f} Tz {place} <{digits}> Tj")
    out.append("ET")
    return "\n".join(out).encode("ascii") if len(out) > 2 else b""


def encodable(text: str) -> str:
    """Composed letters, one 16-bit number each; others cannot be said by the hidden font."""
    composed = unicodedata.normalize("NFC", text.strip())
    return "".join(
        letter if letter.isprintable() and ord(letter) < 0x10000 else _NO_CHARACTER
        for letter in composed
    )
