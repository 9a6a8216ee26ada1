"""Where a line is cut: named by what goes over it, and found in the bytes as they go."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import product

from tests.fakes.cut_line import Cut, Direction, Manner

MANNERS: tuple[Manner, ...] = ("fin", "reset", "hole")
KIB_64 = 64 * 1024
HEAD_ENDS = b"\r\n\r\n"


@dataclass(frozen=True)
class Place:
    """``near`` + ``beside`` bytes of one direction.

    ``at``: start | head (its end) | last (its last byte) of the ``message``-th message (from 0),
    or block: the end of the ``message``-th 64 KiB that go of a file. Of an answer, ``start`` is
    after the last byte of the request.
    """

    direction: Direction
    at: str
    message: int = 0
    beside: int = 0


@dataclass(frozen=True)
class Case:
    """A place and how it is cut there."""

    place: Place
    manner: Manner

    def __str__(self) -> str:
        where = f"{self.place.at} {self.place.message}{self.place.beside:+}"
        return f"{self.manner} {self.place.direction} at {where}"


def cases(places: Iterable[Place]) -> list[Case]:
    """Every place in every manner, mixed: any row of them is of all kinds."""
    found = [Case(place, manner) for place, manner in product(places, MANNERS)]
    random.Random(7).shuffle(found)
    return found


def around_messages(*messages: int) -> list[Place]:
    """The edges of these requests and of their answers."""
    return [
        Place(direction, at, message, beside)
        for message in messages
        for direction in ("up", "down")
        for at, besides in (("start", (0, 1)), ("head", (-1, 0, 1)), ("last", (-1, 0)))
        for beside in besides
        # Nothing is left to be cut off after the last byte of an answer.
        if (direction, at, beside) != ("down", "last", 0)
    ]


def around_blocks(count: int) -> list[Place]:
    """Each 64 KiB, and one byte beside it."""
    return [Place("up", "block", n, beside) for n in range(1, count + 1) for beside in (-1, 0, 1)]


def cut_at(case: Case, blocks_from: int = 0) -> Cut:
    """The cut of a case. ``blocks_from``: the message with which a file begins."""
    return Cut(partial(_where, case.place, blocks_from), case.place.direction, case.manner)


def cut_blindly(case: Case) -> Cut:
    """The same where all is encrypted: bytes are counted, a head has 500."""
    place = case.place
    after = {"start": 0, "head": 500, "block": KIB_64 * place.message}[place.at] + place.beside
    return Cut(max(0, after), place.direction, case.manner)


def _where(place: Place, blocks_from: int, data: bytearray) -> int | None:
    number, end = (blocks_from if place.at == "block" else place.message), 0
    for message in range(number + 1):
        start, head = end, data.find(HEAD_ENDS, end) + len(HEAD_ENDS)
        if message == number and place.at in ("start", "block"):
            beyond = KIB_64 * place.message if place.at == "block" else 0
            return max(0, start + beyond + place.beside)
        if head < len(HEAD_ENDS):
            return None  # it has not all come yet
        rows = bytes(data[start:head]).lower().split(b"\r\n")
        end = head + next((int(r[15:]) for r in rows if r.startswith(b"content-length:")), 0)
    return (head if place.at == "head" else end) + place.beside
