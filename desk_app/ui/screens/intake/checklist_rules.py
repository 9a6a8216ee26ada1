"""What a tick means: the counts a required paper asks for. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desk_app.services.catalogue import RequiredPaperCard
from desk_app.services.intake_check import is_conditional, papers_not_noted
from desk_app.services.intake_form import PaperForm
from desk_app.wording import Message, message

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


def moved(
    ticks: Mapping[int, PaperForm], names: Mapping[int, str], papers: Sequence[RequiredPaperCard]
) -> dict[int, PaperForm]:
    """``ticks`` of the papers called ``names``, as far as they answer for papers of another list:
    numbers begin anew with each procedure, only a name says that it is the same paper."""
    left = dict(sorted(ticks.items()))
    found = {}
    for paper in papers:
        same = [n for n in left if _called(names[n]) == _called(paper.name)]
        if same:
            found[paper.number] = replace(left.pop(same[0]), number=paper.number)
    return found


def _called(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def is_here(tick: PaperForm | None) -> bool:
    """Whether nothing is to be brought later."""
    return tick is not None and tick.state != "later"


def count_words(
    papers: Sequence[RequiredPaperCard], ticks: Mapping[int, PaperForm]
) -> tuple[Message, bool]:
    """How many of the papers are here, in words, and whether one is missing by the rule of the
    warning; those asked for in some cases only are counted apart."""
    always = [paper for paper in papers if not is_conditional(paper)]
    here = sum(1 for paper in always if is_here(ticks.get(paper.number)))
    later = sum(1 for paper in always if _is_later(ticks.get(paper.number)))
    lacking = len(papers_not_noted(papers, ticks))
    name = "complete" if here == len(always) else "enough"
    name = "lacking" if lacking else "later" if later else name
    key = f"intake_screen.papers.{name}"
    count = message(key, here=here, all=len(always), lacking=lacking, later=later)
    if len(always) < len(papers):
        more = len(papers) - len(always)
        count = message("intake_screen.papers.by_case", count=count, more=more)
    return count, lacking > 0


def _is_later(tick: PaperForm | None) -> bool:
    return tick is not None and tick.state == "later"


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
