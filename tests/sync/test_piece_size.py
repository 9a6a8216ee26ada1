"""Pieces grow on a quick line and shrink on a slow or broken one; of a file they are a small share
until the line has proved itself."""

from __future__ import annotations

import pytest

from desk_app.sync.piece_size import (
    ABREAST,
    LEAST,
    PROOF,
    SHARE,
    SMALLEST,
    PieceSize,
)
from desk_app.sync.protocol import MAX_PIECE

LARGE = 400 * 1024 * 1024


def proved() -> PieceSize:
    """Of a line that is quick."""
    piece = PieceSize()
    for _ in range(PROOF):
        piece.went(LEAST, 0.01)
    return piece


def test_a_quick_line_gets_large_pieces() -> None:
    piece = PieceSize()
    sizes = []
    for _ in range(8):
        sizes.append(piece.of(LARGE))
        piece.went(sizes[-1], 0.01)
    assert sizes == [SMALLEST * 2**n for n in range(6)] + [MAX_PIECE, MAX_PIECE]


@pytest.mark.parametrize(
    ("size", "most"),
    [(3 * 2**20, 3 * 2**20 // SHARE), (500_000, LEAST), (1, LEAST), (LARGE, SMALLEST)],
)
def test_the_first_pieces_are_a_small_share_of_their_file(size: int, most: int) -> None:
    assert PieceSize().of(size) == most


def test_a_whole_file_goes_before_a_line_has_proved_itself() -> None:
    size, piece, sent = 3 * 2**20, PieceSize(), 0
    while sent < size:
        most = piece.of(size)
        assert most <= size / SHARE
        piece.went(most, 0.01)
        sent += most


def test_a_line_that_has_proved_itself_gets_whole_pieces_of_small_files_too() -> None:
    piece = proved()
    assert piece.of(1_000_000) == SMALLEST
    piece.went(SMALLEST, 0.01)
    assert piece.of(1_000_000) == 2 * SMALLEST


@pytest.mark.parametrize("trouble", ["breaks", "is slow"])
def test_a_line_that_gives_trouble_has_to_prove_itself_again(trouble: str) -> None:
    piece = proved()
    if trouble == "breaks":
        piece.broke()
    else:
        piece.went(SMALLEST, 10.0)
    assert piece.of(3 * 2**20) == 3 * 2**20 // SHARE


def test_the_last_piece_of_a_small_file_says_nothing_of_the_line() -> None:
    piece = PieceSize()
    for _ in range(PROOF + 1):
        piece.went(1000, 0.01)
    assert piece.of(1000) == LEAST
    assert piece.of(LARGE) == SMALLEST


def test_a_slow_line_gets_small_pieces_but_never_tiny_ones() -> None:
    piece = PieceSize()
    piece.bytes = MAX_PIECE
    for _ in range(10):
        piece.went(piece.bytes, 10.0)
    assert piece.of(LARGE) == SMALLEST


def test_between_quick_and_slow_nothing_changes() -> None:
    piece = PieceSize()
    piece.bytes = MAX_PIECE // 2
    piece.went(piece.bytes, 2.0)
    assert piece.of(LARGE) == MAX_PIECE // 2


def test_a_broken_line_gets_a_quarter() -> None:
    piece = PieceSize()
    piece.bytes = MAX_PIECE
    piece.broke()
    assert piece.of(LARGE) == MAX_PIECE // 4
    for _ in range(9):
        piece.broke()
    assert piece.of(LARGE) == SMALLEST


def test_files_go_one_by_one_until_the_line_is_known_to_be_quick() -> None:
    piece = PieceSize()
    assert piece.abreast == 1
    piece.went(LEAST, 2.0)
    assert piece.abreast == 1
    piece.went(LEAST, 0.1)
    assert piece.abreast == ABREAST
    piece.went(LEAST, 4.0)
    assert piece.abreast == 1


def test_a_centre_that_is_busy_gets_one_at_a_time() -> None:
    piece = proved()
    piece.crowded()
    assert piece.abreast == 1
