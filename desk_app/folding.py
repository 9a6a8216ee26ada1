"""Vietnamese text without its marks, so that people find without typing them."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "D"})
_WORD = re.compile(r"[0-9a-z]+")


def fold(text: str) -> str:
    """``text`` bare and lower case, white space single: "Đặng  Thị" -> "dang thi"."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    bare = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return " ".join(bare.casefold().split())


def words(text: str) -> list[str]:
    """The folded words of ``text``, letters and digits only."""
    return _WORD.findall(fold(text))


def tidy(text: str) -> str:
    """``text`` as it is stored: NFC, no control characters, single spaces, trimmed."""
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(ch if not unicodedata.category(ch).startswith("C") else " " for ch in composed)
    return " ".join(plain.split())
