"""The words under which a dossier is found."""

from __future__ import annotations

import pytest

from desk_app.services.search_index import plain_number, search_words


def test_words_are_folded_and_stand_once() -> None:
    found = search_words(
        code="H15.50.05.13-261008-0975",
        procedure="1.001193",
        counter="Quầy 01",
        names=["Đặng Thị Phương Uyên", "Đặng Văn Đức", None],
        id_numbers=["079187001234", None],
        phones=["+84 912 345 678"],
    ).split()
    assert len(found) == len(set(found))
    assert {"261008", "0975", "975", "dang", "uyen", "duc", "079187001234"} <= set(found)
    assert {"0912345678", "1", "001193", "§1001193", "¶quay01"} <= set(found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(024) 3825-1234", None),
        ("079 187 001 234", "079187001234"),
        ("123456789", "123456789"),
        ("261008-0975", None),
        ("240304 0012", None),
        ("0912", None),
        ("nguyen", None),
        ("٠٩١٢٣٤٥٦٧٨", None),
    ],
)
def test_numbers_are_told_from_parts_of_codes(text: str, number: str | None) -> None:
    assert plain_number(text) == number
