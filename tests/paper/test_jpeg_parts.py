"""JPEGs are read around the picture: the picture itself is never touched."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desk_app.paper.jpeg_parts import Frame, frame_of, without_stories
from tests.builders.picture_files import MARKER, jpeg, photo_with_a_story, picture, saved

PLAIN = jpeg()
TOLD = photo_with_a_story()


def pixels(data: bytes) -> bytes:
    return Image.open(BytesIO(data)).tobytes()


def test_the_frame_tells_size_and_kind() -> None:
    assert frame_of(PLAIN) == Frame(240, 340, 3, plain=True)
    assert frame_of(jpeg("L")) == Frame(240, 340, 1, plain=True)
    assert frame_of(jpeg("CMYK")).components == 4
    assert frame_of(jpeg(progressive=True)).plain


def test_other_codings_are_not_plain() -> None:
    at = PLAIN.index(b"\xff\xc0")
    arithmetic = PLAIN[:at] + b"\xff\xc9" + PLAIN[at + 2 :]
    assert not frame_of(arithmetic).plain
    twelve_bits = PLAIN[: at + 4] + b"\x0c" + PLAIN[at + 5 :]
    assert not frame_of(twelve_bits).plain


def test_a_plain_one_stays_byte_for_byte() -> None:
    assert without_stories(PLAIN) == PLAIN
    progressive = jpeg(progressive=True, restart_marker_rows=2)
    assert without_stories(progressive) == progressive


def test_stories_go_and_the_picture_stays() -> None:
    assert MARKER in TOLD
    silent = without_stories(TOLD)
    assert MARKER not in silent
    assert b"Exif" not in silent
    assert pixels(silent) == pixels(TOLD)


def test_a_colour_profile_and_what_follows_the_end_go() -> None:
    with_profile = saved(picture(), "JPEG", icc_profile=b"profile" * 9)
    assert b"profile" not in without_stories(with_profile)
    assert without_stories(PLAIN + MARKER) == PLAIN


def test_a_second_picture_behind_the_first_goes() -> None:
    # Phones put a smaller or a deeper picture behind the one that is shown.
    two = saved(picture(), "MPO", save_all=True, append_images=[picture(120, 160)])
    one = without_stories(two)
    assert len(one) < len(two)
    assert pixels(one) == pixels(two)
    assert Image.open(BytesIO(one)).format == "JPEG"


def test_what_looks_like_an_end_inside_a_later_segment_is_none() -> None:
    progressive = jpeg(progressive=True)
    second = progressive.index(b"\xff\xda", progressive.index(b"\xff\xda") + 2)
    note = b"\xff\xfe\x00\x08\xff\xd9\xff\xd9ab"
    before = progressive.rindex(b"\xff\xc4", 0, second)
    noted = progressive[:before] + note + progressive[before:]
    assert without_stories(noted) == noted


def test_the_thumbnail_of_jfif_goes() -> None:
    thumbnail = b"\xff\xe0\x00\x14JFXX\x00\x10" + MARKER[:12]
    assert without_stories(PLAIN[:2] + thumbnail + PLAIN[2:]) == PLAIN


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"GIF89a", PLAIN[:100], PLAIN[:-2]])
def test_what_is_cut_off_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a JPEG|no end"):
        without_stories(data)


def test_without_a_frame_there_is_no_size() -> None:
    with pytest.raises(ValueError, match="cut off"):
        frame_of(PLAIN[:100])


@given(st.binary(max_size=400), st.integers(2, 400))
def test_any_bytes_end_in_an_answer(noise: bytes, at: int) -> None:
    for data in (noise, b"\xff\xd8" + noise, PLAIN[:at] + noise + PLAIN[at:]):
        for ask in (frame_of, without_stories):
            try:
                ask(data)
            except ValueError:
                continue
