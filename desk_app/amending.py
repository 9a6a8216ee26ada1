"""Two counters, one dossier: which values hold, and where they disagree. Pure.

Every value anybody writes into a field names the writings it replaces: those its officer saw. What
nobody replaced is open. One open value holds; of several different ones the earliest holds until
an officer decides, and all are shown. So the outcome follows from what was written alone and
not from the order in which it arrives, and a decision is a writing like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby


@dataclass(frozen=True)
class Writing:
    """A value for one field of a dossier.

    ``id`` is the entry that told of it, ``over`` the entries it replaces. ``mine``: written at
    this desk; ``heard``: the centre has passed it on, so that others may have answered to it.
    """

    id: str
    field: str
    value: str | None
    over: frozenset[str]
    at: datetime
    officer_name: str
    counter: str
    mine: bool = False
    heard: bool = True


@dataclass(frozen=True)
class Outcome:
    """What holds for one field. ``open``: what nobody replaced, one writing for each different
    value, that which holds first."""

    value: str | None
    open: tuple[Writing, ...]
    over: tuple[str, ...]

    @property
    def in_conflict(self) -> bool:
        """Whether counters disagree and an officer has to decide."""
        return len(self.open) > 1


def outcomes(writings: Iterable[Writing]) -> dict[str, Outcome]:
    """What holds, by field, for one dossier; fields nobody wrote are not named."""
    ordered = sorted(writings, key=lambda one: (one.field, one.at, one.id))
    return {
        field: _outcome(list(of_field))
        for field, of_field in groupby(ordered, key=lambda one: one.field)
    }


def _outcome(writings: list[Writing]) -> Outcome:
    known = {one.id: one for one in writings}
    replaced = {
        before
        for one in writings
        for before in one.over
        if before in known and before != one.id and _may_replace(one, known[before])
    }
    # A ring of replacements comes from a broken centre only: then nothing counts as replaced.
    standing = [one for one in writings if one.id not in replaced] or writings
    # What was written here and is not sent yet is never put behind what came from elsewhere.
    standing.sort(key=lambda one: not _unsent(one))
    different: dict[str | None, Writing] = {}
    for one in standing:
        different.setdefault(one.value, one)
    return Outcome(standing[0].value, tuple(different.values()), tuple(one.id for one in standing))


def _may_replace(one: Writing, before: Writing) -> bool:
    """Nobody elsewhere can have seen what has not left this desk."""
    return one.mine or not _unsent(before)


def _unsent(one: Writing) -> bool:
    return one.mine and not one.heard
