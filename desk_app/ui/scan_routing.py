"""Where a code leads that no screen wanted: by what it says, never by where it was read."""

from __future__ import annotations

from desk_app.services.dossier_code import what_is
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.intake.state import CardScanned
from desk_app.ui.screens.numbers.state import TakeScanned


def where_to(text: str) -> tuple[str, object] | None:
    """(screen, argument) for what a reader sent; None if it is no code of ours."""
    seen = what_is(text)
    if seen.code is not None:
        return "search", seen.code.text
    if seen.cover is not None:
        return "digitise", ScanOf(seen.cover.dossier, seen.cover.paper)
    if seen.kind == "hand_over":
        return "numbers", TakeScanned(seen.text)
    if seen.kind == "look_up":
        return "search", seen.text
    if seen.kind == "card":
        return "intake", CardScanned(seen.text)
    return None


def is_known(text: str) -> bool:
    """Whether ``text`` is a code this program uses, even a damaged one: nobody types such."""
    return what_is(text).kind != "unknown"
