"""A page's image as it is kept: a plain JPEG, colour or grey, that every PDF reader can show.

A JPEG that needs nothing is kept as it came, byte for byte. What cameras write beside the picture
(place, maker, thumbnails) is taken off without touching the picture; a picture that lies on its
side by its EXIF note is turned, once, here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from desk_app.errors import Refusal
from desk_app.paper.jpeg_parts import Frame, frame_of, without_stories
from desk_app.paper.picture_colours import Colour, as_wanted, colour_of
from desk_app.paper.picture_opening import BROKEN, TOO_LARGE, decode, open_picture, too_large
from desk_app.paper.reduced_page import ReducedPage, reduced_page

_QUALITY = 88
_A4_INCHES = 297 / 25.4
_PLAUSIBLE_DPI = (50, 1300)
_PLAUSIBLE_INCHES = (1.5, 36.0)
_CARD_GAP_MM = 12.0
_WHITE = 255


@dataclass(frozen=True)
class TakenPage:
    """A page's image and what is known of it. ``colour``: color | grey | black_white (kept as a
    grey JPEG). ``reduced``: the image decoded, for all who want to look at it now."""

    jpeg: bytes
    width: int
    height: int
    dpi: int
    colour: Colour
    reduced: ReducedPage


def take_in(data: bytes, dpi_hint: int | None = None, colour: Colour | None = None) -> TakenPage:
    """The page as it is to be kept.

    Args:
        data: one picture: JPEG, PNG, TIFF, HEIC, BMP, WebP or PNM; of several the first.
        dpi_hint: dots per inch the scanner was asked for.
        colour: what is wanted; None: as it came.

    Raises:
        Refusal: empty, no picture, damaged or cut off, too large.
    """
    picture = open_picture(data)
    dpi = _dpi(picture, dpi_hint)
    found = colour_of(picture)
    jpeg = _plain_jpeg(data, picture, found, colour)
    if jpeg is None:
        found = colour or found
        jpeg = as_jpeg(_loaded(picture), dpi, found)
    try:
        reduced = reduced_page(jpeg, dpi, colours=found == "color")
    except ValueError as error:
        raise Refusal("page_files.damaged") from error
    return TakenPage(jpeg, reduced.width, reduced.height, dpi, found, reduced)


def as_jpeg(picture: Image.Image, dpi: int, colour: Colour) -> bytes:
    """A decoded picture as a page's image: on white, in sRGB, in the colours wanted."""
    return _saved(as_wanted(picture, colour), dpi)


def turned(jpeg: bytes, degrees: int) -> bytes:
    """The page turned clockwise by 90, 180 or 270 degrees; 0 leaves it as it is.

    Raises:
        ValueError: another angle.
        Refusal: no picture, or cut off.
    """
    if degrees % 90:
        raise ValueError("a page is turned by right angles")
    if degrees % 360 == 0:
        return jpeg
    ways = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    return _changed(jpeg, lambda picture: picture.transpose(ways[degrees % 360]))


