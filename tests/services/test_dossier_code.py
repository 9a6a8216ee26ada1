"""Dossier codes of both grammars, and what readers make of them."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.paper.cover_code import CoverCode, cover_text, short_cover_text
from desk_app.services.dossier_code import (
    DossierCode,
    code_parts,
    format_code,
    is_unit_code,
    kept_tokens,
    look_up_token_of,
    read_code,
    what_is,
)

LINK = "https://tra-cuu.tinh-mau.invalid/t/Ab3-_xyzAb3-_xyzAb3-_x"


@pytest.mark.parametrize(
    ("text", "unit", "day", "number"),
    [
        ("H15.50.05.13-261008-0975", "H15.50.05.13", date(2026, 10, 8), 975),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637),
        ("H15.50-261008-12000975", "H15.50", date(2026, 10, 8), 12000975),
        ("000.00.19.H26-240304-0012", "000.00.19.H26", date(2024, 3, 4), 12),
        ("H25-261121-10000", "H25", date(2026, 11, 21), 10000),
    ],
)
def test_both_grammars_are_read(text: str, unit: str, day: date, number: int) -> None:
    assert read_code(text) == DossierCode(unit, day, number, text)


@pytest.mark.parametrize(
    "text",
    [
        "h15.50.05.13-261008-0975",
        " H15.50.05.13-261008-0975\r\n",
        "\x02H15.50.05.13-261008-0975\x03",
        "]C1H15.50.05.13-261008-0975",
        "H15.50.05.13–261008—0975",
        "H15.50.05.13 - 261008 - 0975",
    ],
)
def test_what_readers_and_copying_do_is_undone(text: str) -> None:
    found = read_code(text)
    assert found is not None
    assert found.text == "H15.50.05.13-261008-0975"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H15.50.05.13",
        "H15.50.05.13-261008",
        "H15.50.05.13-261008-975",
        "H15.50.05.13-261308-0975",
        "H15.50.05.13-2610080-0975",
        "H15.50.05.13-20261308-0975",
        "12345-261008-0975",
        "H15..05-261008-0975",
        "H15.50.05.13-261008-0975-1",
        "H15." + "1" * 40 + "-261008-0975",
        "H15.50.05.13-261008-" + "1" * 13,
        "Â15.50-261008-0975",
        "H15-٢٦١٠٠٨-0975",
        "079187001234||A",
        "1.001193",
    ],
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert read_code(text) is None


UNITS = st.one_of(
    st.from_regex(r"[A-Y][0-9]{2}(\.[0-9A-Z]{2}){0,4}", fullmatch=True),
    st.from_regex(r"000(\.[0-9]{2}){2}\.[A-Y][0-9]{2}", fullmatch=True),
)


@given(
    unit=UNITS,
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    number=st.integers(1, 10**9),
    lower=st.booleans(),
)
def test_every_code_is_read_back(unit: str, day: date, number: int, lower: bool) -> None:
    code = format_code(unit, day, number)
    assert read_code(code.lower() if lower else code) == DossierCode(unit, day, number, code)
    long = f"{unit}-{day:%Y%m%d}-{number:07d}"
    assert read_code(long) == DossierCode(unit, day, number, long)


@given(st.one_of(st.text(), st.text(alphabet="H15.-0123456789 h")))
def test_any_text_is_looked_at_without_falling(text: str) -> None:
    found = read_code(text)
    if found is not None:
        again = read_code(found.text)
        assert again == found
    assert what_is(text).kind in ("dossier_code", "card", "look_up", "unknown")


def test_parts_of_a_code_are_its_day_and_its_number() -> None:
    assert code_parts("H15.50.05.13-261008-0975") == ["261008", "0975", "975"]
    assert code_parts("G09.20-20260609-92637") == ["20260609", "92637"]
    assert code_parts("15.0012") == ["15", "0012"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("H15", True), ("H15.50.05.13", True), ("000.00.19.H26", True), ("1.001193", False)],
)
def test_unit_codes_are_known(text: str, is_one: bool) -> None:
    assert is_unit_code(text) is is_one


@pytest.mark.parametrize(
    ("text", "token"),
    [
        (LINK, "Ab3-_xyzAb3-_xyzAb3-_x"),
        (LINK.upper().replace("HTTPS", "https") + "/", "AB3-_XYZAB3-_XYZAB3-_X"),
        ("https://tra-cuu.tinh-mau.invalid/t/short", None),
        ("ftp://tra-cuu.tinh-mau.invalid/t/Ab3-_xyzAb3-_xyzAb3-_x", None),
        ("http://[bad", None),
        ("Ab3-_xyzAb3-_xyzAb3-_x", None),
    ],
)
def test_a_look_up_link_gives_its_token(text: str, token: str | None) -> None:
    assert look_up_token_of(text) == token


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("h15.50.05.13-261008-0975\r", "dossier_code"),
        (LINK, "look_up"),
        ("079187001234||Nguyễn Thị Uyên|05091987|Nữ|Phường Mẫu|10052021", "card"),
        ("DAHO1.abc.def", "hand_over"),
        ("8934588063053", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_reading_is_told_apart(text: str, kind: str) -> None:
    assert what_is(text).kind == kind


def test_a_cover_sheet_is_no_card() -> None:
    cover = CoverCode("H15.50.05.13-261008-0975", 3, 1, 4)
    for text in (cover_text(cover), "]Q1" + cover_text(cover) + "\r", short_cover_text(cover)):
        seen = what_is(text)
        assert (seen.kind, seen.code) == ("cover", None)
        assert seen.cover is not None
        assert (seen.cover.dossier, seen.cover.paper) == (cover.dossier, 3)


def test_a_damaged_cover_sheet_is_no_card_either() -> None:
    text = cover_text(CoverCode("H15.50.05.13-261008-0975", 3, 1, 4))
    seen = what_is(text.replace("0975", "0976"))
    assert (seen.kind, seen.cover) == ("cover", None)


def test_a_token_is_known_by_itself_and_by_its_hash() -> None:
    own, told = kept_tokens("token-of-dossier-00000001")
    assert own == "token-of-dossier-00000001"
    assert told == sha256(own.encode()).hexdigest()
