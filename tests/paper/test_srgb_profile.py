from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms

from desk_app.paper.srgb_profile import NAME, srgb_profile


def profile() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))


def test_it_is_a_small_colour_profile_of_version_2() -> None:
    assert profile().profile.version == 2.1
    assert profile().profile.xcolor_space == "RGB "
    assert ImageCms.getProfileDescription(profile()).strip() == NAME
    assert len(srgb_profile()) < 3000


def test_colours_stay_what_they_are() -> None:
    """Against the sRGB of LittleCMS: at most one step of 255 apart."""
    steps = (0, 1, 7, 30, 64, 128, 200, 254, 255)
    colours = [(r, g, b) for r in steps for g in steps for b in steps]
    picture = Image.new("RGB", (len(colours), 1))
    picture.putdata(colours)
    other = ImageCms.createProfile("sRGB")
    for one, two in ((profile(), other), (other, profile())):
        seen = ImageCms.profileToProfile(picture, one, two)
        assert seen is not None
        ours = zip(picture.tobytes(), seen.tobytes(), strict=True)
        assert max(abs(a - b) for a, b in ours) <= 1


def test_white_is_the_white_of_profiles() -> None:
    primaries = [
        getattr(profile().profile, f"{name}_primary")[0] for name in ("red", "green", "blue")
    ]
    white = [sum(values) for values in zip(*primaries, strict=True)]
    assert white == pytest.approx([0.9642, 1.0, 0.8249], abs=0.0003)


def test_it_is_always_the_same() -> None:
    first = srgb_profile()
    srgb_profile.cache_clear()
    assert srgb_profile() == first
