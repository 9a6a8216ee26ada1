"""What cannot be opened is said in a sentence, before anything is decoded."""

from __future__ import annotations

import pytest

from desk_app.errors import Refusal
from desk_app.paper.picture_opening import BROKEN, decode, open_picture, refuse_too_large
from tests.builders.picture_files import heic, jpeg, photo_of_a_phone, png_that_says_it_is


@pytest.mark.parametrize("data", [jpeg(), heic(), photo_of_a_phone()])
def test_a_picture_is_opened(data: bytes) -> None:
    assert min(open_picture(data).size) > 0


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "page_files.empty"),
        (b"hello", "page_files.damaged"),
        (png_that_says_it_is(11_000, 11_000), "page_files.too_large"),
        (png_that_says_it_is(60_000, 60_000), "page_files.too_large"),
        (png_that_says_it_is(70_000, 10), "page_files.too_large"),
    ],
)
def test_what_is_none_gets_a_sentence(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_picture(data)
    assert refused.value.key == key


def test_a_picture_that_is_cut_off_is_not_decoded() -> None:
    picture = open_picture(jpeg()[:3000])
    with pytest.raises(BROKEN):
        decode(picture)


def test_a_size_that_no_paper_has_is_refused() -> None:
    refuse_too_large(9_900, 12_000)
    for size in ((11_000, 11_000), (66_000, 10)):
        with pytest.raises(Refusal):
            refuse_too_large(*size)
