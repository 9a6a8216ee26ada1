"""The signed document by which numbers of one day go from one desk to a neighbour.

One line of ASCII, made for a QR code and a wedge reader: ``DAHO1.<content>.<signature>``, both
parts base64url. The content is compact JSON without anything about people. What is signed is the
line up to the second dot, so the same words are never taken for anything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from desk_app.clock import ID_PATTERN
from desk_app.signing import from_text, to_text

MARK = "DAHO1"
LONGEST = 2000
_LINE = re.compile(rf"({MARK}\.([0-9A-Za-z_-]+))\.([0-9A-Za-z_-]{{86}})")
_UNIT = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)*")
_ID = re.compile(ID_PATTERN)


@dataclass(frozen=True)
class HandOver:
    """Numbers ``first`` to ``last`` of ``unit`` on ``day``, from one desk to another. ``id``
    names the document: it is taken once, and only in the taker's epoch it was made for, so that a
    restored desk does not take it again."""

    id: str
    unit: str
    day: date
    first: int
    last: int
    from_desk: str
    to_desk: str
    to_epoch: int

    @property
    def count(self) -> int:
        """How many numbers."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Document:
    """A document taken apart; whether its signature is good is for the reader to ask."""

    said: HandOver
    words: bytes
    signature: str
    text: str


def write_document(said: HandOver, sign: Callable[[bytes], str]) -> str:
    """The signed line."""
    content = json.dumps(
        [
            said.id,
            said.unit,
            said.day.isoformat(),
            said.first,
            said.last,
            said.from_desk,
            said.to_desk,
            said.to_epoch,
        ],
        separators=(",", ":"),
    )
    words = f"{MARK}.{to_text(content.encode())}"
    return f"{words}.{sign(words.encode())}"


def is_like_a_document(text: str) -> bool:
    """Whether ``text`` wants to be a hand-over, whole or damaged."""
    return text.strip().startswith(f"{MARK}.")


def read_document(text: str) -> Document | None:
    """Takes a document apart; None if it is none or is damaged."""
    line = text.strip()
    found = _LINE.fullmatch(line) if len(line) <= LONGEST else None
    if found is None:
        return None
    try:
        content = json.loads(from_text(found.group(2)))
        doc_id, unit, day, first, last, giver, taker, epoch = content
        said = HandOver(
            str(doc_id), str(unit), date.fromisoformat(day), first, last, giver, taker, epoch
        )
    except (ValueError, TypeError, RecursionError):
        return None
    return (
        Document(said, found.group(1).encode(), found.group(3), line) if _is_whole(said) else None
    )


def _is_whole(said: HandOver) -> bool:
    ids = (said.id, said.from_desk, said.to_desk)
    ends = (said.first, said.last, said.to_epoch)
    return (
        all(isinstance(one, str) and _ID.fullmatch(one) for one in ids)
        and all(type(end) is int for end in ends)
        and 1 <= said.first <= said.last <= 999_999
        and said.to_epoch >= 1
        and len(said.unit) <= 35
        and _UNIT.fullmatch(said.unit) is not None
        and said.from_desk != said.to_desk
    )
