from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.paper.money_words import LARGEST, money_in_words, number_in_words

SPOKEN = {
    0: "không",
    1: "một",
    10: "mười",
    11: "mười một",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi bốn",
    25: "hai mươi lăm",
    100: "một trăm",
    101: "một trăm linh một",
    105: "một trăm linh năm",
    110: "một trăm mười",
    115: "một trăm mười lăm",
    555: "năm trăm năm mươi lăm",
    1_000: "một nghìn",
    1_001: "một nghìn không trăm linh một",
    1_010: "một nghìn không trăm mười",
    14_000: "mười bốn nghìn",
    21_021: "hai mươi mốt nghìn không trăm hai mươi mốt",
    1_000_005: "một triệu không trăm linh năm",
    1_250_000: "một triệu hai trăm năm mươi nghìn",
    2_005_001: "hai triệu không trăm linh năm nghìn không trăm linh một",
    1_000_000_000: "một tỷ",
    999_999_999_999: (
        "chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu "
        "chín trăm chín mươi chín nghìn chín trăm chín mươi chín"
    ),
    LARGEST: "một nghìn tỷ",
}
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ONES = {
    **{word: number for number, word in enumerate(DIGITS)},
    "mốt": 1,
    "lăm": 5,
}
SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


@pytest.mark.parametrize(("number", "words"), SPOKEN.items())
def test_known_amounts(number: int, words: str) -> None:
    assert number_in_words(number) == words
    assert money_in_words(number) == f"{words} đồng"


@given(st.integers(0, LARGEST) | st.integers(0, 10_000))
def test_the_words_lead_back_to_the_number(number: int) -> None:
    assert heard(number_in_words(number)) == number


@given(st.integers(0, LARGEST))
def test_words_keep_to_the_grammar(number: int) -> None:
    words = number_in_words(number).split()
    pairs = list(zip(words, words[1:], strict=False))
    assert all(after in ONES for before, after in pairs if before == "linh")
    assert all(before == "mươi" for before, after in pairs if after == "mốt")
    assert all(before in ("mươi", "mười") for before, after in pairs if after == "lăm")
    assert ("mươi", "một") not in pairs
    assert ("mươi", "năm") not in pairs


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_beyond_the_range_there_are_no_words(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        money_in_words(number)


def heard(words: str) -> int:
    """Understands spoken numbers: digits gather in ``now`` until a scale takes them away."""
    total = now = digit = 0
    for word in words.split():
        if word in ONES:
            digit = ONES[word]
        elif word == "mười":
            now += 10
        elif word in ("mươi", "trăm"):
            now += digit * (10 if word == "mươi" else 100)
            digit = 0
        elif word in SCALES:
            group = now + digit
            if word == "tỷ" and not group:
                total *= SCALES[word]
            else:
                total += group * SCALES[word]
            now = digit = 0
        else:
            assert word == "linh"
    return total + now + digit
