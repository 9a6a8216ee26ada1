"""Which of a few choices answers what was typed, without marks."""

from __future__ import annotations

from desk_app.folding import fold, words


def matches(query: str, text: str) -> bool:
    """Whether every typed word stands somewhere in ``text``."""
    folded = fold(text)
    return all(word in folded for word in fold(query).split())


def rank(query: str, text: str) -> int:
    """How well ``text`` answers: 0 begins with it, 1 its words begin so, 2 only contains it."""
    asked = fold(query)
    if fold(text).startswith(asked):
        return 0
    begun = all(any(word.startswith(part) for word in words(text)) for part in asked.split())
    return 1 if begun else 2
