"""Vietnamese text without its marks, so that people find without typing them; text as stored."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[0-9a-z]+")
# Control characters, surrogates, private and unassigned signs, pictures: no form can print them.
_UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "So"))
_SIGNS = 4096  # letters in use at a counter are few; each is judged once


def fold(text: str) -> str:
    """``text`` bare and lower case, white space single: "Đặng  Thị" -> "dang thi"."""
    return " ".join("".join(map(_bare, text)).split())


def words(text: str) -> list[str]:
    """The folded words of ``text``, letters and digits only."""
    return _WORD.findall(fold(text))


def tidy(text: str) -> str:
    """``text`` as it is stored: NFC, no control characters, single spaces, trimmed."""
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = "".join(map(_plain, composed))
    return " ".join(composed.split())


def first_unprintable(text: str) -> str | None:
    """The first sign of ``text`` that a form cannot print, as its code ("U+1F600"): control
    characters, emoji, letters that a reader has broken. Line breaks and tabs are fine."""
    for sign in unicodedata.normalize("NFC", text):
        if _is_unprintable(sign):
            return f"U+{ord(sign):04X}"
    return None


@lru_cache(_SIGNS)
def _bare(sign: str) -> str:
    if sign in "đĐ":
        return "d"
    decomposed = unicodedata.normalize("NFD", sign)
    return "".join(part for part in decomposed if not unicodedata.combining(part)).casefold()


@lru_cache(_SIGNS)
def _plain(sign: str) -> str:
    return " " if unicodedata.category(sign).startswith("C") else sign


@lru_cache(_SIGNS)
def _is_unprintable(sign: str) -> bool:
    if sign in "\n\r\t":
        return False
    return ord(sign) > 0xFFFF or sign == "\ufffd" or unicodedata.category(sign) in _UNPRINTABLE
