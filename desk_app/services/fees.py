"""The fee of a dossier: rate of the channel, formula, what the unit has set, exemption.

Pure. An amount of 0 that is "set elsewhere" (province, fee law) is not free: it says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from desk_app.wording import Message, message

MOST = 9999
# Groups that are often exempt, as a help for choosing; words under ``fees.exemption``.
EXEMPTIONS = ("merit", "poor", "disabled", "child", "elderly")
FORMULAS = ("per_page_steps", "per_copy", "flat", "one_of")
# Why no amount can be stated; then 0 đồng says nothing and the paper leaves room to write.
LeftOpen = Literal["set_elsewhere", "unknown"]
_OPEN_LINES = ("fees.unknown", "fees.set_by_province", "fees.several_rates")


class Rate(Protocol):
    """What the catalogue says of the fee of one channel (``catalogue.ChannelCard`` is one).

    ``fee_vnd`` None: unknown. ``fee_set_elsewhere``: the province or a fee law sets it.
    ``fee_formula``, one of

    * ``{"kind": "per_page_steps", "steps": [{"to": 2, "vnd": 2000}, {"vnd": 1000}],
      "cap_per_copy_vnd": 200000}``: each page of a copy by its place, at most the cap per copy;
    * ``{"kind": "per_copy", "vnd": 8000}``: as often as there are copies;
    * ``{"kind": "flat", "vnd": 50000}`` or None: once per dossier;
    * ``{"kind": "one_of", "rates": [{"vnd": 20000, "label": "…"}, {"vnd": 10000}]}``: the officer
      picks one; nobody else can know which.
    """

    @property
    def fee_vnd(self) -> int | None:
        """The plain amount in đồng."""

    @property
    def fee_set_elsewhere(self) -> bool:
        """Whether the province or a fee law sets it."""

    @property
    def fee_formula(self) -> Mapping[str, Any] | None:
        """How to work it out."""

    @property
    def uncertain(self) -> Mapping[str, str]:
        """Parts that are not certain, with the reason."""


@dataclass(frozen=True)
class Fee:
    """Money due, how it came about, what to look at before taking it.

    ``uncertain``: the amount is not certain (unknown, set elsewhere, or doubtful in the source).
    ``left_open``: no amount can be stated at all, ``vnd`` is then 0; None where 0 means that
    nothing is due.
    """

    vnd: int
    explained: tuple[Message, ...]
    warnings: tuple[Message, ...]
    uncertain: bool
    left_open: LeftOpen | None = None


def fee(
    rate: Rate | None,
    *,
    pages: int | None = None,
    copies: int | None = None,
    exemption: str | None = None,
    unit_fee: int | None = None,
    several: bool = False,
) -> Fee:
    """The fee of one dossier in đồng. Made to follow typing, so it never refuses: numbers out of
    range count as the nearest one (intake refuses them by name).

    Args:
        rate: the channel as the catalogue knows it; None: the procedure has no channel.
        pages: pages of the original (certified copies); 1 if not given.
        copies: copies wanted; 1 if not given.
        exemption: the reason no fee is taken, in the words of the rule; None or blank: it is.
        unit_fee: what the unit has set by its province's decision, or the rate the officer has
            picked; goes before the catalogue.
        several: the channel has other rates besides this one.
    """
    formula = rate.fee_formula if rate is not None else None
    several = several or is_one_of_several(rate)
    warnings = [] if unit_fee is not None else _warnings(rate, several=several)
    if unit_fee is not None:
        formula = {"kind": "flat", "vnd": unit_fee}
    plain = rate.fee_vnd if rate is not None else None
    vnd, explained = _amount(plain, formula, _within(pages), _within(copies))
    if formula and formula["kind"] == "per_page_steps" and pages is None:
        warnings.append(message("fees.pages_not_given"))
    left_open = None if vnd else _left_open(warnings)
    if left_open is not None:
        explained = [_open_line(left_open, several=several)]
    reason = (exemption or "").strip()
    if reason and left_open is not None:
        explained, left_open = [message("fees.exempt_all", reason=reason)], None
    elif reason:
        explained.append(message("fees.exempt", reason=reason, vnd=grouped(vnd)))
        vnd = 0
    uncertain = any(found.key != "fees.pages_not_given" for found in warnings)
    return Fee(vnd, tuple(explained), tuple(warnings), uncertain, left_open)


def is_left_open(explained: Sequence[Message]) -> bool:
    """Whether these stored lines belong to a fee for which no amount could be stated."""
    return any(line.key in _OPEN_LINES for line in explained)


def without_open_lines(explained: Sequence[Message]) -> tuple[Message, ...]:
    """The lines that speak of an amount: what the paper prints below it."""
    return tuple(line for line in explained if line.key not in _OPEN_LINES)


def _left_open(warnings: Sequence[Message]) -> LeftOpen | None:
    """Also where the 0 of the catalogue is but one of several rates."""
    keys = {found.key for found in warnings}
    if "fees.set_elsewhere_unknown" in keys:
        return "set_elsewhere"
    return "unknown" if keys & {"fees.not_in_catalogue", "fees.several"} else None


def is_one_of_several(rate: Rate | None) -> bool:
    """Whether the rate's amount is but one of several."""
    if rate is None:
        return False
    formula = rate.fee_formula
    of_several = formula is not None and formula["kind"] == "one_of"
    return of_several or rate.uncertain.get("fee") == "one_rate_of_several"


