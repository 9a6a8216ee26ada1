"""Every kind of picture becomes eight bits of grey or sRGB on white."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from desk_app.paper.picture_colours import as_wanted, colour_of
from tests.builders.picture_files import picture


@pytest.mark.parametrize(
    ("mode", "colour"),
    [("1", "black_white"), ("L", "grey"), ("I;16", "grey"), ("LA", "grey"), ("P", "color")],
)
def test_the_kind_tells_the_colour(mode: str, colour: str) -> None:
    assert colour_of(Image.new(mode, (4, 4))) == colour


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I"])
def test_every_mode_can_be_kept(mode: str) -> None:
    page = picture(mode="L").convert("I") if mode == "I" else _of(mode)
    assert as_wanted(page, "color").mode == "RGB"
    assert as_wanted(page, "grey").mode == "L"
    assert set(np.unique(np.asarray(as_wanted(page, "black_white")))) <= {0, 255}


def _of(mode: str) -> Image.Image:
    if mode == "LAB":
        profile = ImageCms.createProfile
        way = ImageCms.buildTransform(profile("sRGB"), profile("LAB"), "RGB", "LAB")
        found = ImageCms.applyTransform(picture(), way)
        assert isinstance(found, Image.Image)
        return found
    return picture(mode=mode)


def test_clear_parts_become_white() -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert as_wanted(clear, "grey").getpixel((1, 1)) == 255
    palette = Image.new("P", (4, 4), 0)
    palette.putpalette([10, 20, 30])
    palette.info["transparency"] = 0
    assert as_wanted(palette, "color").getpixel((1, 1)) == (255, 255, 255)
    palette.info.pop("transparency")
    assert as_wanted(palette, "color").getpixel((1, 1)) == (10, 20, 30)


def test_sixteen_bits_become_eight() -> None:
    levels = np.array([[0, 65535], [32768, 16384]], dtype=np.uint16)
    page = as_wanted(Image.fromarray(levels), "grey")
    assert np.abs(np.asarray(page).astype(int) - [[0, 255], [128, 64]]).max() <= 1


def test_black_and_white_is_parted_where_the_ink_is() -> None:
    page = as_wanted(picture(mode="L"), "black_white")
    assert page.getpixel((100, 12)) == 0
    assert page.getpixel((100, 330)) == 255


def test_a_profile_that_cannot_be_read_does_not_stop_a_page() -> None:
    page = picture()
    page.info["icc_profile"] = b"no profile"
    assert as_wanted(page, "color").mode == "RGB"


def test_a_good_profile_is_heeded_and_leaves_srgb_as_it_is() -> None:
    page = picture()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    page.info["icc_profile"] = profile.tobytes()
    shown = np.asarray(as_wanted(page, "color")).astype(int)
    assert np.abs(shown - np.asarray(picture()).astype(int)).max() <= 3
    out = BytesIO()
    as_wanted(page, "color").save(out, "JPEG")
