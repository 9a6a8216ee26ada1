"""Qt's own words (Undo, Copy, OK, …) from ``translations/<lang>/qt.toml``.

Qt ships no Vietnamese; without this its line edits offer "Undo" and "Paste". The words are handed
to Qt as the compiled catalogue it reads itself, made in memory, so that Qt looks them up without
asking Python for every word it draws.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from PySide6.QtCore import QTranslator

from desk_app.wording import translations

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE, _CONTEXT = 1, 3, 6, 7


class QtWords(QTranslator):
    """The words of one language for Qt; install it on the application."""

    def __init__(self, code: str) -> None:
        super().__init__()
        # Qt reads from these bytes as long as it lives and makes no copy.
        self._catalogue = compiled(words_of_qt(code))
        self.load(self._catalogue)


def words_of_qt(code: str) -> dict[tuple[str, str], str]:
    """The words by Qt's class and its English text."""
    found = {}
    for key, words in translations(code).items():
        area, _, rest = key.partition(".")
        if area == "qt":
            context, _, source = rest.partition(".")
            found[context, source] = words
    return found


def compiled(words: Mapping[tuple[str, str], str]) -> bytes:
    """A catalogue in Qt's .qm form: a table of hashes, sorted, and the messages."""
    messages = bytearray()
    places = []
    for (context, source), translation in words.items():
        places.append((_hash(source.encode()), len(messages)))
        for tag, text in (
            (_TRANSLATION, translation.encode("utf-16-be")),
            (_SOURCE, source.encode()),
            (_CONTEXT, context.encode()),
        ):
            messages += struct.pack(">BI", tag, len(text)) + text
        messages.append(_END)
    hashes = b"".join(struct.pack(">II", *place) for place in sorted(places))
    return _MAGIC + _section(_HASHES, hashes) + _section(_MESSAGES, bytes(messages))


def _section(tag: int, content: bytes) -> bytes:
    return struct.pack(">BI", tag, len(content)) + content


def _hash(text: bytes) -> int:
    """The hash of System V's object files, which Qt uses here."""
    value = 0
    for byte in text:
        value = ((value << 4) + byte) & 0xFFFFFFFF
        high = value & 0xF0000000
        if high:
            value ^= high >> 24
        value &= ~high & 0xFFFFFFFF
    return value or 1