def _open_line(left_open: LeftOpen, *, several: bool) -> Message:
    if left_open == "set_elsewhere":
        return Message("fees.set_by_province")
    return Message("fees.several_rates" if several else "fees.unknown")


def _within(count: int | None) -> int:
    return 1 if count is None else min(max(count, 1), MOST)


def _amount(
    plain: int | None, formula: Mapping[str, Any] | None, pages: int, copies: int
) -> tuple[int, list[Message]]:
    if formula is None:
        return _flat(plain)
    if formula["kind"] == "per_page_steps":
        return _per_page_steps(formula, pages, copies)
    if formula["kind"] == "per_copy":
        vnd = formula["vnd"] * copies
        each = grouped(formula["vnd"])
        return vnd, [message("fees.per_copy", each=each, copies=copies, vnd=grouped(vnd))]
    if formula["kind"] == "one_of":
        return _flat(formula["rates"][0]["vnd"])
    return _flat(formula["vnd"])


def _flat(vnd: int | None) -> tuple[int, list[Message]]:
    if vnd is None:
        return 0, [message("fees.unknown")]
    if vnd == 0:
        return 0, []
    return vnd, [message("fees.flat", vnd=grouped(vnd))]


def _per_page_steps(
    formula: Mapping[str, Any], pages: int, copies: int
) -> tuple[int, list[Message]]:
    lines: list[Message] = []
    per_copy, done = 0, 0
    for step in formula["steps"]:
        here = min(pages, step.get("to", pages)) - done
        if here <= 0:
            break
        per_copy += here * step["vnd"]
        first, done = done + 1, done + here
        lines.append(
            message(
                "fees.step",
                first=first,
                last=done,
                each=grouped(step["vnd"]),
                vnd=grouped(here * step["vnd"]),
            )
        )
    cap = formula.get("cap_per_copy_vnd")
    if cap is not None and per_copy > cap:
        lines.append(message("fees.cap", cap=grouped(cap)))
        per_copy = cap
    vnd = per_copy * copies
    each = grouped(per_copy)
    lines.append(message("fees.per_copy", each=each, copies=copies, vnd=grouped(vnd)))
    return vnd, lines


def _warnings(rate: Rate | None, *, several: bool) -> list[Message]:
    if rate is None or (rate.fee_vnd is None and rate.fee_formula is None):
        elsewhere = rate is not None and rate.fee_set_elsewhere
        return [Message("fees.set_elsewhere_unknown" if elsewhere else "fees.not_in_catalogue")]
    if rate.fee_set_elsewhere:
        return [Message("fees.set_elsewhere" if rate.fee_vnd else "fees.set_elsewhere_unknown")]
    if several:
        return [message("fees.several")]
    if "fee" in rate.uncertain or "fee_formula" in rate.uncertain:
        return [message("fees.doubtful")]
    return []


def unit_fee_for(fees: Mapping[str, int], procedure: str, channel: str) -> int | None:
    """What the unit has set for a procedure: under ``code/channel``, else under ``code``."""
    return fees.get(f"{procedure}/{channel}", fees.get(procedure))


def usual_exemptions() -> list[Message]:
    """Groups that are often exempt, to choose from; the reason may be any other as well."""
    return [Message(f"fees.exemption.{name}") for name in EXEMPTIONS]


def exemption_texts(note: str | None) -> list[str]:
    """The sentences of a fee note that speak of exemption, word for word."""
    sentences = re.split(r"(?<=[.;])\s*(?=[A-ZĐÀ-Ỹ(+-])", note or "")
    return [
        text.strip()
        for text in sentences
        if re.search(r"miễn|không phải nộp|không thu", text, re.IGNORECASE)
    ]


def grouped(vnd: int) -> str:
    """``14000`` as "14.000", the way money is written here."""
    return f"{vnd:,}".replace(",", ".")


def formula_fault(formula: Any) -> str | None:
    """What is wrong with a formula read from outside, as the name of the part; None if nothing."""
    if not isinstance(formula, Mapping) or formula.get("kind") not in FORMULAS:
        return "kind"
    if formula["kind"] == "one_of":
        return None if _are_rates(formula.get("rates")) else "rates"
    if formula["kind"] != "per_page_steps":
        return None if _is_money(formula.get("vnd")) else "vnd"
    steps = formula.get("steps")
    if not isinstance(steps, list) or not steps:
        return "steps"
    ends = [step.get("to") if isinstance(step, Mapping) else 0 for step in steps]
    inner = [end for end in ends[:-1] if isinstance(end, int) and end > 0]
    rising = len(inner) == len(ends) - 1 and inner == sorted(set(inner))
    if ends[-1] is not None or not rising or not all(_is_money(step.get("vnd")) for step in steps):
        return "steps"
    cap = formula.get("cap_per_copy_vnd")
    return None if cap is None or _is_money(cap) else "cap_per_copy_vnd"


def _are_rates(rates: Any) -> bool:
    if not isinstance(rates, list) or not rates or not all(isinstance(r, Mapping) for r in rates):
        return False
    return all(_is_money(r.get("vnd")) and isinstance(r.get("label", ""), str) for r in rates)


def _is_money(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9
