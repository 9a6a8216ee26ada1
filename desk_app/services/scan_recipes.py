"""How each paper is scanned, and which papers must not be scanned at all.

Grey at 200 dpi is enough for ordinary, short-lived papers, 300 dpi for what is kept long; colour
for seals, photographs and handwriting (guidance of the Ministry of Science and Technology, Nov
2025). Not scanned (TT 03/2025, article 5, clause 2): dossiers filed electronically, papers that
are only presented, results of verification and opinions between bodies, secret papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from desk_app.wording import Message, message

COLOURS = ("color", "grey", "black_white")
SIZES = ("A4", "A3", "A5", "card")
DO_NOT_SCAN = ("opinion", "secret")


@dataclass(frozen=True)
class Recipe:
    """How a paper is scanned.

    ``colour``: color | grey | black_white. ``size``: A4 | A3 | A5 | card. ``one_page``: the two
    sides of a card go on one page. ``keep_blank``: blank sides are not hidden. ``do_not_scan``:
    opinion | secret.
    """

    colour: str = "grey"
    dpi: int = 200
    both_sides: bool = True
    size: str = "A4"
    one_page: bool = False
    keep_blank: bool = False
    do_not_scan: str | None = None

    def as_json(self) -> dict[str, Any]:
        """What differs from the usual, as the catalogue writes it."""
        usual = vars(USUAL)
        return {name: value for name, value in vars(self).items() if value != usual[name]}


USUAL = Recipe()


def recipe_of(scan: Mapping[str, Any] | None) -> Recipe:
    """The recipe of a required paper; what is not said, or not understood, is as usual."""
    if not scan:
        return USUAL
    known = {name: value for name, value in scan.items() if _fits(name, value)}
    return replace(USUAL, **known)


def _fits(name: str, value: Any) -> bool:
    if name in ("both_sides", "one_page", "keep_blank"):
        return isinstance(value, bool)
    if name == "dpi":
        return type(value) is int and 150 <= value <= 600
    allowed = {"colour": COLOURS, "size": SIZES, "do_not_scan": DO_NOT_SCAN}.get(name, ())
    return value in allowed


def why_not(channel: str, state: str | None, requirement: str, recipe: Recipe) -> Message | None:
    """Why a paper must not be scanned; None: it may.

    Args:
        channel: by which the dossier was filed.
        state: what was said of the paper at intake; None: nothing.
        requirement: submit | present, as the catalogue says.
    """
    if recipe.do_not_scan is not None:
        return message(f"scanning.why_not.{recipe.do_not_scan}")
    if channel == "online":
        return message("scanning.why_not.online")
    if state in ("presented", "from_database", "not_applicable"):
        return message(f"scanning.why_not.{state}")
    if requirement == "present" and state != "submitted":
        return message("scanning.why_not.presented")
    return None
