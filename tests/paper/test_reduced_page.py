"""A page is decoded once, at a size that is enough, and never half."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFile

from desk_app.paper.page_ink import SCALE
from desk_app.paper.reduced_page import ENOUGH, THUMBNAIL_WIDTH, reduced_page
from tests.builders.office_pages import Scan, letter, scanned
from tests.builders.picture_files import jpeg, photo_of_a_phone, picture, saved

LETTER = letter(1, lines=2)


@pytest.mark.parametrize("dpi", [75, 150, 200, 300, 600])
def test_enough_is_left_and_not_much_more(dpi: int) -> None:
    page = scanned(LETTER, Scan(dpi=dpi))
    whole = max(Image.open(BytesIO(page)).size)
    found = reduced_page(page, dpi)
    longest = max(found.grey.shape)
    assert max(found.width, found.height) == whole
    assert min(whole, ENOUGH) <= longest
    assert longest < 2 * ENOUGH or longest == whole
    assert found.per_mm(dpi) == pytest.approx(longest / 297, rel=0.01)


def test_a_larger_sheet_keeps_four_pixels_a_millimetre() -> None:
    a2 = saved(Image.new("L", (4961, 7016), 255), "JPEG")
    assert reduced_page(a2, 300).per_mm(300) >= SCALE - 0.1
    assert max(reduced_page(a2, None).grey.shape) == 7016 // 4  # nobody says that it is large


def test_more_is_decoded_where_more_is_wanted() -> None:
    page = scanned(LETTER, Scan(dpi=300))
    assert max(reduced_page(page, 300, least=3000).grey.shape) == 3508


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_the_grey_is_what_the_colours_are_in_grey(mode: str) -> None:
    data = saved(picture(1800, 2600, mode=mode), "JPEG", quality=90)
    with_colours, alone = reduced_page(data, 220, colours=True), reduced_page(data, 220)
    assert with_colours.colours.ndim == (2 if mode == "L" else 3)
    assert alone.colours is alone.grey
    apart = np.abs(with_colours.grey.astype(int) - alone.grey)
    assert apart.mean() < 1.5


def test_thumbnails_are_small_and_of_the_right_width_and_shades() -> None:
    for data in (
        saved(Image.new("L", (60, 6000), 128), "JPEG"),
        saved(Image.new("L", (6000, 30), 128), "JPEG"),
        jpeg(),
        scanned(LETTER),
    ):
        page = reduced_page(data, colours=True)
        small = Image.open(BytesIO(page.thumbnail()))
        assert small.width == THUMBNAIL_WIDTH
        assert len(page.thumbnail()) < 20_000
        assert np.asarray(small).mean() == pytest.approx(page.colours.mean(), abs=4)


def test_the_note_on_orientation_was_heeded_before() -> None:
    # A picture that still has its EXIF note is shown as its dots lie: positions stay true.
    assert reduced_page(photo_of_a_phone()).grey.shape == (240, 340)


@pytest.mark.parametrize("data", [b"", b"hello", jpeg()[:200], jpeg()[:-900]])
def test_half_a_picture_is_none_whatever_other_libraries_want(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(ValueError, match="not a picture"):
        reduced_page(data)
