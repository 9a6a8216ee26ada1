"""A code leads where its words say."""

from __future__ import annotations

import pytest

from desk_app.ui.scan_routing import where_to
from desk_app.ui.screens.intake.state import CardScanned

CARD = "079187001234||Nguyễn Thị Phương Uyên|05091987|Nữ|25/7 Bến Xuân|01022022"
LINK = "https://tra-cuu.tinh-mau.invalid/h/abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("h99.21.01-261120-0001", ("search", "H99.21.01-261120-0001")),
        (LINK, ("search", LINK)),
        (CARD, ("intake", CardScanned(CARD))),
        ("8934563138165", None),
        ("", None),
    ],
)
def test_where_codes_lead(text: str, place: tuple[str, object] | None) -> None:
    assert where_to(text) == place
