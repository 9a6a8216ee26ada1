"""The codes on a scanned page, and whether it is a cover sheet.

Every page of every pile comes by here, so it is looked at once, reduced. Only where
something speaks for a cover sheet (its border band, or a text that begins as ours do) and the code
cannot be read is the page decoded whole and looked at again, straightened and cleaned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import zxingcpp

from desk_app.paper.cover_band import Band, find_band
from desk_app.paper.cover_code import CoverCode, is_like_a_cover, read_cover
from desk_app.paper.page_ink import Grey
from desk_app.paper.reduced_page import ENOUGH, ReducedPage, reduced_page

_WHOLE = 1_000_000  # pixels of the longer side: more than any page has
_LONGEST_TEXT = 512
_SQUARES = (zxingcpp.QRCode,)
_BARS = (zxingcpp.Code128, zxingcpp.Code39)
# Sheets that other scanning programs put between documents.
_FOREIGN = frozenset(f"PATCH{letter}" for letter in "T123456") | {"PATCH-T", "NAPS2-SEPARATOR"}


@dataclass(frozen=True)
class PageCodes:
    """What was read on a page.

    Args:
        cover: what the cover sheet says, if the page is one and can be read.
        damaged_cover: a cover sheet of ours whose code nobody can read.
        foreign: a separator sheet of another program.
        too_many_covers: cover codes that say different things.
        receipt_links: web addresses in QR codes: one of them may be a receipt's look-up link.
        texts: all codes as they were read, each once.
    """

    cover: CoverCode | None = None
    damaged_cover: bool = False
    foreign: bool = False
    too_many_covers: bool = False
    receipt_links: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def codes_on(jpeg: bytes, reduced: ReducedPage | None = None) -> PageCodes:
    """Reads the codes of one page.

    Args:
        jpeg: the page.
        reduced: the same page, if it is decoded already.

    Raises:
        ValueError: not a picture.
    """
    grey = (reduced or reduced_page(jpeg)).grey
    texts = _read(grey, _SQUARES, smaller=True) + _read(grey, _BARS)
    found = _judged(texts)
    if found.cover or found.foreign or found.too_many_covers:
        return found
    band = find_band(grey)
    if band is None and not found.damaged_cover:
        return found
    return _looked_at_again(jpeg, texts, band)


def _read(
    grey: Grey, formats: Any, *, smaller: bool = False, any_way: bool = False
) -> tuple[str, ...]:
    """Texts of codes. QR codes are found at every angle, and so are bars across the page; bars
    that run down it only ``any_way``. ``smaller``: looks at the picture reduced as well."""
    codes = zxingcpp.read_barcodes(
        grey,
        formats=formats,
        try_rotate=any_way,
        try_invert=any_way,
        try_downscale=smaller or any_way,
    )
    return tuple(code.text for code in codes if 0 < len(code.text) <= _LONGEST_TEXT)


def _judged(texts: tuple[str, ...]) -> PageCodes:
    texts = tuple(dict.fromkeys(texts))
    covers = {cover for cover in map(read_cover, texts) if cover is not None}
    meant = {(cover.dossier, cover.paper) for cover in covers}
    longs = {cover for cover in covers if cover.of is not None}
    too_many = len(meant) > 1 or len(longs) > 1
    cover = None if too_many else next(iter(longs or covers), None)
    return PageCodes(
        cover=cover,
        damaged_cover=not covers and any(map(is_like_a_cover, texts)),
        foreign=not covers and any(text.strip().upper() in _FOREIGN for text in texts),
        too_many_covers=too_many,
        receipt_links=tuple(t for t in texts if t.lower().startswith(("http://", "https://"))),
        texts=texts,
    )


def _looked_at_again(jpeg: bytes, texts: tuple[str, ...], band: Band | None) -> PageCodes:
    """The slow way, for what seems to be a cover sheet."""
    whole = reduced_page(jpeg, least=_WHOLE).grey
    for picture in _cleaned(whole, band.turned if band else 0.0):
        texts += _read(picture, (*_SQUARES, *_BARS), any_way=True)
        found = _judged(texts)
        if found.cover or found.too_many_covers:
            return found
    return replace(_judged(texts), damaged_cover=True)


def _cleaned(grey: Grey, turned: float) -> Iterator[Grey]:
    """The page as it is, straight, without specks, smoothed, with more contrast."""
    yield grey
    longest = max(grey.shape)
    if longest > 2 * ENOUGH:
        grey = _resized(grey, ENOUGH * 1.6 / longest)
    elif longest < ENOUGH:
        grey = _resized(grey, ENOUGH * 1.2 / longest)
    straight = _straight(grey, turned)
    yield straight
    calm = np.asarray(cv2.medianBlur(straight, 5), np.uint8)
    yield calm
    yield np.asarray(cv2.GaussianBlur(straight, (0, 0), 2.0), np.uint8)
    clearer = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(calm)
    yield np.asarray(clearer, np.uint8)
    soft = cv2.GaussianBlur(straight, (0, 0), 3.0)
    yield np.asarray(cv2.addWeighted(straight, 2.2, soft, -1.2, 0), np.uint8)
    yield from _bars_made_clear(straight)


def _bars_made_clear(straight: Grey) -> Iterator[Grey]:
    """Bars stand upright on a straight page: noise goes by looking along them, blur by sharpening
    across them."""
    height, width = straight.shape
    if width > height:  # fed by its long edge
        straight = np.ascontiguousarray(np.rot90(straight))
    wide = cv2.resize(straight, None, fx=3, fy=1, interpolation=cv2.INTER_CUBIC)
    along = cv2.blur(wide, (1, max(straight.shape) // 50)).astype(np.float32)
    for sigma, share in ((6.0, 4.0), (5.0, 8.0), (8.0, 4.0)):
        soft = cv2.GaussianBlur(along, (0, 0), sigmaX=sigma, sigmaY=0.1)
        yield np.asarray(np.clip(along + share * (along - soft), 0, 255), np.uint8)


def _resized(grey: Grey, by: float) -> Grey:
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=by, fy=by, interpolation=how), np.uint8)


def _straight(grey: Grey, turned: float) -> Grey:
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), turned, 1.0)
    return np.asarray(
        cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255),
        np.uint8,
    )
