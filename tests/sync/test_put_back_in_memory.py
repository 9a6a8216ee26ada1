"""The centre in memory after it was put back; what all centres promise: tests/contracts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from desk_app.sync.protocol import Block
from desk_app.sync.put_back_in_memory import fitting, leap, next_run
from tests.builders.messages import TODAY, UNIT


def block(first: int, last: int, **other: Any) -> Block:
    said: dict[str, Any] = {"id": f"{first}", "unit": UNIT, "day": TODAY, "epoch": 1}
    return Block(**{**said, "first": first, "last": last, **other})


@pytest.mark.parametrize(
    ("last", "cut"),
    [
        (0, (1, 100)),
        (8950, (8951, 8999)),
        (8999, (10_000, 10_099)),
        (19_999, (20_000, 20_099)),
        (99_950, (99_951, 99_999)),
        (99_999, None),
    ],
)
def test_numbers_follow_each_other_with_four_digits_then_five(
    last: int, cut: tuple[int, int] | None
) -> None:
    assert next_run(last, 100) == cut


def test_a_leap_passes_over_all_that_may_have_been_leased() -> None:
    lasts = {(UNIT, TODAY): 300}
    for end in (19_999, 29_999):
        leap(lasts, [UNIT], [TODAY])
        assert lasts == {(UNIT, TODAY): end}


@pytest.mark.parametrize(
    ("one", "fits"),
    [
        (block(101, 200), True),
        (block(100, 200), False),
        (block(20_000, 20_099), False),
        (block(101, 200, unit="H99"), False),
        (block(101, 200, epoch=3), False),
        (block(101, 200, kind="?"), False),
        (block(200, 101), False),
        (block(101, 200, id="known"), False),
        (block(101, 200, day=TODAY + timedelta(days=40)), False),
        (block(101, 200, day=TODAY - timedelta(days=40)), True),
    ],
)
def test_a_desk_gets_back_what_nobody_else_can_have(one: Block, fits: bool) -> None:
    there = [block(1, 100, id="known")]
    assert fitting([one], UNIT, 2, there, {(UNIT, TODAY): 19_999}, TODAY) == [one] * fits
