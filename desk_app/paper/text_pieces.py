"""The mark-up of printed forms, read: bold, italic, size, a new line, and nothing else.

reportlab reads each paragraph as HTML, which takes a tenth of the time of a receipt. What a piece
of each kind looks like is still asked of it, once for each style.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

_MARK = re.compile(r"(<[^>]*>)")
_SIZE = re.compile(r'<font size="([0-9.]+)">')
_SAMPLE = "x<i>x</i><b>x<i>x</i></b><br/>"
_LINE_BREAK = -1


def text_pieces(markup: str, sheet: ParagraphStyle) -> list[Any]:
    """``markup`` (escaped text with b, i, br, font size) as reportlab's pieces in the style
    ``sheet``.

    Raises:
        ValueError: another mark, or one that is not closed.
    """
    samples = _samples(sheet)
    look = _Look()
    pieces = []
    for part in _MARK.split(markup.strip(" \n")):
        if part == "<br/>":
            pieces.append(samples[_LINE_BREAK].clone())
        elif part.startswith("<"):
            look = look.after(part)
        elif part:
            size = look.size or sheet.fontSize
            pieces.append(samples[look.sample].clone(text=unescape(part), fontSize=size))
    if look != _Look():
        raise ValueError("a mark is not closed")
    return pieces


class _Look(NamedTuple):
    bold: bool = False
    italic: bool = False
    size: float | None = None

    @property
    def sample(self) -> int:
        return 2 * self.bold + self.italic

    def after(self, mark: str) -> _Look:
        """How text looks behind ``mark``."""
        size = _SIZE.fullmatch(mark)
        if size and self.size is None:
            return self._replace(size=float(size[1]))
        if mark == "</font>" and self.size is not None:
            return self._replace(size=None)
        if mark == ("</b>" if self.bold else "<b>"):
            return self._replace(bold=not self.bold)
        if mark == ("</i>" if self.italic else "<i>"):
            return self._replace(italic=not self.italic)
        raise ValueError(f"not a mark of forms: {mark}")


@lru_cache(maxsize=64)
def _samples(sheet: ParagraphStyle) -> list[Any]:
    """Pieces as reportlab makes them: plain, italic, bold, both, line break."""
    return list(Paragraph(_SAMPLE, sheet).frags)
