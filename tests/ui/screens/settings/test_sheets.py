"""What the settings print."""

from __future__ import annotations

import pytest

from desk_app.paper.pdf_pages import page_count, page_size_mm
from desk_app.ui.language import language
from desk_app.ui.screens.settings.sheets import SIZES, key_card_pdf, probe_page_pdf
from tests.builders.pdf_reading import page_texts


@pytest.mark.parametrize("paper", sorted(SIZES))
def test_the_test_page_has_the_size_of_the_paper(look: None, paper: str) -> None:
    pdf = probe_page_pdf(paper, "HP-1", "09:00 20/11/2026")
    assert page_count(pdf) == 1
    assert page_size_mm(pdf, 0) == pytest.approx(SIZES[paper], abs=1)


def test_the_keys_fit_on_one_card(look: None) -> None:
    assert page_count(key_card_pdf()) == 1


@pytest.mark.parametrize("name", ["vi", "en"])
def test_the_card_has_the_keys_of_every_place(look: None, name: str) -> None:
    language().set(name)
    [text] = page_texts(key_card_pdf())
    # Letters only: what Qt writes of digits and signs cannot be read back.
    written = "".join(letter for letter in text if letter.isalpha())
    assert all(key in written for key in ("CtrlShiftP", "Esc", "Space", "CtrlA"))
    assert written.count("Alt") == 1  # not each of the nine parts
