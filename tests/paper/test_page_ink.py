"""Ink is told from paper on white, grey and coloured pages."""

from __future__ import annotations

import numpy as np
import pytest

from desk_app.paper.page_ink import SCALE, at_scale, ink_of
from tests.builders.office_pages import letter, photo


def page_of(level: int, ink: int, height: int = 400, width: int = 300) -> np.ndarray:
    page = np.full((height, width), level, np.uint8)
    page[100:112, 50:58] = ink  # 3 x 2 mm: a letter
    page[200:203, 20:280] = ink  # a rule
    return page


@pytest.mark.parametrize(("level", "ink"), [(255, 0), (255, 180), (200, 90), (120, 20), (90, 10)])
def test_ink_is_what_is_darker_than_the_paper_around(level: int, ink: int) -> None:
    found = ink_of(page_of(level, ink))
    assert found.paper == level
    assert found.mask.sum() == 12 * 8 + 3 * 260
    assert len(found.marks.area) == 3  # the paper, the letter, the rule
    assert found.marks.letters[1:].sum() == 1


def test_a_shadow_is_no_ink() -> None:
    shadow = np.linspace(130, 250, 300)[None].repeat(400, axis=0).astype(np.uint8)
    assert ink_of(shadow).mask.mean() < 0.02


def test_points_are_of_letters_only() -> None:
    rows, columns = ink_of(page_of(255, 0)).letter_points()
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (100, 111, 50, 57)


def test_of_very_many_points_an_even_share_is_taken() -> None:
    found = ink_of(at_scale(np.asarray(letter(1)), 300 / 25.4))
    rows, _ = found.letter_points(1000)
    assert 500 <= len(rows) <= 1000
    assert rows.max() > 700


@pytest.mark.parametrize("per_mm", [2.0, 4.0, 5.9, 11.8])
def test_every_page_comes_to_one_scale(per_mm: float) -> None:
    size = (round(297 * per_mm), round(210 * per_mm))
    assert at_scale(np.zeros(size, np.uint8), per_mm).shape == pytest.approx(
        (297 * SCALE, 210 * SCALE), rel=0.02
    )


@pytest.mark.parametrize("size", [(16, 16), (17, 900), (40, 40)])
def test_small_pictures_do_no_harm(size: tuple[int, int]) -> None:
    assert ink_of(np.full(size, 255, np.uint8)).mask.sum() == 0


def test_a_photo_is_no_crowd_of_letters() -> None:
    found = ink_of(at_scale(np.asarray(photo(2).convert("L")), 300 / 25.4))
    assert found.marks.letters[1:].sum() < 120
