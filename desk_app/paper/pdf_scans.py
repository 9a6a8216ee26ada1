"""Pages of a PDF as JPEG: the scanned picture itself where a page is nothing else, else drawn."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pikepdf
from PIL import Image

from desk_app.errors import Refusal
from desk_app.paper.jpeg_parts import frame_of
from desk_app.paper.page_image import as_jpeg
from desk_app.paper.pdf_pages import page_count, page_image, page_size_mm
from desk_app.paper.picture_colours import Colour
from desk_app.paper.picture_opening import BROKEN

DPI = 300
_BROKEN: tuple[type[Exception], ...] = (*BROKEN, pikepdf.PdfError)
_MOST_PIXELS = 36_000_000  # A2 at 300 dpi
_COVERS = 0.97  # share of the page that a scanned picture fills
_STATE = ("q", "Q", "cm", "gs", "BMC", "BDC", "EMC", "MP", "DP")
_SETS_TEXT = ("BT", "ET", "Tf", "Td", "TD", "Tm", "T*", "Tr", "Tz", "Tc", "Tw", "TL", "Ts")
_TEXT = ("Tj", "TJ", "'", '"')
_HARMLESS = frozenset((*_STATE, *_SETS_TEXT, *_TEXT))
_COLOURED = 24  # difference of channels that is no noise of the scanner


def pdf_pages_of(pdf: bytes, most: int) -> Iterator[tuple[bytes, int]]:
    """JPEG and dots per inch of each page.

    Raises:
        Refusal: damaged, protected by a password, without pages, or with more than ``most``.
    """
    document = _opened(pdf)
    try:
        count = page_count(pdf)
    except ValueError:
        # Not mended: what could be found in half a file may be half its pages, or blank ones.
        raise Refusal("page_files.damaged") from None
    if count == 0:
        raise Refusal("page_files.empty")
    if count > most:
        raise Refusal("page_files.too_many_pages", found=count, most=most)
    try:
        for index in range(count):
            yield _scanned(document, index) or _drawn(pdf, index)
    finally:
        if document is not None:
            document.close()


def _opened(pdf: bytes) -> pikepdf.Pdf | None:
    """None where only the drawing library may be able to read it."""
    try:
        return pikepdf.open(BytesIO(pdf))
    except pikepdf.PasswordError:
        raise Refusal("page_files.encrypted") from None
    except _BROKEN:
        return None


def _drawn(pdf: bytes, index: int) -> tuple[bytes, int]:
    try:
        width, height = page_size_mm(pdf, index)
        inches = max(width * height / 25.4**2, 0.01)
        dpi = int(min(DPI, (_MOST_PIXELS / inches) ** 0.5))
        picture = page_image(pdf, index, dpi)
    except _BROKEN as error:
        raise Refusal("page_files.damaged_page", page=index + 1) from error
    return as_jpeg(picture, dpi, _colour(picture)), dpi


def _colour(picture: Image.Image) -> Colour:
    small = np.asarray(picture.reduce(4), dtype=np.int16)
    apart = small.max(axis=2) - small.min(axis=2)
    return "color" if (apart > _COLOURED).mean() > 0.0002 else "grey"


def _scanned(document: pikepdf.Pdf | None, index: int) -> tuple[bytes, int] | None:
    """The page's own JPEG if the page shows that and nothing else."""
    if document is None:
        return None
    try:
        page = document.pages[index]
        if int(page.obj.get("/Rotate", 0)) % 360 or len(page.obj.get("/Annots", [])):
            return None
        placed = _only_picture(page)
        if placed is None:
            return None
        picture, matrix = placed
        jpeg = _plain_jpeg(picture)
        if jpeg is None or not _fills(page, matrix):
            return None
        return jpeg, max(1, round(int(picture.Width) * 72 / matrix[0]))
    except _BROKEN:
        return None


def _only_picture(page: pikepdf.Page) -> tuple[Any, tuple[float, ...]] | None:
    """The only picture a page paints, and where; None if it paints anything else that is seen."""
    pictures: Any = page.resources.get("/XObject", pikepdf.Dictionary())
    matrices: list[tuple[float, ...]] = [(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)]
    mode, kept = 0, [0]
    found: tuple[Any, tuple[float, ...]] | None = None
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name == "Do":
            picture = pictures.get(str(operands[0]))
            if found is not None or picture is None or picture.get("/Subtype") != "/Image":
                return None
            found = (picture, matrices[-1])
        elif name not in _HARMLESS or (name in _TEXT and mode != 3):
            return None
        elif name == "q":
            matrices.append(matrices[-1])
            kept.append(mode)
        elif name == "Q" and len(matrices) > 1:
            matrices.pop()
            mode = kept.pop()
        elif name == "cm":
            matrices[-1] = _times([float(value) for value in operands], matrices[-1])
        elif name == "Tr":
            mode = int(operands[0])
    return found


def _times(first: list[float], then: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _plain_jpeg(picture: Any) -> bytes | None:
    """The JPEG of a picture that is shown as it is: no mask, no other colours."""
    filters = picture.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        filters = filters[0] if len(filters) == 1 else None
    if filters != pikepdf.Name.DCTDecode:
        return None
    if any(key in picture for key in ("/SMask", "/Mask", "/Decode", "/ImageMask")):
        return None
    space = picture.get("/ColorSpace")
    if isinstance(space, pikepdf.Array):
        space = space[0]
    if str(space) not in ("/DeviceRGB", "/DeviceGray", "/ICCBased", "/CalRGB", "/CalGray"):
        return None
    jpeg = bytes(picture.read_raw_bytes())
    frame = frame_of(jpeg)
    return jpeg if frame.plain and frame.components in (1, 3) else None


def _fills(page: pikepdf.Page, matrix: tuple[float, ...]) -> bool:
    """Whether the picture lies upright and fills the page."""
    a, b, c, d, e, f = matrix
    if abs(b) > 1e-3 or abs(c) > 1e-3 or a <= 0 or d <= 0:
        return False
    left, bottom, right, top = (float(value) for value in page.cropbox)
    wide = max(0.0, min(e + a, right) - max(e, left))
    tall = max(0.0, min(f + d, top) - max(f, bottom))
    shown = wide * tall
    # All of the page is the picture, and all of the picture is on the page.
    return shown >= _COVERS * (right - left) * (top - bottom) and shown >= _COVERS * a * d
