"""Cover codes: what is written is read back, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk_app.paper.barcode_image import code_128_modules
from desk_app.paper.cover_code import (
    LONGEST,
    CoverCode,
    cover_text,
    is_like_a_cover,
    read_cover,
    short_cover_text,
)

DOSSIERS = st.from_regex(
    r"([A-Z][0-9]{2}(\.[0-9]{2}){0,3}|000\.00\.[0-9]{2}\.H[0-9]{2})-[0-9]{6}([0-9]{2})?-[0-9]{4,12}",
    fullmatch=True,
)


@st.composite
def covers(draw: st.DrawFn) -> CoverCode:
    of = draw(st.integers(1, 999))
    sheet = draw(st.integers(1, of))
    return CoverCode(draw(DOSSIERS), draw(st.integers(1, 999)), sheet, of)


COVER = CoverCode("H25.12.34-261120-0007", 3, 1, 4)


def test_the_texts_stay_what_is_printed_today() -> None:
    # Sheets lie in drawers for weeks: the form of the texts is a promise.
    assert cover_text(COVER) == "HS1|H25.12.34-261120-0007|3|1/4|FAE0C6DC"
    assert short_cover_text(COVER) == "H25.12.34-261120-0007/3/4D95"


@given(covers())
def test_what_is_written_is_read(cover: CoverCode) -> None:
    assert read_cover(cover_text(cover)) == cover
    assert read_cover(short_cover_text(cover)) == CoverCode(cover.dossier, cover.paper)
    assert len(cover_text(cover)) <= LONGEST
    assert code_128_modules(short_cover_text(cover))


@given(covers())
def test_what_readers_add_does_no_harm(cover: CoverCode) -> None:
    for text in (cover_text(cover), short_cover_text(cover)):
        assert read_cover(f"]Q1{text}\r\n") == read_cover(f"  {text.lower()}") == read_cover(text)


@given(covers(), st.integers(0, 200), st.characters(min_codepoint=32, max_codepoint=126))
def test_no_single_wrong_letter_leads_elsewhere(cover: CoverCode, at: int, letter: str) -> None:
    for text in (cover_text(cover), short_cover_text(cover)):
        at %= len(text)
        changed = text[:at] + letter + text[at + 1 :]
        if changed.strip().upper() != text:
            assert read_cover(changed) in (None, read_cover(text))


@given(covers(), st.integers(0, 200))
def test_a_cut_text_is_none(cover: CoverCode, length: int) -> None:
    text = cover_text(cover)
    assert read_cover(text[: min(length, len(text) - 1)]) is None


@given(st.text(max_size=200))
@example("HS1|H25.12.34-261120-0007|3|1/4|00000000")
@example("079187001234||Nguyễn Thị Phương Uyên|05091987|Nữ|25/7 Bến Xuân|01022022")
@example("H25.12.34-261120-0007")
@example("H25.12.34-261120-0007/3/0000")
@example("https://tra-cuu.example.vn/h/k7Qm2ZpX4rTnB8wd")
@example("HS1|" + "1" * 10_000)
@example("HS1|H25.12.34-261120-0007|3|4/1|2A4B6C8D")
def test_any_other_text_is_none(text: str) -> None:
    assert read_cover(text) is None


@pytest.mark.parametrize(
    ("text", "like"),
    [
        (cover_text(COVER)[:20], True),
        ("HS2|something of a later year", True),
        ("HS1", False),
        ("https://hs1.vn|", False),
        ("079187001234||A|B|C|D|E", False),
    ],
)
def test_damaged_ones_are_known_by_their_beginning(text: str, like: bool) -> None:
    assert is_like_a_cover(text) is like


@pytest.mark.parametrize(
    "wrong",
    [
        {"dossier": "H25 12"},
        {"dossier": "H25.12.34|261120-0007"},
        {"dossier": ""},
        {"paper": 0},
        {"paper": 1000},
        {"sheet": 5},
        {"sheet": 0},
        {"sheet": None},
        {"of": 1000},
    ],
)
def test_what_could_not_be_read_back_is_not_made(wrong: dict[str, object]) -> None:
    values: dict[str, object] = {"dossier": COVER.dossier, "paper": 3, "sheet": 1, "of": 4}
    with pytest.raises(ValueError, match="not|how many"):
        CoverCode(**(values | wrong))  # type: ignore[arg-type]


def test_the_short_text_needs_no_sheet() -> None:
    short = CoverCode(COVER.dossier, 3)
    assert short_cover_text(short) == short_cover_text(COVER)
    with pytest.raises(ValueError, match="numbers its sheets"):
        cover_text(short)
