"""Where the catalogue knows several rates for one channel: what the officer picks from. Pure.

Which one is due depends on what no catalogue says (a list of people, a household, a size), so the
program never picks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk_app.services.catalogue_cards import ChannelCard
from desk_app.services.fees import is_one_of_several


@dataclass(frozen=True)
class KnownRate:
    """An amount in đồng that the catalogue names, and for whom, word for word."""

    vnd: int
    label: str = ""


def picks_rate(rows: Sequence[ChannelCard]) -> bool:
    """Whether the officer has to say the amount. ``rows``: the rows of one channel."""
    terms = {(row.fee_vnd, repr(row.fee_formula)) for row in rows}
    return len(terms) > 1 or any(is_one_of_several(row) for row in rows)


def known_rates(rows: Sequence[ChannelCard]) -> tuple[KnownRate, ...]:
    """The amounts the catalogue names for one channel, each once; none where there is no choice."""
    if not picks_rate(rows):
        return ()
    labels: dict[int, list[str]] = {}
    for row in rows:
        for rate in _rates(row):
            said = labels.setdefault(rate.vnd, [])
            if rate.label and rate.label not in said:
                said.append(rate.label)
    return tuple(KnownRate(vnd, " / ".join(said)) for vnd, said in labels.items())


def _rates(row: ChannelCard) -> list[KnownRate]:
    formula = row.fee_formula
    if formula is not None and formula["kind"] == "one_of":
        return [KnownRate(rate["vnd"], rate.get("label", "")) for rate in formula["rates"]]
    if formula is not None or row.fee_vnd is None or row.fee_set_elsewhere:
        return []
    return [KnownRate(row.fee_vnd, row.label or "")]
