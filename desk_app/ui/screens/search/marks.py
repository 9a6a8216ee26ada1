"""Where the typed words stand in a text, marks or none."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.folding import fold, words

Mark = tuple[int, int]


def marks(text: str, typed: str) -> list[Mark]:
    """(first, length) of what answers the words of ``typed``: beginnings of words, as the search
    itself looks for them; in order, none over another."""
    asked = words(typed)
    if not asked:
        return []
    bare = _bare(text)
    found: list[Mark] = []
    for word in asked:
        place = bare.find(word)
        while place >= 0:
            if place == 0 or not bare[place - 1].isalnum():
                found.append((place, len(word)))
            place = bare.find(word, place + 1)
    return _joined(found)


def from_the_mark(text: str, typed: str, fits: Callable[[str], bool]) -> str:
    """``text`` begun later, at a word, where what was typed would not be seen else.

    Args:
        fits: whether so much of the text has room.
    """
    found = marks(text, typed)
    if not found:
        return text
    end = sum(found[0])
    begins = [n + 1 for n, letter in enumerate(text[: found[0][0]]) if letter == " "]
    for first in (0, *begins):
        shown = text if first == 0 else f"…{text[first:]}"
        if fits(shown[: len(shown) - len(text) + end] + "…"):
            return shown
    return f"…{text[found[0][0] :]}" if begins else text


def _bare(text: str) -> str:
    """Each character folded by itself, so that places stay where they are in ``text``."""
    return "".join((fold(character) or " ")[:1] for character in text)


def _joined(found: list[Mark]) -> list[Mark]:
    joined: list[Mark] = []
    for first, length in sorted(found):
        if joined and first <= joined[-1][0] + joined[-1][1]:
            before, size = joined[-1]
            joined[-1] = (before, max(size, first + length - before))
        else:
            joined.append((first, length))
    return joined
