"""A preview shows the receipt and can pass for none."""

from __future__ import annotations

import pytest

from desk_app.paper.paper_size import PaperSize
from desk_app.paper.pdf_pages import page_count, page_image
from desk_app.paper.receipt_pdf import receipt_pdf
from desk_app.paper.receipt_preview import receipt_preview
from tests.builders.pdf_reading import decoded, page_texts
from tests.builders.receipts import CODE, LOOK_UP, a_receipt, the_worst_receipt

PAPERS: tuple[PaperSize, ...] = ("A5", "A4", "80mm")
MARK = "BẢN XEM TRƯỚC"


@pytest.mark.parametrize("paper", PAPERS)
def test_it_says_what_it_is_and_has_no_code_at_all(paper: PaperSize) -> None:
    pdf = receipt_preview(a_receipt(), paper)
    texts = page_texts(pdf)
    assert all(MARK in text for text in texts)
    assert "Mã hồ sơ: …" in " ".join(texts)
    assert CODE not in " ".join(texts)
    assert CODE.encode() not in pdf
    assert LOOK_UP.encode() not in pdf
    assert decoded(page_image(pdf, 0, 300, mode="L")) == (set(), set())


@pytest.mark.parametrize("paper", PAPERS)
def test_it_is_one_copy_with_the_words_of_the_receipt(paper: PaperSize) -> None:
    receipt, preview = receipt_pdf(a_receipt(), paper), receipt_preview(a_receipt(), paper)
    assert page_count(preview) * 2 == page_count(receipt)
    for words in ("Nguyễn Thị Phương Uyên", "Đăng ký khai sinh", "14.000 đ", "16 giờ 40"):
        assert words in page_texts(preview)[0]


def test_a_training_preview_is_marked_twice() -> None:
    text = page_texts(receipt_preview(a_receipt(training=True)))[0]
    assert MARK in text
    assert "HUẤN LUYỆN" in text


def test_the_worst_receipt_has_a_preview_with_a_mark_on_each_page() -> None:
    texts = page_texts(receipt_preview(the_worst_receipt()))
    assert len(texts) > 3
    assert all(MARK in text for text in texts)
