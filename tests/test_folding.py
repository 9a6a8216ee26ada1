"""People find names without typing marks; what is stored is tidy."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.folding import first_unprintable, fold, tidy, words

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Đặng Thuỳ Trâm", "dang thuy tram"),
        ("  NGUYỄN\tThị \n Phương   Uyên ", "nguyen thi phuong uyen"),
        ("đường Nguyễn Bỉnh Khiêm, số 25/7", "duong nguyen binh khiem, so 25/7"),
        ("", ""),
    ],
)
def test_marks_and_case_and_spaces_go(text: str, bare: str) -> None:
    assert fold(text) == bare


def test_every_vietnamese_letter_becomes_a_plain_one() -> None:
    for letter in VIETNAMESE + VIETNAMESE.upper():
        assert fold(letter) in string.ascii_lowercase, letter


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " 0123456789.-/"))
def test_composed_or_not_makes_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_are_letters_and_digits() -> None:
    assert words("Trần Văn A., số 12-B") == ["tran", "van", "a", "so", "12", "b"]


def test_what_is_stored_is_tidy() -> None:
    untidy = unicodedata.normalize("NFD", "  Nguyễn \x00 Thị\u200b \r\n Uyên ")
    assert tidy(untidy) == "Nguyễn Thị Uyên"


@given(st.text())
def test_tidy_text_is_composed_and_printable(text: str) -> None:
    tidied = tidy(text)
    assert unicodedata.is_normalized("NFC", tidied)
    assert not any(unicodedata.category(ch).startswith("C") for ch in tidied)
    assert tidied == tidied.strip()
    assert tidy(tidied) == tidied


def test_signs_a_form_cannot_print_are_named() -> None:
    assert first_unprintable("Đặng Thuỳ Trâm\n25/7") is None
    assert first_unprintable("a\u200bb") == "U+200B"
    assert first_unprintable("😀") == "U+1F600"
