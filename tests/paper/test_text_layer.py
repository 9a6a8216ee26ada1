from __future__ import annotations

import re

import pytest

from desk_app.paper.page_text import Word
from desk_app.paper.text_layer import encodable, lines_of, text_operators


def word(text: str, left: int, top: int, right: int, bottom: int) -> Word:
    return Word(text, left, top, right, bottom, 95.0)


def texts(words: list[Word]) -> list[list[str]]:
    return [[word.text for word in line.words] for line in lines_of(words)]


def test_words_beside_each_other_are_a_line() -> None:
    said = [
        word("Kính", 10, 10, 90, 60),
        word("gửi:", 100, 22, 160, 70),
        word("ông", 170, 30, 220, 60),
    ]
    assert texts(said) == [["Kính", "gửi:", "ông"]]


def test_a_line_is_as_high_as_its_highest_and_lowest_letters() -> None:
    (line,) = lines_of([word("một", 0, 20, 50, 60), word("gạch", 60, 10, 120, 75)])
    assert (line.top, line.bottom) == (10, 75)


def test_the_next_line_and_the_next_column_are_other_lines() -> None:
    said = [
        word("trái", 10, 10, 90, 50),
        word("dưới", 10, 80, 90, 120),
        word("phải", 500, 10, 590, 50),
        word("nữa", 500, 80, 590, 120),
    ]
    assert texts(said) == [["trái"], ["dưới"], ["phải"], ["nữa"]]


def test_a_hyphen_begins_a_line_or_stands_in_it() -> None:
    said = [
        word("-", 10, 30, 25, 34),
        word("Tự", 40, 10, 90, 60),
        word("-", 100, 30, 115, 34),
        word("do", 130, 12, 180, 50),
    ]
    assert texts(said) == [["-", "Tự", "-", "do"]]


def test_a_stamp_over_many_lines_takes_none_of_them_along() -> None:
    said = [word("đóng", 10, 30, 90, 60), word("DẤU", 100, 10, 500, 900)]
    assert texts(said) == [["đóng"], ["DẤU"]]


@pytest.mark.parametrize(
    "nothing",
    [word("", 0, 0, 9, 9), word(" ", 0, 0, 9, 9), word("x", 9, 0, 9, 9), word("x", 0, 9, 9, 9)],
)
def test_what_has_no_letters_or_no_room_is_left_out(nothing: Word) -> None:
    assert texts([nothing, word("có", 20, 0, 40, 9)]) == [["có"]]
    assert text_operators([nothing], 100, 1, "T") == b""


def test_a_word_is_as_wide_as_its_picture() -> None:
    said = text_operators([word("chữ", 100, 100, 400, 200)], 1000, 0.5, "T").decode()
    assert "3 Tr" in said
    assert "/T 50.00 Tf" in said  # 100 pixels high, half a point each
    assert "1 0 0 1 50.00 410.00 Tm" in said  # a fifth of the height lies below the base
    # Three letters of half the size are 75 points wide, and shall be 150.
    assert "200.00 Tz" in said
    assert re.findall(r"<([0-9a-f]+)> Tj", said) == ["chữ".encode("utf-16-be").hex()]


def test_a_space_parts_words_but_ends_no_line() -> None:
    said = text_operators([word("a", 0, 0, 9, 9), word("b", 20, 0, 29, 9)], 100, 1, "T").decode()
    assert re.findall(r"<([0-9a-f]+)> Tj", said) == ["00610020", "0062"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" Nguyễn ", "Nguyễn"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("a\tb", "a\ufffdb"),
        ("\U0001f600!", "\ufffd!"),
        ("đ", "đ"),
    ],
)
def test_letters_are_composed_and_of_16_bits(text: str, said: str) -> None:
    assert encodable(text) == said
