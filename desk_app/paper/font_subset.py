"""Faces that are cut down to the same letters for nearly every paper.

reportlab cuts a face down to the letters of each document. Names and sentences here are
Vietnamese: with all of its letters in the first subset from the start, that subset is the same for
every document, so it is cut out, compressed and written down once. A letter beyond them is put
behind them, as reportlab does it; such a document gets a subset of its own.
"""

from __future__ import annotations

import unicodedata
import zlib
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import (
    FF_NONSYMBOLIC,
    FF_SYMBOLIC,
    SUBSETN,
    TTFont,
    TTFontFace,
    makeToUnicodeCMap,
)

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_SIGNS = "–—…‘’“”•·×°²§□"
_ASCII_ENDS = 128


def _always() -> str:
    small = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES]
    letters = "".join(small) + "đ"
    every = letters + letters.upper() + _SIGNS
    return "".join(letter for letter in every if ord(letter) >= _ASCII_ENDS)


ALWAYS = _always()
"""The letters that stand in the first subset of every document, behind those of ASCII."""


class SubsetFont(TTFont):  # type: ignore[misc]
    """A face with :data:`ALWAYS` in its first subset. Use it as reportlab's own."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename)
        known = self.face.charToGlyph
        self._always = "".join(letter for letter in ALWAYS if ord(letter) in known)

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> Any:
        """The codes of ``text`` in the subsets of ``doc``."""
        self._begin(doc)
        return super().splitString(text, doc, encoding)

    def getSubsetInternalName(self, subset: int, doc: Any) -> Any:
        """The name of a subset inside ``doc``."""
        self._begin(doc)
        return super().getSubsetInternalName(subset, doc)

    def addObjects(self, doc: Any) -> None:
        """Puts the subsets of ``doc`` into it."""
        self._begin(doc)
        state = self.state[doc]
        state.frozen = 1
        for number, subset in enumerate(state.subsets):
            ready = _ready(self.face, number, tuple(subset))
            font = pdfdoc.PDFTrueTypeFont()
            font.Name = self.getSubsetInternalName(number, doc)[1:]
            font.BaseFont = ready.name
            font.FirstChar = 0
            font.LastChar = len(subset) - 1
            font.Widths = ready.widths
            font.ToUnicode = doc.Reference(_stream(ready.letters), f"letters:{ready.name}")
            font.FontDescriptor = self._descriptor(doc, ready)
            doc.Reference(font, font.Name)
            doc.idToObject["BasicFonts"].dict[font.Name] = font
        del self.state[doc]

    def _begin(self, doc: Any) -> None:
        if doc not in self.state:
            self._assignState(doc)
            super().splitString(self._always, doc)

    def _descriptor(self, doc: Any, ready: _Ready) -> Any:
        face = self.face
        file = _stream(ready.file, Length1=ready.file_length)
        described = {
            "Type": "/FontDescriptor",
            "Ascent": face.ascent,
            "CapHeight": face.capHeight,
            "Descent": face.descent,
            "Flags": (face.flags & ~FF_NONSYMBOLIC) | FF_SYMBOLIC,
            "FontBBox": pdfdoc.PDFArray(face.bbox),
            "FontName": pdfdoc.PDFName(ready.name),
            "ItalicAngle": face.italicAngle,
            "StemV": face.stemV,
            "FontFile2": doc.Reference(file, f"file:{ready.name}"),
            "MissingWidth": face.defaultWidth,
        }
        return doc.Reference(pdfdoc.PDFDictionary(described), f"descriptor:{ready.name}")


class _Ready(NamedTuple):
    """A subset as it stands in a document. ``file`` and ``letters`` are compressed."""

    name: str
    file: bytes
    file_length: int
    letters: bytes
    widths: bytes


_one_at_a_time = Lock()  # a face keeps a place in its file while it is cut


@lru_cache(maxsize=16)
def _ready(face: TTFontFace, number: int, subset: tuple[int, ...]) -> _Ready:
    name = (SUBSETN(number) + b"+" + face.name + face.subfontNameX).decode("pdfdoc")
    letters = makeToUnicodeCMap(name, subset)
    with _one_at_a_time:
        file = face.makeSubset(list(subset))
    widths = pdfdoc.PDFArray([face.getCharWidth(code) for code in subset])
    return _Ready(
        name,
        zlib.compress(file),
        len(file),
        zlib.compress(letters.encode()),
        widths.format(None),
    )


def _stream(compressed: bytes, **said: int) -> Any:
    filters = pdfdoc.PDFArray([pdfdoc.PDFName("FlateDecode")])
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary({**said, "Filter": filters}), compressed)
