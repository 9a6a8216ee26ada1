"""A code leads where its words say."""

from __future__ import annotations

import pytest

from desk_app.paper.cover_code import CoverCode, cover_text, short_cover_text
from desk_app.ui.scan_routing import is_known, where_to
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.intake.state import CardScanned
from desk_app.ui.screens.numbers.state import TakeScanned

CARD = "079187001234||Nguyễn Thị Phương Uyên|05091987|Nữ|25/7 Bến Xuân|01022022"
LINK = "https://tra-cuu.tinh-mau.invalid/h/abcdefghijklmnopqrstuvwxyz"

_COVER = CoverCode("H99.21.01-261120-0001", 2, 1, 3)
COVER = cover_text(_COVER)
SHORT_COVER = short_cover_text(_COVER)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("h99.21.01-261120-0001", ("search", "H99.21.01-261120-0001")),
        (LINK, ("search", LINK)),
        (CARD, ("intake", CardScanned(CARD))),
        (COVER, ("digitise", ScanOf("H99.21.01-261120-0001", 2))),
        (SHORT_COVER, ("digitise", ScanOf("H99.21.01-261120-0001", 2))),
        ("DAHO1.abc.def", ("numbers", TakeScanned("DAHO1.abc.def"))),
        (COVER[:-1], None),
        ("8934563138165", None),
        ("", None),
    ],
)
def test_where_codes_lead(text: str, place: tuple[str, object] | None) -> None:
    assert where_to(text) == place


@pytest.mark.parametrize(
    "text", ["H99.21.01-261120-0001", LINK, CARD, COVER, COVER[:-1], "DAHO1.abc.def"]
)
def test_codes_are_known_even_damaged_ones(text: str) -> None:
    assert is_known(text)


@pytest.mark.parametrize("text", ["NGUYEN van a", "31/02/1990", "8934563138165", "Nguyễn Văn Ánh"])
def test_what_people_type_is_no_code(text: str) -> None:
    assert not is_known(text)
