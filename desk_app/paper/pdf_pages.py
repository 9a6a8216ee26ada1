"""Pages of a PDF as pictures, for preview and for printing.

PDFium is not safe to enter from two threads at once, so every call here waits its turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Literal

import pypdfium2
from PIL import Image

_MM_PER_POINT = 25.4 / 72
_one_at_a_time = threading.Lock()


def page_count(pdf: bytes) -> int:
    """Number of pages.

    Raises:
        ValueError: not a PDF that can be read.
    """
    with _opened(pdf) as document:
        return len(document)


def page_size_mm(pdf: bytes, index: int) -> tuple[float, float]:
    """Width and height of page ``index`` (from 0) in millimetres, as it is looked at.

    Raises:
        ValueError: not a PDF that can be read.
        IndexError: no such page.
    """
    with _opened(pdf) as document, _page(document, index) as page:
        width, height = page.get_size()
        return width * _MM_PER_POINT, height * _MM_PER_POINT


def page_image(
    pdf: bytes, index: int, dpi: float, *, mode: Literal["RGB", "L"] = "RGB"
) -> Image.Image:
    """Page ``index`` (from 0) on white at ``dpi`` dots per inch, in colour or grey.

    Raises:
        ValueError: not a PDF that can be read.
        IndexError: no such page.
    """
    with _opened(pdf) as document, _page(document, index) as page:
        bitmap = page.render(scale=dpi / 72, grayscale=mode == "L")
        try:
            picture: Image.Image = bitmap.to_pil()
            return picture.convert(mode) if picture.mode != mode else picture.copy()
        finally:
            bitmap.close()


def page_pictures(pdf: bytes, dpi: float, most: int) -> tuple[bytes, ...]:
    """The first ``most`` pages as PNG pictures in grey, to be looked at.

    Raises:
        ValueError: not a PDF that can be read.
    """
    shown = []
    for index in range(min(page_count(pdf), most)):
        out = BytesIO()
        page_image(pdf, index, dpi, mode="L").save(out, "PNG", compress_level=1)
        shown.append(out.getvalue())
    return tuple(shown)


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError("not a PDF that can be read") from error
        try:
            yield document
        finally:
            document.close()


@contextmanager
def _page(document: Any, index: int) -> Iterator[Any]:
    if not 0 <= index < len(document):
        raise IndexError(f"no page {index} among {len(document)}")
    page = document[index]
    try:
        yield page
    finally:
        page.close()
