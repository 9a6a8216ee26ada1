"""An amount in words, as receipts and fee slips write it:
``một nghìn không trăm linh một đồng``."""

from __future__ import annotations

LARGEST = 10**12

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ")


def money_in_words(vnd: int) -> str:
    """``vnd`` đồng in formal words, in lower case.

    Raises:
        ValueError: below 0 or above :data:`LARGEST`.
    """
    return f"{number_in_words(vnd)} đồng"


def number_in_words(number: int) -> str:
    """A whole number from 0 to :data:`LARGEST` in formal words.

    Groups of three digits that are empty are left out; every later group is read in full
    ("không trăm linh một"), so that two amounts never share their words.

    Raises:
        ValueError: below 0 or above :data:`LARGEST`.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no words for {number}: only 0 to {LARGEST}")
    if number == 0:
        return _DIGITS[0]
    words: list[str] = []
    for power in reversed(range(len(_SCALES))):
        group = number // 1000**power % 1000
        if group:
            words += _three_digits(group, in_full=bool(words))
            words += _SCALES[power].split()
    return " ".join(words)


def _three_digits(group: int, *, in_full: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words: list[str] = []
    if hundreds or in_full:
        words += [_DIGITS[hundreds], "trăm"]
    return words + _two_digits(rest, after_hundreds=bool(words))


def _two_digits(rest: int, *, after_hundreds: bool) -> list[str]:
    tens, ones = divmod(rest, 10)
    if tens == 0:
        if ones == 0:
            return []
        return ["linh", _DIGITS[ones]] if after_hundreds else [_DIGITS[ones]]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 5:
        words.append("lăm")
    elif ones == 1 and tens > 1:
        words.append("mốt")
    elif ones:
        words.append(_DIGITS[ones])
    return words
