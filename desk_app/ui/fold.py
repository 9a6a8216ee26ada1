"""Letters without their marks, for search as officers type it: "cn qsdd" finds "CN QSDĐ"."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``text`` in small letters without Vietnamese marks, đ as d, single spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def matches(query: str, text: str) -> bool:
    """Whether every word of ``query`` begins a word of ``text`` or stands inside it."""
    folded = fold(text)
    return all(word in folded for word in fold(query).split())


def rank(query: str, text: str) -> int:
    """How well ``text`` answers ``query``: 0 begins with it, 1 words begin so, 2 contains it."""
    asked, folded = fold(query), fold(text)
    if folded.startswith(asked):
        return 0
    words = folded.split()
    if all(any(word.startswith(part) for word in words) for part in asked.split()):
        return 1
    return 2
