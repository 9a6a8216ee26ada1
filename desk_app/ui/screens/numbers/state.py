"""What the screen of numbers shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.services.emergency_numbers import OpenedBlock
from desk_app.services.hand_overs import Handed, Neighbour
from desk_app.services.numbers import BlockLine

OPEN, GIVE, TAKE = "open", "give", "take"
PAGES = (OPEN, GIVE, TAKE)


@dataclass(frozen=True)
class TakeScanned:
    """Asks the screen to take the hand-over a reader has just read."""

    text: str


@dataclass(frozen=True)
class NumbersState:
    """``left``: dossiers that can still get a number today. ``sealed``: the emergency block that
    could be opened, if any; ``opened``: the one that was opened last. ``most``: how many numbers
    can be given at once. ``past``: what was given and taken, newest first. ``helps``: the page that
    brings numbers, None where there are enough or nothing does. ``centre``: asking the centre
    could help. ``why``: the key of what an intake would be refused with now, if it would."""

    left: int = 0
    sealed: BlockLine | None = None
    neighbours: tuple[Neighbour, ...] = ()
    most: int = 0
    past: tuple[Handed, ...] = ()
    opened: OpenedBlock | None = None
    helps: str | None = None
    centre: bool = False
    why: str = ""
