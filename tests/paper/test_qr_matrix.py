"""The code is one that another library draws, and its mask the one the standard's rules prefer."""

from __future__ import annotations

from itertools import groupby

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.paper.qr_matrix import penalty, qr_matrix

LINK = "https://tra-cuu.tinh-mau.invalid/t/abcdefghijklmnopqrstuv"
SIZE = 25
SQUARES = st.lists(st.integers(0, 2**SIZE - 1), min_size=SIZE, max_size=SIZE)


def _drawn_by_segno(text: str, mask: int) -> tuple[str, ...]:
    rows = segno.make(text, micro=False, error="q", mask=mask).matrix
    return tuple("".join(map(str, row)) for row in rows)


def _by_the_book(rows: list[str]) -> int:
    """ISO/IEC 18004, table 11, module by module."""
    size = len(rows)
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    points = 0
    for line in (*rows, *columns):
        runs = [len(list(run)) for _, run in groupby(line)]
        points += sum(run - 2 for run in runs if run >= 5)
        wide = f"0000{line}0000"
        for start in range(4, 4 + size - 6):
            around = (wide[start - 4 : start], wide[start + 7 : start + 11])
            if wide[start : start + 7] == "1011101" and "0000" in around:
                points += 40
    for i in range(size - 1):
        for j in range(size - 1):
            block = rows[i][j : j + 2] + rows[i + 1][j : j + 2]
            points += 3 * (len(set(block)) == 1)
    black = 100 * "".join(rows).count("1") / size**2
    return points + 10 * int(abs(black - 50) / 5)


@pytest.mark.parametrize("length", [1, 22, 57, 120, 400])
def test_it_is_the_code_of_one_of_the_masks(length: int) -> None:
    text = (LINK * 8)[:length]
    drawn = [_drawn_by_segno(text, mask) for mask in range(8)]
    assert qr_matrix(text) in drawn


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=120))
def test_whatever_is_said_is_a_code_of_it(text: str) -> None:
    assert qr_matrix(text) in [_drawn_by_segno(text, mask) for mask in range(8)]


@settings(max_examples=40, deadline=None)
@given(SQUARES)
def test_pictures_are_judged_by_the_book(square: list[int]) -> None:
    rows = [format(row, f"0{SIZE}b") for row in square]
    assert penalty(int("".join(rows), 2), SIZE) == _by_the_book(rows)


@pytest.mark.parametrize(
    "row",
    ["1" * SIZE, "0" * SIZE, "10" * 12 + "1", "1011101000010111010000101", "0" * 18 + "1011101"],
)
def test_pictures_full_of_faults_are_judged_by_the_book(row: str) -> None:
    for rows in ([row] * SIZE, [letter * SIZE for letter in row]):
        assert penalty(int("".join(rows), 2), SIZE) == _by_the_book(rows)


def test_more_error_correction_is_given_where_it_is_asked_for() -> None:
    theirs = segno.make(LINK, micro=False, error="h")
    assert len(qr_matrix(LINK, "h")) == len(theirs.matrix) > len(qr_matrix(LINK))


def test_a_link_gets_the_mask_that_segno_finds() -> None:
    found = segno.make(LINK, micro=False, error="q")
    assert qr_matrix(LINK) == _drawn_by_segno(LINK, found.mask)
