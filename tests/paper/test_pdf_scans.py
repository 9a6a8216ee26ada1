"""A page of a PDF is taken verbatim only where the scan is all it shows."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from desk_app.errors import Refusal
from desk_app.paper.pdf_scans import pdf_pages_of
from tests.builders.picture_files import drawn_pdf, jpeg, scanned_pdf

SCAN = jpeg("L")


def is_verbatim(pdf: bytes) -> bool:
    ((data, dpi),) = pdf_pages_of(pdf, 500)
    assert Image.open(BytesIO(data)).size[0] > 100
    assert 50 < dpi <= 300
    return data == SCAN


def changed(**entries: object) -> bytes:
    """The scan with other entries in its page or image."""
    out = BytesIO()
    with pikepdf.open(BytesIO(scanned_pdf([SCAN]))) as document:
        page = document.pages[0].obj
        image = page.Resources.XObject.Im0
        for name, value in entries.items():
            target = image if name in ("SMask", "Decode", "ColorSpace", "Filter") else page
            target[f"/{name}"] = value
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "more",
    [
        b"",
        b"q Q",
        b"BT 3 Tr /F1 9 Tf 10 10 Td (hidden words) Tj ET",
        b"/Span BMC EMC",
    ],
)
def test_what_is_not_seen_does_not_matter(more: bytes) -> None:
    assert is_verbatim(scanned_pdf([SCAN], more=more))


@pytest.mark.parametrize(
    "more",
    [
        b"0 0 100 100 re f",
        b"BT /F1 9 Tf 10 10 Td (words on the scan) Tj ET",
        b"BT 3 Tr (a) Tj 0 Tr (b) Tj ET",
        b"q 50 0 0 50 0 0 cm /Im0 Do Q",
        b"q 3 Tr Q BT (words) Tj ET",
        b"/Fm1 Do",
    ],
)
def test_what_is_seen_beside_the_scan_is_drawn(more: bytes) -> None:
    assert not is_verbatim(scanned_pdf([SCAN], more=more))


@pytest.mark.parametrize(
    "entries",
    [
        {"Rotate": 90},
        {"Decode": pikepdf.Array([1, 0])},
        {"ColorSpace": pikepdf.Name.DeviceCMYK},
        {"CropBox": pikepdf.Array([0, 0, 100, 140])},
        {"MediaBox": pikepdf.Array([0, 0, 420, 594])},
        {
            "Annots": pikepdf.Array(
                [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp)]
            )
        },
    ],
    ids=lambda entries: next(iter(entries)),
)
def test_a_scan_that_is_shown_otherwise_is_drawn(entries: dict[str, object]) -> None:
    pdf = changed(**entries)
    ((data, _),) = pdf_pages_of(pdf, 500)
    assert data != SCAN


def test_a_page_turned_by_its_pdf_is_turned() -> None:
    ((data, _),) = pdf_pages_of(changed(Rotate=90), 500)
    width, height = Image.open(BytesIO(data)).size
    assert width > height


def test_an_enormous_page_is_drawn_with_fewer_dots() -> None:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(14_400, 14_400))
        out = BytesIO()
        document.save(out)
    ((data, dpi),) = pdf_pages_of(out.getvalue(), 500)
    width, height = Image.open(BytesIO(data)).size
    assert width * height <= 37_000_000
    assert dpi < 60


def test_black_words_are_kept_in_grey() -> None:
    ((data, _),) = pdf_pages_of(drawn_pdf(1), 500)
    assert Image.open(BytesIO(data)).mode == "L"


def test_coloured_pages_stay_coloured() -> None:
    pdf = scanned_pdf([jpeg()], more=b"0 0 5 5 re f")
    ((data, _),) = pdf_pages_of(pdf, 500)
    assert Image.open(BytesIO(data)).mode == "RGB"


def test_no_pages_is_said() -> None:
    with pikepdf.new() as document:
        out = BytesIO()
        document.save(out)
    with pytest.raises(Refusal) as refused:
        next(pdf_pages_of(out.getvalue(), 500))
    assert refused.value.key in ("page_files.empty", "page_files.damaged")
