"""Recipes: what is not said is as usual; what must not be scanned has its reason."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.services.scan_recipes import USUAL, Recipe, recipe_of, why_not


def test_without_a_word_a_paper_is_scanned_as_usual() -> None:
    assert recipe_of(None) == recipe_of({}) == USUAL == Recipe("grey", 200, True, "A4")


def test_what_the_catalogue_says_counts_and_comes_back() -> None:
    said = {"colour": "color", "dpi": 300, "size": "card", "one_page": True, "both_sides": False}
    assert recipe_of(said) == Recipe("color", 300, False, "card", True)
    assert recipe_of(said).as_json() == said


@pytest.mark.parametrize(
    "odd",
    [
        {"colour": "sepia"},
        {"dpi": 20},
        {"dpi": "300"},
        {"dpi": True},
        {"size": "B4"},
        {"one_page": "yes"},
        {"new": 1},
    ],
)
def test_what_a_newer_catalogue_says_harms_nothing(odd: dict[str, Any]) -> None:
    assert recipe_of(odd) == USUAL


@pytest.mark.parametrize(
    ("channel", "state", "requirement", "recipe", "why"),
    [
        ("direct", "submitted", "submit", USUAL, None),
        ("post", "later", "submit", USUAL, None),
        ("direct", None, "submit", USUAL, None),
        ("direct", "submitted", "present", USUAL, None),
        ("online", "submitted", "submit", USUAL, "online"),
        ("direct", "presented", "submit", USUAL, "presented"),
        ("direct", None, "present", USUAL, "presented"),
        ("direct", "from_database", "submit", USUAL, "from_database"),
        ("direct", "not_applicable", "submit", USUAL, "not_applicable"),
        ("direct", "submitted", "submit", Recipe(do_not_scan="opinion"), "opinion"),
        ("direct", "submitted", "submit", Recipe(do_not_scan="secret"), "secret"),
    ],
)
def test_papers_that_must_not_be_scanned_say_why(
    channel: str, state: str | None, requirement: str, recipe: Recipe, why: str | None
) -> None:
    said = why_not(channel, state, requirement, recipe)
    assert (said.key if said else None) == (f"scanning.why_not.{why}" if why else None)
    if said:
        assert said.in_words("vi")
        assert said.in_words("en")
