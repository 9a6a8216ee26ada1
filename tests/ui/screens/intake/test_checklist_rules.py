"""What a tick means."""

from __future__ import annotations

import pytest

from desk_app.services.catalogue import RequiredPaperCard
from desk_app.services.intake_form import PAPER_STATES, PaperForm
from desk_app.ui.screens.intake.checklist_rules import (
    as_asked,
    count_words,
    in_state,
    is_here,
    is_short,
)

LACKING = "intake_screen.papers.lacking"


def a_paper(number: int = 1, requirement: str = "submit", originals: int = 1, copies: int = 0,
            required: bool = True) -> RequiredPaperCard:  # fmt: skip
    return RequiredPaperCard(
        number, None, "Tờ khai", requirement, "original", originals, copies, required
    )


def test_a_tick_takes_the_counts_of_the_catalogue() -> None:
    asked = as_asked(a_paper(originals=2, copies=1))
    assert asked == PaperForm(1, "submitted", originals=2, copies=1)


def test_a_paper_without_counts_is_one_original() -> None:
    assert as_asked(a_paper(originals=0, copies=0)).originals == 1


def test_what_is_only_shown_has_no_counts() -> None:
    assert as_asked(a_paper(requirement="present")) == PaperForm(1, "presented")
    assert as_asked(a_paper(originals=3), presented=True) == PaperForm(1, "presented")


@pytest.mark.parametrize("state", PAPER_STATES)
def test_counts_are_kept_only_where_papers_stay(state: str) -> None:
    changed = in_state(a_paper(copies=2), PaperForm(1, note="rách mép"), state)
    assert changed.state == state
    assert changed.note == "rách mép"
    assert (changed.originals + changed.copies > 0) == (state == "submitted")


def test_later_is_not_here() -> None:
    assert not is_here(None)
    assert not is_here(PaperForm(1, "later"))
    assert is_here(PaperForm(1, "from_database"))


def test_only_what_must_be_submitted_is_missing() -> None:
    papers = [a_paper(1), a_paper(2), a_paper(3, required=False), a_paper(4, "present")]
    words, lacking = count_words(papers, {1: PaperForm(1, originals=1)})
    assert (words.key, words.values["lacking"], lacking) == (LACKING, 1, True)


@pytest.mark.parametrize(
    ("state", "kind"), [("later", "later"), ("presented", "enough"), ("submitted", "enough")]
)
def test_what_is_noted_is_not_missing(state: str, kind: str) -> None:
    words, lacking = count_words([a_paper(1), a_paper(2, "present")], {1: PaperForm(1, state)})  # type: ignore[arg-type]
    assert (words.key, lacking) == (f"intake_screen.papers.{kind}", False)


@pytest.mark.parametrize(
    ("tick", "short"),
    [
        (None, False),
        (PaperForm(1, "later"), True),
        (PaperForm(1, "submitted", originals=1), True),
        (PaperForm(1, "submitted", originals=2, certified=1), False),
        (PaperForm(1, "not_applicable"), False),
    ],
)
def test_fewer_than_asked_is_half_a_tick(tick: PaperForm | None, short: bool) -> None:
    assert is_short(a_paper(originals=2, copies=1), tick) is short
