"""The band of squares is seen on every cover sheet and on nothing else."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4

from desk_app.paper.cover_band import SQUARE, band_squares, find_band
from tests.builders.cover_sheets import INNER, covered, sheet_picture
from tests.builders.office_pages import ORDINARY, Scan, blank, blank_with_dust, scanned


def grey(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(jpeg)).convert("L"))


def test_the_squares_stand_apart_by_their_own_length_inside_the_page() -> None:
    squares = list(band_squares())
    assert len(squares) == len(set(squares)) == 64
    for x, y in squares:
        assert 5 * 72 / 25.4 < x < A4[0] - SQUARE - 5 * 72 / 25.4
        assert 5 * 72 / 25.4 < y < A4[1] - SQUARE - 5 * 72 / 25.4
    bottom = sorted(x for x, y in squares if y == min(y for _, y in squares))
    assert np.diff(bottom) == pytest.approx([2 * SQUARE] * 13, rel=0.03)


@pytest.mark.parametrize(
    "how",
    [
        Scan(),
        Scan(skew=10, dpi=150, noise=12, blur=0.3, quality=60),
        Scan(skew=-10, turn=180),
        Scan(turn=90, skew=3, light=0.6),
        Scan(dpi=75),
        Scan(dpi=600),
    ],
)
def test_it_is_seen_however_the_sheet_was_fed(how: Scan) -> None:
    band = find_band(grey(scanned(sheet_picture(), how)))
    assert band is not None
    assert band.squares > 40
    assert band.turned == pytest.approx(how.skew, abs=0.6)


def test_it_is_seen_when_all_codes_are_gone() -> None:
    band = find_band(np.asarray(covered(INNER)))
    assert band is not None
    assert band.squares == 64


def test_it_is_seen_when_a_third_of_the_sheet_is_covered() -> None:
    band = find_band(np.asarray(covered((0, 0, 2480, 1100))))
    assert band is not None


@pytest.mark.parametrize("name", ORDINARY)
def test_no_ordinary_page_has_it(name: str) -> None:
    assert find_band(grey(scanned(ORDINARY[name](5), Scan(dpi=150, noise=6)))) is None


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (16, 16), (400, 300)])
def test_empty_pages_of_any_size_have_none(size: tuple[int, int]) -> None:
    assert find_band(np.full(size, 255, np.uint8)) is None
    assert find_band(np.zeros(size, np.uint8)) is None


def test_backs_of_pages_have_none() -> None:
    assert find_band(np.asarray(blank(0))) is None
    assert find_band(np.asarray(blank_with_dust(1))) is None


def test_a_chess_board_is_no_band() -> None:
    page = Image.new("L", (2480, 3508), 255)
    draw = ImageDraw.Draw(page)
    for row in range(12):
        for column in range(10):
            x, y = 300 + column * 180, 400 + row * 180
            draw.rectangle((x, y, x + 85, y + 85), fill=0)
    assert find_band(np.asarray(page)) is None


def test_letters_that_happen_to_stand_along_a_rectangle_are_no_band() -> None:
    page = Image.new("L", (311, 440), 253)
    draw = ImageDraw.Draw(page)
    # Where the small letters alone of three lines of a real page stood.
    lines = {78: (101, 112, 130, 141, 204, 216, 238, 249), 116: (196, 207), 153: (40, 51, 102, 113)}
    for y, places in lines.items():
        for x in places:
            draw.rectangle((x - 3, y - 3, x + 2, y + 2), fill=20)
    assert find_band(np.asarray(page)) is None


@pytest.mark.parametrize("box", [(0, 0, 2480, 2300), (0, 0, 1240, 3508)])
def test_half_of_the_band_is_enough(box: tuple[int, int, int, int]) -> None:
    assert find_band(np.asarray(covered(box))) is not None


def test_noise_is_no_band() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (1200, 850)).astype(np.uint8)
    for picture in (noise, cv2.GaussianBlur(noise, (0, 0), 6)):
        assert find_band(picture) is None
