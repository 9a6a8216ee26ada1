"""Where the cursor of a list goes when what it stood on is gone."""

from __future__ import annotations

from collections.abc import Sequence


def nearest(chosen: str | None, before: Sequence[str], ids: Sequence[str]) -> str | None:
    """The chosen one of ``ids``; if it is gone, the one that stood behind it ``before``, else in
    front of it, else the first."""
    turn = [] if chosen is None else [chosen]
    if chosen is not None and chosen in before:
        at = before.index(chosen)
        turn = [*before[at:], *reversed(before[:at])]
    here = set(ids)
    return next((one for one in (*turn, *ids) if one in here), None)
