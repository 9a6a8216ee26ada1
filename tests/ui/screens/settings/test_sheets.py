"""What the settings print."""

from __future__ import annotations

import pytest

from desk_app.paper.pdf_pages import page_count, page_size_mm
from desk_app.ui.screens.settings.sheets import SIZES, key_card_pdf, probe_page_pdf


@pytest.mark.parametrize("paper", sorted(SIZES))
def test_the_test_page_has_the_size_of_the_paper(look: None, paper: str) -> None:
    pdf = probe_page_pdf(paper, "HP-1", "09:00 20/11/2026")
    assert page_count(pdf) == 1
    assert page_size_mm(pdf, 0) == pytest.approx(SIZES[paper], abs=1)


def test_the_keys_fit_on_one_card(look: None) -> None:
    assert page_count(key_card_pdf()) == 1
