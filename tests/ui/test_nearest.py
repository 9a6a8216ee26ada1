"""The cursor goes to the neighbour of what is gone."""

from __future__ import annotations

import pytest

from desk_app.ui.nearest import nearest


@pytest.mark.parametrize(
    ("chosen", "before", "ids", "goes"),
    [
        ("b", "abc", "abc", "b"),
        ("b", "abc", "ac", "c"),
        ("c", "abc", "ab", "b"),
        ("b", "abcd", "ad", "d"),
        ("b", "abc", "xy", "x"),
        ("b", "", "ab", "b"),
        (None, "ab", "ab", "a"),
        ("b", "ab", "", None),
    ],
)
def test_the_next_then_the_one_before(
    chosen: str | None, before: str, ids: str, goes: str | None
) -> None:
    assert nearest(chosen, before, ids) == goes
