"""Lines of text tell how a page lies."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from desk_app.paper.page_ink import Ink, at_scale, ink_of
from desk_app.paper.text_lines import has_neighbours_above, lie_of, lines_of, uprightness
from tests.builders.office_pages import (
    ORDINARY,
    Scan,
    blank,
    capitals,
    figures,
    handwriting,
    letter,
    photo,
    scanned,
    table,
)

LETTER = letter(2)


def inked(page: Image.Image, how: Scan) -> Ink:
    grey = np.asarray(Image.open(BytesIO(scanned(page, how))).convert("L"))
    return ink_of(at_scale(grey, how.dpi / 25.4))


@pytest.mark.parametrize("skew", [-10.0, -5.2, -0.6, 0.0, 0.3, 2.7, 9.4])
def test_skew_is_found_to_a_tenth(skew: float) -> None:
    lie = lie_of(inked(LETTER, Scan(skew=skew, dpi=150)))
    assert lie.skew == pytest.approx(skew, abs=0.15)
    assert (lie.turn, lie.sideways) == (0, False)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("name", ["letter", "table", "stamped", "coloured", "certificate"])
def test_the_turn_that_sets_a_page_upright(name: str, turn: int) -> None:
    lie = lie_of(inked(ORDINARY[name](1), Scan(turn=turn, dpi=150, skew=1.5)))
    assert lie.turn == (360 - turn) % 360
    assert lie.sideways == (turn in (90, 270))
    assert lie.skew == pytest.approx(1.5, abs=0.2)


def test_what_cannot_be_told_is_not_guessed() -> None:
    for page in (blank(), ORDINARY["few_words"](1)):
        lie = lie_of(inked(page, Scan(dpi=150, turn=180)))
        assert (lie.turn, lie.sideways) == (None, False)


@pytest.mark.parametrize("draw", [handwriting, figures, capitals, table, photo])
def test_an_upright_page_is_never_turned_over(draw: Callable[[int], Image.Image]) -> None:
    for seed in range(3):
        lie = lie_of(inked(draw(seed), Scan(dpi=150, skew=-1, noise=5, seed=seed)))
        assert lie.turn in (0, None)
        assert not lie.sideways


def test_points_without_lines_have_none() -> None:
    chance = np.random.default_rng(1)
    rows, columns = chance.integers(0, 1000, 5000), chance.integers(0, 700, 5000)
    assert lines_of(rows, columns) is None
    assert uprightness(rows, columns, 0.0) is None
    assert lines_of(rows[:50], columns[:50]) is None


def test_letters_stand_beside_each_other_in_a_line() -> None:
    assert has_neighbours_above(inked(LETTER, Scan(dpi=150))) is False
    assert has_neighbours_above(inked(LETTER, Scan(dpi=150, turn=90))) is True
    assert has_neighbours_above(inked(blank(), Scan(dpi=150))) is None
