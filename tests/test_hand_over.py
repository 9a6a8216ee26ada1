"""The document by which numbers change desks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app import signing
from desk_app.hand_over import (
    LONGEST,
    HandOver,
    is_like_a_document,
    read_document,
    write_document,
)
from desk_app.paper.barcode_image import qr_modules
from tests.builders.messages import identity_text

PRIVATE = signing.new_private_key()
PUBLIC = signing.public_key_of(PRIVATE)

hand_overs = st.builds(
    HandOver,
    id=st.integers(1, 9**9).map(identity_text),
    unit=st.sampled_from(["H15.50.05.13", "000.00.19.H26", "H" + "9" * 34]),
    day=st.dates(date(2026, 1, 1), date(2060, 12, 31)),
    first=st.integers(1, 500),
    last=st.integers(500, 99_999),
    from_desk=st.just(identity_text(1)),
    to_desk=st.just(identity_text(2)),
    to_epoch=st.integers(1, 1000),
)


def _sign(words: bytes) -> str:
    return signing.sign(PRIVATE, words)


@given(said=hand_overs)
def test_what_is_written_is_read(said: HandOver) -> None:
    text = write_document(said, _sign)
    assert text.isascii()
    assert len(text) <= LONGEST
    found = read_document(f" {text}\r\n")
    assert found is not None
    assert found.said == said
    assert found.said.count == said.last - said.first + 1
    assert signing.is_signed(PUBLIC, found.words, found.signature)
    assert is_like_a_document(text)


@given(said=hand_overs, data=st.data())
def test_nothing_in_it_can_be_changed_unnoticed(said: HandOver, data: st.DataObject) -> None:
    text = write_document(said, _sign)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = text[:place] + letter + text[place + 1 :]
    found = read_document(changed)
    if changed != text and found is not None:
        assert not signing.is_signed(PUBLIC, found.words, found.signature)


def test_a_day_before_its_end_or_a_desk_to_itself_is_no_hand_over() -> None:
    good = HandOver(
        identity_text(9), "H15", date(2026, 11, 20), 5, 9, identity_text(1), identity_text(2), 1
    )
    for bad in (
        HandOver(good.id, "H15", good.day, 9, 5, good.from_desk, good.to_desk, 1),
        HandOver(good.id, "H15", good.day, 5, 9, good.from_desk, good.from_desk, 1),
        HandOver("x", "H15", good.day, 5, 9, good.from_desk, good.to_desk, 1),
        HandOver(good.id, "H15", good.day, 5, 9, good.from_desk, good.to_desk, 0),
    ):
        assert read_document(write_document(bad, _sign)) is None
    assert read_document("DAHO1.damaged") is None
    assert is_like_a_document("DAHO1.damaged")
    assert not is_like_a_document("H15.50.05.13-261120-0001")


def test_the_longest_one_fits_a_qr_code() -> None:
    longest = HandOver(
        identity_text(9**9),
        "H" + "9" * 34,
        date(2026, 11, 20),
        10_000,
        99_999,
        identity_text(1),
        identity_text(2),
        10**6,
    )
    assert len(qr_modules(write_document(longest, _sign))) <= 97


@pytest.mark.parametrize(
    "content",
    ["[" * 1400, '[0,"H\\u0000",0,0,0,0,0,0]', "[null]", "1e999", '{"a":1}', '["\\ud800"]'],
)
def test_whatever_a_signed_line_holds_it_is_read_or_it_is_not(content: str) -> None:
    words = f"DAHO1.{signing.to_text(content.encode())}"
    assert read_document(f"{words}.{_sign(words.encode())}") is None


def test_a_unit_is_written_as_units_are() -> None:
    said = HandOver(
        identity_text(3), "H99\x00", date(2026, 1, 1), 1, 2, identity_text(1), identity_text(2), 1
    )
    assert read_document(write_document(said, _sign)) is None
