"""What a text looks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.errors import Refusal
from desk_app.services.search_query import LONGEST, MOST_WORDS, Wanted, wanted_of


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Wanted()),
        ("  ", Wanted()),
        ("?!", None),
        ("Nguyễn Thị", Wanted(words=("nguyen", "thi"))),
        ("0912 345 678", Wanted(words=("0912345678",))),
        ("h15.50-261120-0001", Wanted(code="H15.50-261120-0001")),
        ("H15.50-2611", Wanted(code="H15.50-2611", words=("h15", "50", "2611"))),
        ("h15", Wanted(code="H15", words=("h15",))),
        ("261120-0001", Wanted(code="261120-0001", words=("261120", "0001"))),
        ("https://a.invalid/t/Ab3-_xyzAb3-_xyzAb3-_x", Wanted(token="Ab3-_xyzAb3-_xyzAb3-_x")),
        (
            "048080000003||Nguyễn Thành Nam|01011980|Nam|Phường Mẫu|01012022",
            Wanted(words=("048080000003",)),
        ),
    ],
)
def test_a_text_is_taken_for_what_it_is(text: str, wanted: Wanted | None) -> None:
    assert wanted_of(text) == wanted


def test_long_texts_are_cut() -> None:
    wanted = wanted_of("a " * 1_000_000)
    assert wanted is not None
    assert len(wanted.words) <= min(MOST_WORDS, LONGEST)


@given(st.text())
def test_any_text_gives_plain_words_or_a_refusal(text: str) -> None:
    try:
        wanted = wanted_of(text)
    except Refusal:
        return
    for word in wanted.words if wanted else ():
        assert word.isascii()
        assert word.isalnum()
