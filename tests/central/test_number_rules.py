"""The rules of leasing, without a database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.central.number_rules import (
    ALL_GIVEN_OUT,
    EMERGENCY_SIZE,
    LARGEST,
    SMALLEST,
    USUAL,
    BlockKind,
    Ends,
    horizon,
    leapt,
    left_by_day,
    share,
    size_from,
    wants,
    wants_sealed,
)
from desk_app.sync.protocol import HORIZON_DAYS, Block, HeldBlock
from tests.builders.messages import TODAY, UNIT

KINDS: tuple[BlockKind, ...] = ("usual", "top_up", "emergency")


def block(first: int, last: int, kind: str = "usual", name: str = "") -> Block:
    return Block(
        id=name or f"{first}", unit=UNIT, day=TODAY, first=first, last=last, epoch=1, kind=kind
    )


def ends_after(ends: Ends, cut: tuple[int, int]) -> Ends:
    if cut[0] > 9999:
        return Ends(ends.last, ends.emergency, cut[1])
    if cut[0] > 8999:
        return Ends(ends.last, cut[1], ends.wide)
    return Ends(cut[1], ends.emergency, ends.wide)


@given(
    asked=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(SMALLEST, LARGEST)), max_size=300)
)
def test_blocks_of_a_day_never_overlap_and_keep_to_their_runs(
    asked: list[tuple[BlockKind, int]],
) -> None:
    ends = Ends()
    taken: set[int] = set()
    for kind, size in asked:
        cut = share(ends, size, kind)
        if cut is None:
            assert kind == "emergency"
            continue
        numbers = set(range(cut[0], cut[1] + 1))
        assert numbers
        assert not numbers & taken
        assert len(numbers) <= size
        for number in (cut[0], cut[1]):
            assert (9000 <= number <= 9999) == (kind == "emergency")
            assert kind != "usual" or number <= 6999 or number >= 10_000
        taken |= numbers
        ends = ends_after(ends, cut)


def test_fifty_desks_find_an_emergency_block_and_the_next_does_not() -> None:
    ends = Ends()
    found = []
    for _ in range(60):
        cut = share(ends, 100, "emergency")
        if cut is not None:
            found.append(cut)
            ends = ends_after(ends, cut)
    assert len(found) == 1000 // EMERGENCY_SIZE
    assert (found[0][0], found[-1][1]) == (9000, 9999)


def test_the_very_last_number_has_five_digits() -> None:
    assert share(Ends(8999, wide=99_990), 200, "top_up") == (99_991, 99_999)
    assert share(Ends(8999, wide=99_999), 200, "top_up") is None


@pytest.mark.parametrize(
    ("volumes", "size"),
    [
        ([], USUAL),
        ([3], SMALLEST),
        ([50] * 40, 100),
        ([10] * 199 + [500], 20),  # one wild day of two hundred does not count
        ([10] * 9 + [80], 160),
        ([400], LARGEST),
    ],
)
def test_the_size_follows_the_past(volumes: list[int], size: int) -> None:
    assert size_from(volumes) == size


@given(volumes=st.lists(st.integers(1, 1000), max_size=60))
def test_a_size_stays_in_bounds(volumes: list[int]) -> None:
    assert SMALLEST <= size_from(volumes) <= LARGEST


@given(left=st.integers(0, 400), size=st.integers(SMALLEST, LARGEST))
def test_a_block_is_wanted_below_half(left: int, size: int) -> None:
    blocks = [block(1, 400)]
    held = [HeldBlock(id="1", day=TODAY, left=left)]
    assert bool(wants([TODAY], blocks, held, size)) == (left * 2 < size)


def test_sealed_numbers_do_not_count_as_left() -> None:
    blocks = [block(1, 10), block(9000, 9019, "emergency")]
    assert left_by_day(blocks, []) == {TODAY: 10}
    assert left_by_day(blocks[1:], []) == {}
    tomorrow = TODAY + timedelta(days=1)
    assert [want.day for want in wants_sealed([TODAY, tomorrow], blocks)] == [tomorrow]


def test_the_horizon_is_a_month() -> None:
    assert len(horizon(TODAY, training=False)) == HORIZON_DAYS + 1
    assert horizon(TODAY, training=True)[0] == TODAY - timedelta(days=30)


# After the centre was put back


@given(
    asked=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(SMALLEST, LARGEST)), max_size=60),
    forgotten=st.integers(0, 60),
)
def test_what_is_cut_after_a_leap_was_not_cut_before(
    asked: list[tuple[BlockKind, int]], forgotten: int
) -> None:
    ends = kept = Ends()
    taken: set[int] = set()
    for place, (kind, size) in enumerate(asked):
        if place + forgotten <= len(asked):
            kept = ends  # as far as the backup knows
        cut = share(ends, size, kind)
        if cut is not None:
            ends = ends_after(ends, cut)
            taken |= set(range(cut[0], cut[1] + 1))
    again = leapt(kept)
    for kind in KINDS:
        cut = share(again, LARGEST, kind)
        if cut is not None:
            assert not set(range(cut[0], cut[1] + 1)) & taken


def test_a_leap_shuts_four_digits_and_passes_over_a_piece_of_five() -> None:
    assert leapt(Ends()) == Ends(8999, 9999, 19_999)
    assert leapt(Ends(300, 9019, 10_400)) == Ends(8999, 9999, 20_400)
    assert leapt(ALL_GIVEN_OUT) == ALL_GIVEN_OUT
    assert share(leapt(Ends()), 100, "usual") == (20_000, 20_099)
    assert share(leapt(Ends()), 100, "emergency") is None


@pytest.mark.parametrize(
    ("first", "last", "kind", "reached"),
    [
        (1, 100, "usual", True),
        (201, 300, "top_up", True),
        (201, 301, "taken_over", False),
        (9000, 9019, "emergency", True),
        (9000, 9020, "emergency", False),
        (9000, 9019, "usual", False),
        (1, 20, "emergency", False),
        (10_000, 10_099, "usual", True),
        (10_001, 10_100, "usual", False),
        (100, 1, "usual", False),
        (1, 9999, "usual", False),
    ],
)
def test_what_is_given_out_of_a_day(first: int, last: int, kind: str, reached: bool) -> None:
    assert Ends(300, 9019, 10_099).reach(first, last, kind) is reached
