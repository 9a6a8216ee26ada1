"""Pieces grow on a quick line and shrink on a slow or broken one."""

from __future__ import annotations

from desk_app.sync.piece_size import SMALLEST, PieceSize
from desk_app.sync.protocol import MAX_PIECE


def test_a_quick_line_gets_large_pieces() -> None:
    piece = PieceSize()
    sizes = []
    for _ in range(8):
        sizes.append(piece.bytes)
        piece.went(piece.bytes, 0.01)
    assert sizes == [SMALLEST * 2**n for n in range(6)] + [MAX_PIECE, MAX_PIECE]


def test_the_last_piece_of_a_small_file_says_nothing_of_the_line() -> None:
    piece = PieceSize()
    piece.went(1000, 0.01)
    assert piece.bytes == SMALLEST


def test_a_slow_line_gets_small_pieces_but_never_tiny_ones() -> None:
    piece = PieceSize()
    piece.bytes = MAX_PIECE
    for _ in range(10):
        piece.went(piece.bytes, 10.0)
    assert piece.bytes == SMALLEST


def test_between_quick_and_slow_nothing_changes() -> None:
    piece = PieceSize()
    piece.bytes = MAX_PIECE // 2
    piece.went(piece.bytes, 2.0)
    assert piece.bytes == MAX_PIECE // 2


def test_a_broken_line_gets_a_quarter() -> None:
    piece = PieceSize()
    piece.bytes = MAX_PIECE
    piece.broke()
    assert piece.bytes == MAX_PIECE // 4
    for _ in range(9):
        piece.broke()
    assert piece.bytes == SMALLEST
