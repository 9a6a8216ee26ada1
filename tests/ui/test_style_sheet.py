"""The style sheet names only what the theme has."""

from __future__ import annotations

import pytest

from desk_app.ui.style_sheet import style_sheet
from desk_app.ui.theme import Theme


def test_every_name_is_filled_in() -> None:
    sheet = style_sheet(Theme()._sheet_values())
    assert "$" not in sheet
    assert "QLineEdit" in sheet


def test_a_missing_name_is_noticed() -> None:
    values = Theme()._sheet_values()
    del values["accent"]
    with pytest.raises(KeyError):
        style_sheet(values)
