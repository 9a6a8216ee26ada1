from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest

from desk_app.clock import VIETNAM
from desk_app.paper.paper_size import ROLL_PRINTABLE, PaperSize
from desk_app.paper.pdf_pages import page_count, page_image, page_size_mm
from desk_app.paper.receipt_pdf import receipt_pdf
from desk_app.paper.reprint_mark import mark_reprint
from tests.builders.pdf_reading import Letter, decoded_page, fonts, page_letters, page_texts
from tests.builders.receipts import CODE, LOOK_UP, a_receipt, the_worst_receipt

AT = datetime(2026, 11, 21, 10, 42, tzinfo=VIETNAM)
MARK = "BẢN IN LẠI lần 2 – 21/11/2026 10:42 – Quầy 03"
on_every_paper = pytest.mark.parametrize("paper", get_args(PaperSize))


@on_every_paper
def test_each_page_is_marked_and_keeps_its_words_and_size(paper: PaperSize) -> None:
    stored = receipt_pdf(a_receipt(), paper)
    again = mark_reprint(stored, 2, AT, "Quầy 03")
    assert page_count(again) == page_count(stored) == 2
    for index, (before, after) in enumerate(
        zip(page_texts(stored), page_texts(again), strict=True)
    ):
        assert MARK not in before
        assert MARK in after
        assert set(before.split()) <= set(after.split())
        assert page_size_mm(again, index) == pytest.approx(page_size_mm(stored, index))


@on_every_paper
@pytest.mark.parametrize("dpi", [203, 300])
def test_the_mark_hides_no_code(paper: PaperSize, dpi: int) -> None:
    again = mark_reprint(receipt_pdf(a_receipt(), paper), 12, AT, "Quầy 03")
    for index in range(2):
        by_zxing, by_zbar = decoded_page(again, index, dpi)
        assert by_zxing == by_zbar == {("128", CODE), ("QR", LOOK_UP)}


@on_every_paper
def test_training_paper_printed_again_carries_both_marks_apart(paper: PaperSize) -> None:
    again = mark_reprint(receipt_pdf(a_receipt(training=True), paper), 1, AT, "Quầy 03")
    for page in page_texts(again):
        assert "BẢN IN LẠI lần 1 – 21/11/2026 10:42 – Quầy 03" in page
        assert "HUẤN LUYỆN – KHÔNG CÓ GIÁ TRỊ" in page
    (width, _), letters = page_letters(again, 0)
    if paper == "80mm":
        edge = (width - ROLL_PRINTABLE) / 2 - 1
        assert all(edge < letter.left and letter.right < width - edge for letter in letters)
    middles = {start: middle_of(letters, start) for start in ("BẢNINLẠI", "HUẤNLUYỆN")}
    assert (
        abs(middles["BẢNINLẠI"][0] - middles["HUẤNLUYỆN"][0])
        + abs(middles["BẢNINLẠI"][1] - middles["HUẤNLUYỆN"][1])
        > 5
    )


def middle_of(letters: list[Letter], words: str) -> tuple[float, float]:
    """Where printed words stand: the middle of their letters' boxes."""
    at = "".join(letter.text for letter in letters).index(words)
    found = letters[at : at + len(words)]
    return (
        sum(letter.left + letter.right for letter in found) / len(found) / 2,
        sum(letter.bottom + letter.top for letter in found) / len(found) / 2,
    )


@on_every_paper
def test_the_mark_is_seen(paper: PaperSize) -> None:
    stored = receipt_pdf(a_receipt(), paper)
    before = page_image(stored, 1, 100, mode="L")
    after = page_image(mark_reprint(stored, 1, AT, "Quầy 03"), 1, 100, mode="L")
    changed = sum(1 for a, b in zip(before.tobytes(), after.tobytes(), strict=True) if a - b > 20)
    assert changed > 0.004 * before.width * before.height


def test_the_same_reprint_gives_the_same_bytes_with_embedded_fonts() -> None:
    stored = receipt_pdf(a_receipt(), "A5")
    once, twice = (mark_reprint(stored, 1, AT, "Quầy 03") for _ in range(2))
    assert once == twice
    assert all(fonts(once).values())


def test_all_pages_of_a_long_receipt_are_marked() -> None:
    again = mark_reprint(receipt_pdf(the_worst_receipt(), "A4"), 3, AT, "Quầy 1")
    assert all("BẢN IN LẠI lần 3" in page for page in page_texts(again))


def test_the_first_reprint_is_number_one() -> None:
    with pytest.raises(ValueError, match="number 1"):
        mark_reprint(receipt_pdf(a_receipt()), 0, AT, "Quầy 03")
