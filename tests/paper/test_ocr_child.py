from __future__ import annotations

import io
import json
import unicodedata

import numpy as np
import pytest
from PIL import Image

from desk_app.paper.ocr import ANSWER, DATA, REQUEST
from desk_app.paper.ocr_child import Reading, serve
from desk_app.paper.page_text import PageText, Word
from tests.builders.office_pages import A4, Scan, handwriting, scanned, stamped
from tests.builders.written_pages import accuracy, edits, written


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading(str(DATA))


@pytest.fixture(scope="module")
def read(reading: Reading) -> PageText:
    """A whole page, scanned badly enough for a careful officer."""
    how = Scan(dpi=300, skew=0.5, blur=0.05, noise=10)
    return reading.read_page(scanned(written(1)[0], how), how.dpi)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "", 0), ("", "ab", 2), ("ab", "", 2), ("Nguyễn", "Nguyên", 1), ("chữ", "chũa", 2)],
)
def test_edits_are_counted(one: str, other: str, count: int) -> None:
    assert edits(one, other) == count


def nearest(read: PageText, left: float, middle: float) -> Word:
    return min(read.words, key=lambda w: abs(w.left - left) + abs((w.top + w.bottom) / 2 - middle))


def short(how: Scan) -> tuple[bytes, str]:
    picture, text = written(2, lines=7)
    return scanned(picture, how), text


def test_of_a_page_at_least_98_of_100_characters_are_right(read: PageText) -> None:
    assert accuracy(written(1)[1], read.text) >= 0.98
    assert read.confidence > 80
    assert read.turned is None


def test_letters_are_composed(read: PageText) -> None:
    assert read.text == unicodedata.normalize("NFC", read.text)


def test_lines_are_lines_and_words_the_words_of_the_text(read: PageText) -> None:
    wanted, got = written(1)[1].splitlines(), [line for line in read.text.splitlines() if line]
    assert len(got) == len(wanted)
    # One letter read wrong is no line read wrong.
    assert all(accuracy(*pair) > 0.8 for pair in zip(wanted, got, strict=True))
    assert [word.text for word in read.words] == read.text.split()


def test_words_are_where_they_stand_on_the_page(read: PageText) -> None:
    """In pixels of the page at 300 dpi, though a smaller picture was read."""
    right = 0
    lines = written(1)[1].splitlines()
    for number in range(3, len(lines)):
        middle = 260 + number * 89 + 32
        word = nearest(read, 290, middle)
        right += word.text == lines[number].split()[0]
        assert word.left == pytest.approx(290, abs=40)
        assert (word.top + word.bottom) / 2 == pytest.approx(middle, abs=30)
        assert word.bottom - word.top == pytest.approx(45, abs=30)
    assert right > 0.8 * (len(lines) - 3)
    assert all(0 <= word.left < word.right <= A4[0] for word in read.words)
    assert all(0 <= word.top < word.bottom <= A4[1] for word in read.words)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_wrong_is_read_and_says_how_to_turn_it(
    reading: Reading, turn: int
) -> None:
    jpeg, text = short(Scan(dpi=200, turn=turn))
    found = reading.read_page(jpeg, 200)
    assert found.turned == 360 - turn
    assert accuracy(text, found.text) > 0.95
    left, middle = 290 * 2 / 3, (260 + 3 * 89 + 32) * 2 / 3
    word = nearest(found, left, middle)
    assert accuracy(text.splitlines()[3].split()[0], word.text) > 0.5
    assert abs(word.left - left) + abs((word.top + word.bottom) / 2 - middle) < 30


def noise(kind: str) -> Image.Image:
    chance = np.random.default_rng(5)
    shape = A4[1], A4[0]
    if kind == "grey":
        levels = chance.normal(190, 40, shape).clip(0, 255)
    elif kind == "specks":
        levels = np.where(chance.random(shape) < 0.01, 0, 255)
    else:
        levels = np.full(shape, {"black": 0, "white": 255}[kind])
    return Image.fromarray(levels.astype(np.uint8))


@pytest.mark.parametrize("kind", ["grey", "specks", "black", "white"])
def test_a_page_of_noise_gives_no_text_and_no_fault(reading: Reading, kind: str) -> None:
    found = reading.read_page(scanned(noise(kind), Scan(dpi=100)), 100)
    assert (found.text, found.words) == ("", ())


def test_a_stamp_and_a_signature_add_no_words(reading: Reading) -> None:
    found = reading.read_page(scanned(stamped(1), Scan(dpi=200)), 200)
    assert "XÁC NHẬN" in found.text
    assert [word.text for word in found.words] == found.text.split()
    assert all(word.confidence >= 30 for word in found.words)
    assert "\n\n\n" not in found.text


def test_what_cannot_be_read_is_not_made_up(reading: Reading) -> None:
    found = reading.read_page(scanned(handwriting(3), Scan(dpi=200)), 200)
    assert len(found.text) < 100


def test_a_page_leaves_no_trace_in_the_next(reading: Reading) -> None:
    jpeg, _ = short(Scan(dpi=200))
    first = reading.read_page(jpeg, 200)
    assert reading.read_page(scanned(noise("white"), Scan(dpi=100)), 100).text == ""
    assert reading.read_page(jpeg, 200) == first


def test_a_tiny_page_is_no_fault(reading: Reading) -> None:
    out = io.BytesIO()
    Image.new("L", (3, 2), 255).save(out, "JPEG")
    assert reading.read_page(out.getvalue(), 300).words == ()


def test_pages_are_answered_one_after_the_other(reading: Reading) -> None:
    jpeg, text = short(Scan(dpi=200))
    asked = REQUEST.pack(200, len(jpeg)) + jpeg
    answers = io.BytesIO()
    serve(reading, io.BytesIO(asked + asked + asked[:30]), answers)
    said = answers.getvalue()
    size = ANSWER.unpack_from(said)[0]
    first = said[ANSWER.size : ANSWER.size + size]
    assert said == (ANSWER.pack(size) + first) * 2
    assert accuracy(text, json.loads(first)["text"]) > 0.95