def straightened(jpeg: bytes, degrees: float) -> bytes:
    """The page with a skew of ``degrees`` clockwise taken out. Its size stays: what was straight
    paper fills the same frame; corners that open are filled with the colour of the paper.

    Raises:
        Refusal: no picture, or cut off.
    """

    def straight(picture: Image.Image) -> Image.Image:
        pixels = np.asarray(picture)
        height, width = pixels.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        paper = np.percentile(pixels[:: height // 64 + 1, :: width // 64 + 1], 75, axis=(0, 1))
        straight = cv2.warpAffine(
            pixels,
            turn,
            (width, height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=[float(value) for value in np.atleast_1d(paper)],
        )
        return Image.fromarray(straight)

    return jpeg if abs(degrees) < 0.01 else _changed(jpeg, straight)


def card_on_one_page(front: bytes, back: bytes, dpi: int) -> bytes:
    """Both sides of a card on one A4 page, front above, in their true size at ``dpi`` dots per
    inch. White around a card is cut off first.

    Raises:
        Refusal: no picture, or cut off.
    """
    sides = [_card(_loaded(open_picture(side))) for side in (front, back)]
    mode = "RGB" if any(side.mode != "L" for side in sides) else "L"
    width, height = round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)
    page = Image.new(mode, (width, height), "white")
    gap = round(_CARD_GAP_MM / 25.4 * dpi)
    room = (width - 2 * gap, (height - 3 * gap) // 2)
    sides = [ImageOps.contain(side, room) if _exceeds(side, room) else side for side in sides]
    top = (height - sides[0].height - sides[1].height - gap) // 2
    for side in sides:
        page.paste(side.convert(mode), ((width - side.width) // 2, top))
        top += side.height + gap
    return _saved(page, dpi)


def _exceeds(side: Image.Image, room: tuple[int, int]) -> bool:
    return side.width > room[0] or side.height > room[1]


def _card(picture: Image.Image) -> Image.Image:
    """The part of a picture that is not the glass around the card."""
    picture = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    grey = np.asarray(picture.convert("L"))
    by = max(1, max(grey.shape) // 500)
    small = cv2.medianBlur(np.ascontiguousarray(grey[::by, ::by]), 5)
    ground = int(np.median(np.concatenate((small[0], small[-1], small[:, 0], small[:, -1]))))
    differs = np.abs(small.astype(int) - ground) > 16
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if len(rows) < 10 or len(columns) < 10:
        return picture
    more = 2
    box = (
        max(0, int(columns[0]) - more) * by,
        max(0, int(rows[0]) - more) * by,
        min(picture.width, (int(columns[-1]) + more + 1) * by),
        min(picture.height, (int(rows[-1]) + more + 1) * by),
    )
    return picture.crop(box)


def _plain_jpeg(
    data: bytes, picture: Image.Image, found: Colour, wanted: Colour | None
) -> bytes | None:
    """The data as it came, or without stories; None if the picture must be made anew."""
    if picture.format not in ("JPEG", "MPO") or wanted not in (None, found):
        return None
    try:
        if picture.getexif().get(0x0112, 1) not in (0, 1):  # orientation
            return None
        frame: Frame = frame_of(data)
        if not frame.plain or frame.components not in (1, 3):
            return None
        return without_stories(data)
    except BROKEN as error:
        raise Refusal("page_files.damaged") from error


def _loaded(picture: Image.Image) -> Image.Image:
    try:
        decode(picture)
        return ImageOps.exif_transpose(picture)
    except TOO_LARGE:
        raise too_large() from None
    except BROKEN as error:
        raise Refusal("page_files.damaged") from error


def _changed(jpeg: bytes, change: Callable[[Image.Image], Image.Image]) -> bytes:
    """A JPEG made anew with the tables of the old one, so that little is lost and it does not
    grow."""
    picture = open_picture(jpeg)
    said = picture.info.get("dpi")
    dpi = _dpi(picture, round(said[0]) if said else None)
    tables = getattr(picture, "quantization", None)
    picture = _loaded(picture)
    if picture.mode not in ("L", "RGB"):
        picture = as_wanted(picture, "color")
    return _saved(change(picture), dpi, tables=tables)


def _saved(picture: Image.Image, dpi: int, *, tables: Any = None) -> bytes:
    out = BytesIO()
    how: dict[str, Any] = {"quality": _QUALITY}
    if tables and 1 <= len(tables) <= 3:
        how = {"qtables": list(tables.values())}
    picture.save(out, "JPEG", dpi=(dpi, dpi), **how)
    return without_stories(out.getvalue())  # what a decoder has noted, it writes again


def _dpi(picture: Image.Image, hint: int | None) -> int:
    """Dots per inch: as asked for, as the picture says, or as if it were an A4 page."""
    longest = max(picture.size)
    said = picture.info.get("dpi")
    candidates = [hint, said[0] if isinstance(said, tuple) and said else None]
    for candidate in candidates:
        try:
            dpi = round(float(candidate)) if candidate else 0
        except (TypeError, ValueError, OverflowError):
            continue
        least, most = _PLAUSIBLE_DPI
        if not least <= dpi <= most:
            continue
        if candidate is hint or _PLAUSIBLE_INCHES[0] <= longest / dpi <= _PLAUSIBLE_INCHES[1]:
            return dpi
    return max(72, min(1200, round(longest / _A4_INCHES)))
