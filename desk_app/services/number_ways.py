"""Where numbers may come from when a desk has none: only what helps here and now."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.services.desk import Desk

FEW = 20
"""Fewer than this: the officer should know before they run out."""

FEW_ONLINE = 10
"""The same where the centre answers: half of the smallest block, below which more come by
themselves. Who has fewer all the same is to know."""

USED_UP = ("numbers.usual_used_up", "numbers.used_up")

# A desk that gave up its numbers, whose clock went back, or that is revoked, takes none from
# anybody before it has talked to the centre.
ONLY_THE_CENTRE = ("numbers.given_up", "numbers.clock_back", "numbers.shut_out")


@dataclass(frozen=True)
class NumberWays:
    """How today stands, and what would bring numbers.

    ``left``: dossiers that can still get one. ``why``: the key of what an intake would be refused
    with now; empty: there are numbers. ``sealed``: how many the emergency block holds that a
    supervisor could open, where all others are used up. ``neighbours``: another counter of the
    unit could give some. ``centre``: asking the centre could help.
    """

    left: int = 0
    why: str = ""
    sealed: int = 0
    neighbours: bool = False
    centre: bool = False


def number_ways(desk: Desk) -> NumberWays:
    """Reads how it stands for today."""
    here = desk.this_desk()
    today = desk.clock.now().date()
    refusal = desk.numbers.why_none(here.unit, today)
    why = "" if refusal is None else refusal.key
    centre = here.centre_url is not None
    if why in ONLY_THE_CENTRE:
        return NumberWays(0, why, centre=centre)
    sealed = desk.emergency_numbers.sealed(today)
    return NumberWays(
        left=desk.numbers.left(here.unit, today),
        why=why,
        sealed=0 if sealed is None or refusal is None else sealed.left,
        neighbours=here.desk_id is not None and bool(desk.hand_overs.neighbours()),
        centre=centre,
    )
