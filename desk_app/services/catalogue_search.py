"""Finding a procedure by a few letters, without diacritics. Pure; held in memory.

Every word typed must be found: at the beginning of a word ("khai sinh"), as initials ("dkks"), in
the code, or anywhere. What an officer keeps at hand and what is used often comes first; until a
counter has its own habits, what counters are asked for most (``resources/often_used.json``) does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from math import log10

from desk_app.folding import fold, words
from desk_app.wording import RESOURCES

CODE_LIKE = re.compile(r"^[0-9][0-9.]*(\.?[a-z][0-9.]*)?$")
FAVOURITE = 40
PHRASE = 30
START = 20


@dataclass(frozen=True)
class ProcedureHit:
    """A line of the list of procedures."""

    code: str
    name_vi: str
    name_en: str | None
    field: str
    favourite: bool
    used: int

    def name(self, language: str) -> str:
        """The name in ``language`` if there is one, else in Vietnamese."""
        return self.name_en if language == "en" and self.name_en else self.name_vi


@dataclass(frozen=True)
class Indexed:
    """A procedure as the index keeps it; ``bare`` begins with a space, words are single.
    ``used`` and ``often`` are how often this desk used it and counters elsewhere are thought to;
    ``habit`` is what both add to its rank."""

    code: str
    name_vi: str
    name_en: str | None
    field: str
    bare: str
    initials: str
    rest: str
    used: int
    often: int
    habit: float
    folded_code: str


@cache
def often_used() -> dict[str, int]:
    """How often counters are thought to use what they use most, by code."""
    said = json.loads((RESOURCES / "often_used.json").read_text(encoding="utf-8"))
    return {str(code): int(used) for code, used in said["used"].items()}


def indexed(
    code: str, name_vi: str, name_en: str | None, field: str, used: int, often: int = 0
) -> Indexed:
    """What the index keeps of a procedure."""
    parts = words(name_vi)
    rest = " ".join(("", *words(field), *words(name_en or "")))
    initials = "".join(part[0] for part in parts)
    bare = " " + " ".join(parts)
    habit = min(15.0, 3 * log10(1 + used + often))
    return Indexed(
        code, name_vi, name_en, field, bare, initials, rest, used, often, habit, code.lower()
    )


def rank(
    index: Sequence[Indexed], text: str, favourites: Mapping[str, int], limit: int
) -> list[ProcedureHit]:
    """The best ``limit`` procedures for ``text``; for no text, favourites in their order and then
    those used most.

    Args:
        favourites: place of each favourite of the officer, by code.
    """
    if not text.strip():
        return _without_text(index, favourites, limit)
    code = fold(text).replace(" ", "")
    by_code = len(code) > 2 and CODE_LIKE.match(code)
    typed = words(text)
    phrase = " " + " ".join(typed)
    scored: list[tuple[float, int, str, Indexed]] = []
    for one in index:
        score = _code_score(one, code) if by_code else _score(one, typed, phrase)
        if score:
            if one.code in favourites:
                score += FAVOURITE
            scored.append((-score - one.habit, len(one.name_vi), one.code, one))
    best = nsmallest(limit, scored)
    return [_hit(found[3], favourites) for found in best]


def _without_text(
    index: Sequence[Indexed], favourites: Mapping[str, int], limit: int
) -> list[ProcedureHit]:
    last = len(favourites)
    ordered = sorted(
        index, key=lambda one: (favourites.get(one.code, last), -one.used - one.often, one.code)
    )
    return [_hit(one, favourites) for one in ordered[:limit]]


def _code_score(one: Indexed, code: str) -> float:
    known = one.folded_code
    if known == code:
        return 1000.0
    if known.startswith(code):
        return 300.0
    if code.startswith(f"{known}."):
        # With the suffix of a province: 2.002409.H05.
        return 290.0
    return 200.0 if code in known else 0.0


def _score(one: Indexed, typed: Sequence[str], phrase: str) -> float:
    """How well all words typed are found; 0 if one is not."""
    total = 0.0
    for word in typed:
        here = _word_score(one, word)
        if not here:
            return 0.0
        total += here
    if not typed:
        return 0.0
    score = 10 * total / len(typed)
    if len(typed) > 1 and phrase in one.bare:
        score += PHRASE
    if one.bare.startswith(phrase) or (len(typed) == 1 and one.initials.startswith(typed[0])):
        score += START
    return score


def _word_score(one: Indexed, word: str) -> float:
    if f" {word}" in one.bare:
        return 6.0 if f" {word} " in f"{one.bare} " else 5.0
    if len(word) > 1 and word in one.initials:
        return 4.0
    if f" {word}" in one.rest:
        return 3.0
    if word in one.folded_code:
        return 3.0
    if len(word) > 2 and word in one.bare:
        return 2.0
    # Typed without spaces: "khaisinh".
    return 2.0 if len(word) > 3 and word in one.bare.replace(" ", "") else 0.0


def _hit(one: Indexed, favourites: Mapping[str, int]) -> ProcedureHit:
    return ProcedureHit(
        one.code, one.name_vi, one.name_en, one.field, one.code in favourites, one.used
    )


def codes_of(hits: Iterable[ProcedureHit]) -> list[str]:
    """The codes, in order."""
    return [hit.code for hit in hits]
