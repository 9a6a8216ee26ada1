"""What a tick means: the counts a required paper asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desk_app.services.catalogue import RequiredPaperCard
from desk_app.services.intake_check import is_conditional
from desk_app.services.intake_form import PaperForm

COUNTED = ("submitted",)


def as_asked(paper: RequiredPaperCard, *, presented: bool = False) -> PaperForm:
    """The paper as the catalogue asks for it: shown and given back, or handed in with its counts.

    Args:
        presented: the original is only shown (certified copies).
    """
    if presented or paper.requirement == "present":
        return PaperForm(paper.number, "presented")
    originals, copies = paper.originals, paper.copies
    if not originals and not copies:
        originals = 1
    return PaperForm(paper.number, "submitted", originals=originals, copies=copies)


def in_state(paper: RequiredPaperCard, tick: PaperForm | None, state: str) -> PaperForm:
    """``paper`` in another state; counts only where papers stay here."""
    note = tick.note if tick else ""
    if state == "submitted":
        asked = as_asked(paper)
        originals = asked.originals or (0 if asked.copies else 1)
        return PaperForm(paper.number, "submitted", originals, 0, asked.copies, note)
    return PaperForm(paper.number, state, note=note)  # type: ignore[arg-type]


def is_here(tick: PaperForm | None) -> bool:
    """Whether nothing is to be brought later."""
    return tick is not None and tick.state != "later"


def missing(papers: Iterable[RequiredPaperCard], ticks: Mapping[int, PaperForm]) -> int:
    """How many required papers are not here; those asked for in some cases only do not count."""
    return sum(
        1
        for paper in papers
        if paper.required and not is_conditional(paper) and not is_here(ticks.get(paper.number))
    )


def is_short(paper: RequiredPaperCard, tick: PaperForm | None) -> bool:
    """Whether fewer were handed in than asked for, or it comes later."""
    if tick is None:
        return False
    if tick.state == "later":
        return True
    if tick.state != "submitted":
        return False
    asked = as_asked(paper)
    copies = tick.certified + tick.copies
    return tick.originals < asked.originals or copies < asked.copies
