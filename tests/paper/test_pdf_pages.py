from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from desk_app.paper.pdf_pages import page_count, page_image, page_size_mm
from desk_app.paper.receipt_pdf import receipt_pdf
from tests.builders.receipts import a_receipt


def test_a_page_as_a_picture_has_the_dots_of_its_size() -> None:
    pdf = receipt_pdf(a_receipt(), "A5")
    assert page_count(pdf) == 2
    width, height = page_size_mm(pdf, 1)
    picture = page_image(pdf, 1, 203)
    assert picture.mode == "RGB"
    assert picture.width == pytest.approx(width / 25.4 * 203, abs=1.5)
    assert picture.height == pytest.approx(height / 25.4 * 203, abs=1.5)
    assert page_image(pdf, 0, 50, mode="L").mode == "L"


def test_what_is_not_a_pdf_is_said() -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        page_count(b"hello")


@pytest.mark.parametrize("index", [-1, 2])
def test_no_such_page(index: int) -> None:
    with pytest.raises(IndexError):
        page_image(receipt_pdf(a_receipt()), index, 50)


def test_many_threads_may_ask_at_once() -> None:
    pdf = receipt_pdf(a_receipt())
    with ThreadPoolExecutor(4) as threads:
        pictures = list(threads.map(lambda n: page_image(pdf, n % 2, 40).tobytes(), range(24)))
    assert len(set(pictures)) == 2
