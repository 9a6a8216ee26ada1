"""A page as it is kept: verbatim where it can be, plain where it must be made anew."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from desk_app.errors import Refusal
from desk_app.paper.jpeg_parts import frame_of
from desk_app.paper.page_image import (
    card_on_one_page,
    straightened,
    take_in,
    turned,
)
from tests.builders.picture_files import (
    MARKER,
    heic,
    jpeg,
    photo_of_a_phone,
    photo_with_a_story,
    picture,
    png_that_says_it_is,
    saved,
    tiff,
)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def levels(data: bytes) -> np.ndarray:
    return np.asarray(opened(data).convert("L")).astype(int)


@pytest.mark.parametrize(
    ("data", "colour"),
    [(jpeg(), "color"), (jpeg("L"), "grey"), (jpeg(progressive=True), "color")],
)
def test_a_plain_jpeg_stays_byte_for_byte(data: bytes, colour: str) -> None:
    page = take_in(data, 300)
    assert page.jpeg == data
    assert (page.width, page.height, page.dpi, page.colour) == (240, 340, 300, colour)
    assert page.reduced.colours.shape[:2] == (340, 240)
    assert page.reduced.colours.ndim == (3 if colour == "color" else 2)


def test_the_story_of_a_photo_goes_the_picture_stays() -> None:
    data = photo_with_a_story()
    page = take_in(data)
    assert MARKER not in page.jpeg + page.reduced.thumbnail()
    assert opened(page.jpeg).tobytes() == opened(data).tobytes()


def test_a_photo_on_its_side_is_set_upright_once() -> None:
    data = photo_of_a_phone()
    page = take_in(data)
    assert (page.width, page.height) == opened(page.jpeg).size == (240, 340)
    assert MARKER not in page.jpeg + page.reduced.thumbnail()
    assert dict(opened(page.jpeg).getexif()) == {}
    # The black bar of the picture lay at its top; turned by 90 degrees it stands on the right.
    assert levels(page.jpeg)[100, 225] < 60
    assert take_in(page.jpeg).jpeg == page.jpeg


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (jpeg("CMYK"), "color"),
        (saved(picture(mode="RGBA"), "PNG"), "color"),
        (saved(picture(mode="P"), "PNG"), "color"),
        (saved(picture(mode="L").convert("I;16"), "PNG"), "grey"),
        (saved(picture(mode="1"), "PNG"), "black_white"),
        (saved(picture(mode="1"), "TIFF", compression="group4"), "black_white"),
        (tiff(1, compression="tiff_lzw"), "grey"),
        (heic(), "color"),
        (saved(picture(), "BMP"), "color"),
        (saved(picture(), "WEBP"), "color"),
        (saved(picture(mode="L"), "PPM"), "grey"),
    ],
)
def test_other_pictures_become_a_plain_jpeg(data: bytes, colour: str) -> None:
    page = take_in(data, 200)
    frame = frame_of(page.jpeg)
    assert frame.plain
    assert frame.components == (3 if colour == "color" else 1)
    assert (frame.width, frame.height) == (page.width, page.height)
    assert (page.colour, page.dpi) == (colour, 200)
    assert opened(page.jpeg).info["dpi"] == (200, 200)


def test_cmyk_keeps_its_light() -> None:
    shown, wanted = levels(take_in(jpeg("CMYK")).jpeg), levels(jpeg())
    assert np.abs(shown - wanted).mean() < 12


def test_what_is_wanted_in_grey_becomes_grey() -> None:
    page = take_in(jpeg(), 300, "grey")
    assert (page.colour, frame_of(page.jpeg).components) == ("grey", 1)
    assert take_in(jpeg(), 300, "black_white").colour == "black_white"
    assert take_in(jpeg("L"), 300, "grey").jpeg == jpeg("L")


@pytest.mark.parametrize(
    ("hint", "said", "dpi"),
    [
        (300, None, 300),
        (None, (200, 200), 200),
        (300, (72, 72), 300),
        (None, (1, 1), 72),  # not plausible: as if 340 dots were an A4 page, but never below 72
        (None, None, 72),
        (5, (150, 150), 150),
    ],
)
def test_resolution(hint: int | None, said: tuple[int, int] | None, dpi: int) -> None:
    options = {"dpi": said} if said else {}
    assert take_in(jpeg(**options), hint).dpi == dpi


def test_a_photo_without_resolution_is_taken_for_an_a4_page() -> None:
    data = saved(Image.new("L", (2480, 3508), 200), "JPEG", dpi=(72, 72))
    assert take_in(data).dpi == 300


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "page_files.empty"),
        (b"hello", "page_files.damaged"),
        (jpeg()[:3000], "page_files.damaged"),
        (saved(picture(), "PNG")[:900], "page_files.damaged"),
        (tiff(1)[:2000], "page_files.damaged"),
        (heic()[:500], "page_files.damaged"),
        (png_that_says_it_is(9_000, 9_000), "page_files.damaged"),
        (png_that_says_it_is(11_000, 11_000), "page_files.too_large"),
        (png_that_says_it_is(60_000, 60_000), "page_files.too_large"),
        (png_that_says_it_is(70_000, 10), "page_files.too_large"),
    ],
)
def test_bad_pictures_get_a_sentence(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        take_in(data)
    assert refused.value.key == key
    for language in ("vi", "en"):
        assert refused.value.title(language)
        assert refused.value.meaning(language)
        assert refused.value.next_step(language)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=30), st.sampled_from("JPT"))
def test_broken_bytes_get_a_page_or_a_sentence(at: int, noise: bytes, kind: str) -> None:
    whole = {"J": photo_of_a_phone(), "P": saved(picture(60, 80), "PNG"), "T": tiff(1)}[kind]
    try:
        page = take_in(whole[:at] + noise + whole[at + len(noise) :])
    except Refusal:
        return
    assert frame_of(page.jpeg).plain


@pytest.mark.parametrize("degrees", [90, 180, 270, -90, 450])
def test_turning_is_clockwise_and_four_make_none(degrees: int) -> None:
    data = jpeg("L")
    once = turned(data, degrees)
    want = np.rot90(levels(data), -degrees // 90)
    assert np.abs(levels(once) - want).mean() < 3
    assert np.abs(levels(turned(once, -degrees)) - levels(data)).mean() < 3


def test_turning_by_nothing_changes_nothing() -> None:
    assert turned(jpeg(), 0) == turned(jpeg(), 360) == jpeg()
    assert straightened(jpeg(), 0.0) == jpeg()
    with pytest.raises(ValueError, match="right angles"):
        turned(jpeg(), 45)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_skew_is_taken_out(mode: str) -> None:
    page = Image.new(mode, (800, 1000), "white")
    page.paste("black", (100, 480, 700, 500))
    skewed = saved(page.rotate(-4, fillcolor="white"), "JPEG", quality=95)  # clockwise
    straight = levels(straightened(skewed, 4.0))
    assert straight.shape == (1000, 800)
    assert straight[490, 120] < 60
    assert straight[490, 680] < 60
    assert straight[450, 400] > 200
    assert straight[5, 5] > 200


def test_corners_that_open_have_the_colour_of_the_paper() -> None:
    page = saved(Image.new("RGB", (400, 500), (250, 220, 120)), "JPEG", quality=95)
    red, green, blue = opened(straightened(page, 8.0)).getpixel((2, 2))
    assert (abs(red - 250) < 6, abs(green - 220) < 6, abs(blue - 120) < 6) == (True,) * 3


def test_a_changed_page_keeps_its_resolution_and_does_not_grow() -> None:
    data = jpeg("L", dpi=(300, 300))
    for changed in (turned(data, 90), straightened(data, 2.0)):
        assert opened(changed).info["dpi"] == (300, 300)
        assert len(changed) < 1.5 * len(data)


def test_both_sides_of_a_card_in_true_size() -> None:
    def side(level: int) -> bytes:
        glass = Image.new("L", (1748, 1240), 252)  # A6 at 300 dpi
        glass.paste(level, (300, 200, 300 + 1011, 200 + 638))  # 85.6 x 54 mm
        return saved(glass, "JPEG", quality=90)

    page = levels(card_on_one_page(side(60), side(140), 300))
    assert page.shape == (3508, 2480)
    front, back = np.argwhere(abs(page - 60) < 12), np.argwhere(abs(page - 140) < 12)
    for found in (front, back):
        high, wide = found.max(axis=0) - found.min(axis=0)
        assert wide == pytest.approx(1011, abs=20)
        assert high == pytest.approx(638, abs=20)
    assert front[:, 0].max() < back[:, 0].min()


def test_a_card_that_is_the_whole_picture_is_made_to_fit() -> None:
    page = card_on_one_page(jpeg(), jpeg("L"), 200)
    assert opened(page).size == (1654, 2339)
    huge = saved(picture(3000, 2000), "JPEG")
    assert opened(card_on_one_page(huge, huge, 200)).size == (1654, 2339)


def test_half_a_picture_is_no_page_whatever_other_libraries_want(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    out = BytesIO()
    Image.effect_noise((300, 300), 60).save(out, "PNG")
    with pytest.raises(Refusal):
        take_in(out.getvalue()[: len(out.getvalue()) // 2])
