"""Reads PDFs back in tests: text, boxes of letters, fonts, codes by two independent decoders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from desk_app.paper.pdf_pages import page_image


@dataclass(frozen=True)
class Letter:
    """A printed letter and its box in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, white space as single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(" ".join(text_page.get_text_range().split()))
        text_page.close()
        page.close()
    document.close()
    return texts


def page_letters(pdf: bytes, index: int) -> tuple[tuple[float, float], list[Letter]]:
    """Size of a page and the boxes of all its letters."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[index]
    text_page = page.get_textpage()
    letters = []
    for at in range(text_page.count_chars()):
        text = text_page.get_text_range(at, 1)
        if text.strip():
            letters.append(Letter(text, *text_page.get_charbox(at)))
    size = page.get_size()
    text_page.close()
    page.close()
    document.close()
    return size, letters


def words(text: str) -> list[str]:
    """Words as they are told apart in extracted text (a word may be broken at a hyphen)."""
    return re.findall(r"\w+", text)


def fonts(pdf: bytes) -> dict[str, bool]:
    """Names of all fonts in the file, and whether each is embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
                descriptor = thing.get("/FontDescriptor", pikepdf.Dictionary())
                found[str(thing.BaseFont)] = "/FontFile2" in descriptor
    return found


def decoded(picture: Image.Image) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The codes on a picture as (kind, text), by zxing-cpp and by zbar."""
    by_zxing = {
        (str(code.format).split(".")[-1].replace("Code", "").upper(), code.text)
        for code in zxingcpp.read_barcodes(picture)
    }
    kinds = [pyzbar.ZBarSymbol.CODE128, pyzbar.ZBarSymbol.QRCODE]
    by_zbar = {(code.type, code.data.decode()) for code in pyzbar.decode(picture, symbols=kinds)}
    return {_plain(code) for code in by_zxing}, {_plain(code) for code in by_zbar}


def decoded_page(pdf: bytes, index: int, dpi: float) -> tuple[set[tuple[str, str]], ...]:
    """:func:`decoded` of a page at ``dpi``."""
    return decoded(page_image(pdf, index, dpi, mode="L"))


def _plain(code: tuple[str, str]) -> tuple[str, str]:
    kind, text = code
    return ("QR" if kind.startswith("QR") else "128", text)
