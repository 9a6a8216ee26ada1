"""The typeface of printed forms: Liberation Serif (the metrics of Times), embedded as a subset.

The built-in fonts of PDF have no Vietnamese letters; a form must never use them.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from html import escape

from reportlab.pdfbase import pdfmetrics

from desk_app.paper.font_subset import SubsetFont
from desk_app.wording import RESOURCES

REGULAR = "PaperSerif"
BOLD = "PaperSerif-Bold"
ITALIC = "PaperSerif-Italic"
BOLD_ITALIC = "PaperSerif-BoldItalic"

_FILES = {
    REGULAR: "LiberationSerif-Regular.ttf",
    BOLD: "LiberationSerif-Bold.ttf",
    ITALIC: "LiberationSerif-Italic.ttf",
    BOLD_ITALIC: "LiberationSerif-BoldItalic.ttf",
}
_UNKNOWN_LETTER = "□"


@cache
def register_fonts() -> frozenset[int]:
    """Makes the four faces known to reportlab, once; answers the letters all of them have."""
    common: set[int] | None = None
    for name, file in _FILES.items():
        font = SubsetFont(name, str(RESOURCES / "fonts" / "paper" / file))
        pdfmetrics.registerFont(font)
        letters = set(font.face.charToGlyph)
        common = letters if common is None else common & letters
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC
    )
    return frozenset(common or ())


def printable(text: str | None) -> str:
    """``text`` as it can stand on paper: composed letters (NFC), white space as single spaces,
    no control characters; a letter the typeface lacks becomes an empty box, so that it is seen
    to be missing."""
    if not text:
        return ""
    letters = register_fonts()
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    if _plain_letters().issuperset(composed):
        return composed
    return "".join(_letter(letter, letters) for letter in composed)


def as_markup(text: str | None) -> str:
    """:func:`printable` text, safe inside the mark-up of a paragraph."""
    return escape(printable(text), quote=False)


@cache
def _plain_letters() -> frozenset[str]:
    """What stands on paper as it is: nearly every text is made of nothing else."""
    letters = register_fonts()
    return frozenset(letter for letter in map(chr, letters) if _letter(letter, letters) == letter)


def _letter(letter: str, letters: frozenset[int]) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Cf"):
        return ""
    if ord(letter) in letters:
        return letter
    return "" if kind == "Mn" else _UNKNOWN_LETTER
