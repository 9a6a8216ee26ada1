from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from desk_app.paper.fonts import as_markup, printable, register_fonts

BASE = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
LETTERS = "".join(unicodedata.normalize("NFC", letter + tone) for letter in BASE for tone in TONES)
VIETNAMESE = LETTERS + LETTERS.upper() + "đĐ"


def test_every_vietnamese_letter_is_in_all_four_faces() -> None:
    assert len(set(VIETNAMESE)) == 146
    assert {ord(letter) for letter in VIETNAMESE} <= register_fonts()


def test_decomposed_letters_are_composed() -> None:
    assert printable(unicodedata.normalize("NFD", VIETNAMESE)) == VIETNAMESE


def test_a_letter_the_typeface_lacks_is_seen_to_be_missing() -> None:
    assert printable("An 😀 漢") == "An □ □"


def test_control_letters_and_white_space_are_tamed() -> None:
    assert printable("  Nguyễn\x00\u200b \t\r\n An ") == "Nguyễn An"
    assert printable(None) == ""


def test_markup_is_harmless() -> None:
    assert as_markup("A & <b>B</b>") == "A &amp; &lt;b&gt;B&lt;/b&gt;"


@given(st.text())
def test_whatever_comes_can_be_printed(text: str) -> None:
    known = register_fonts()
    assert all(ord(letter) in known for letter in printable(text))
